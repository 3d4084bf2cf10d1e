"""The gazetteer opens, reads places by id and position, and says what is wrong with its tables."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lookup_fixture import SUPERSEDED, write_small_tables
from pyproj import Geod

import gazetteer
from gazetteer import Gazetteer, GazetteerError, MissingInputError, OptionError, TableError
from gazetteer.distance import distance_m, great_circle_m

ELLIPSOID = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def gaz(tmp_path_factory):
    return Gazetteer.open(write_small_tables(tmp_path_factory.mktemp("tables")))


def test_a_place_is_read_whole(gaz):
    place = gaz["p000001"]
    assert [(n.form, n.since, n.until) for n in place.names if n.lang == "ru"] == [
        ("Вараракн", None, 1923), ("Степанакерт", 1923, 1991),
    ]  # fmt: skip
    assert place.concordances == {"geonames": ["585220"], "wof": ["1141908131", "421193975"]}
    assert gaz["p000002"].parents == ["p000003", "p000004"]


@pytest.mark.parametrize(
    "unknown", ["p999999", "p1", "", "x", "p00000001", "p-00001", "p٠٠٠٠٠١", "p" + "9" * 30]
)
def test_an_unknown_id_is_a_key_error_that_says_so(gaz, unknown):
    assert unknown not in gaz
    with pytest.raises(KeyError, match="no place has this id"):
        gaz[unknown]


def test_places_come_in_order_without_those_superseded(gaz):
    ids = [place.id for place in gaz.places()]
    assert ids == sorted(ids)
    assert len(ids) == len(gaz) - 1
    assert SUPERSEDED not in ids
    assert {place.type for place in gaz.places("district")} == {"district"}


def test_outlines_are_read(gaz):
    assert gaz.outline("p000003").quality == "low"
    assert gaz.outline("p000003").wkt.startswith("POLYGON")
    assert gaz.outline("p000001") is None


def test_the_frame_has_points_or_outlines(gaz):
    frame = gaz.to_geodataframe(type="district")
    assert frame.crs.to_epsg() == 4326
    assert set(frame.geometry.geom_type) == {"Point"}
    drawn = gaz.to_geodataframe(type="district", outlines=True)
    assert drawn.geometry.geom_type["p000003"] == "Polygon"
    assert frame.label["p000003"] == gaz.label(gaz["p000003"])
    assert len(gaz.to_geodataframe(type="continent")) == 0
    with pytest.raises(OptionError, match="castle"):
        gaz.to_geodataframe(type="castle")


def test_the_door_is_a_list():
    assert "Gazetteer" in gazetteer.__all__
    assert all(hasattr(gazetteer, name) for name in gazetteer.__all__)


def test_opening_and_looking_up_imports_nothing_heavy(tmp_path):
    tables = write_small_tables(tmp_path)
    Gazetteer.open(tables)
    program = (
        "import sys; from gazetteer import Gazetteer; gaz = Gazetteer.open(sys.argv[1]);"
        "gaz.lookup('Ստեփանակերտում')[0].to_json(); gaz.nearest(39.8, 46.7)[0].to_json();"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tables)], capture_output=True, text=True, check=True
    )
    heavy = {
        "numpy",
        "pandas",
        "geopandas",
        "shapely",
        "pyproj",
        "folium",
        "sqlite3",
        "hashlib",
        "rapidfuzz",
    }
    assert heavy.isdisjoint(done.stdout.split())


# nearest


def test_nearest_places_come_with_geodesics(gaz):
    found = gaz.nearest(39.80, 46.74, limit=3)
    assert [c.id for c in found][:2] == ["p000001", "p000002"]
    metres = [c.distance_m for c in found]
    assert metres == sorted(metres)
    expected = ELLIPSOID.inv(46.74, 39.80, 46.7519, 39.8153)[2]
    assert found[0].distance_m == pytest.approx(expected, abs=0.01)
    assert found[0].to_json()["distance_m"] == round(expected)
    assert found[0].why == f"It lies {expected / 1000:.1f} km from the given position."


def test_areas_are_nearest_only_when_asked_for(gaz):
    assert {c.type for c in gaz.nearest(39.75, 46.70, limit=50)}.isdisjoint({"district", "region"})
    assert gaz.nearest(39.75, 46.70, limit=1, type="district")[0].id == "p000003"


def test_positions_off_the_globe_are_refused(gaz):
    with pytest.raises(OptionError, match="latitude comes first"):
        gaz.nearest(146.7, 39.8)
    with pytest.raises(OptionError):
        gaz.nearest(float("nan"), 39.8)


LATS, LONS = st.floats(-90, 90), st.floats(-180, 180)


@settings(max_examples=60, deadline=None)
@given(lat=LATS, lon=LONS, limit=st.integers(1, 30))
def test_the_tree_finds_what_comparing_all_finds(gaz, lat, lon, limit):
    plain = sorted(
        distance_m(lat, lon, p.lat, p.lon) for p in gaz.places()
        if p.type not in ("district", "region")
    )  # fmt: skip
    found = [candidate.distance_m for candidate in gaz.nearest(lat, lon, limit=limit)]
    assert found == pytest.approx(plain[:limit])


@given(LATS, LONS, LATS, LONS)
def test_distances_are_those_of_pyproj(lat, lon, other_lat, other_lon):
    expected = ELLIPSOID.inv(lon, lat, other_lon, other_lat)[2]
    ours = distance_m(lat, lon, other_lat, other_lon)
    if expected < 19_900_000:  # beyond, near the antipode, a great circle stands in
        assert ours == pytest.approx(expected, abs=0.01)
    assert ours == pytest.approx(expected, rel=0.007, abs=0.01)
    assert great_circle_m(lat, lon, other_lat, other_lon) == pytest.approx(
        expected, rel=0.007, abs=0.01
    )


# damaged and missing tables


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(MissingInputError, match=r"nowhere: no such folder of tables; .*reconcile"):
        Gazetteer.open(tmp_path / "nowhere")


def test_an_empty_folder_is_named(tmp_path):
    with pytest.raises(MissingInputError, match=r"\.csv: no such table"):
        Gazetteer.open(tmp_path)


@pytest.mark.parametrize(("table", "damage", "message"), [
    ("places.csv", lambda text: text.replace("39.8153", "north"),
     r"places.csv:\d+:lat 'north' is not a number"),
    ("places.csv", lambda text: text.replace("p000001", "p000002", 1), "is there twice"),
    ("names.csv", lambda text: text.replace("official", "best", 1), "'best' is not one of"),
    ("names.csv", lambda text: text.replace("p000001", "p777777", 1),
     "p777777 has names but no place"),
    ("names.csv", lambda text: text.replace("1923", "long ago", 1), "long ago"),
    ("links.csv", lambda text: text.replace("place_id", "place", 1), "header"),
    ("places.csv", lambda text: text[: len(text) // 2], "cells instead of"),
])  # fmt: skip
def test_a_damaged_table_is_named_and_nothing_stays_behind(tmp_path, table, damage, message):
    tables = write_small_tables(tmp_path)
    path = tables / table
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(TableError, match=message):
        Gazetteer.open(tables)
    assert not list(tables.glob("compiled/*.gaz")) and not list(tables.glob("compiled/.*"))


def test_every_fault_is_a_gazetteer_error(tmp_path):
    write_small_tables(tmp_path)
    Path(tmp_path, "world_names.csv.gz").write_bytes(b"not gzip at all")
    with pytest.raises(GazetteerError, match=r"world_names\.csv\.gz"):
        Gazetteer.open(tmp_path)
