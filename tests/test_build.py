import json

import pytest
from reconcile_fixture import make_record
from sources_fixture import READERS, read_rows, wof_row, wof_rows, write_sources

from gazetteer.build import _place_row, build_gazetteer
from gazetteer.errors import MissingInputError, TableError


@pytest.fixture
def sources(tmp_path):
    return write_sources(tmp_path / "sources")


def _build(sources, out, **options):
    return build_gazetteer(sources, out, readers=READERS, ids_from=sources / "no-tables", **options)


def _place_of(out, record):
    (found,) = {r["place_id"] for r in read_rows(out, "links") if r["target"] == record}
    return found


def test_a_village_entered_twice_is_one_place_with_every_name(sources, tmp_path):
    _build(sources, tmp_path / "out")
    one, two = (_place_of(tmp_path / "out", f"wof:{n}") for n in (101, 102))
    assert one == two == _place_of(tmp_path / "out", "geonames:501")
    names = {r["form"]: r for r in read_rows(tmp_path / "out", "names") if r["place_id"] == one}
    assert {"Maraq", "Maarif", "Maragh", "Мараг"} <= names.keys()
    assert "ma la ge" not in names
    assert (names["Maraq"]["kind"], names["Maraq"]["since"]) == ("official", "")


@pytest.mark.parametrize(
    ("kind", "feature", "least", "most"),
    [
        ("region", "region", 0.35, 0.4),
        ("region", "melikdom", 0.0, 0.1),
        ("region", "plain", 0, 0.2),
    ],
)
def test_a_region_of_the_past_stands_below_the_villages_of_its_name(kind, feature, least, most):
    group = [make_record("regions:g1", "Gülüstan=az", type=kind, feature=feature)]
    row = _place_row(group, "p000001", set())
    assert least <= float(row[8]) <= most


def test_a_village_that_a_district_names_as_its_seat_is_a_town():
    group = [make_record("wof:1", "Kəlbəcər=az")]
    assert _place_row(group, "p000001", set())[2] == "village"
    assert _place_row(group, "p000001", {"wof:1"})[2] == "town"


def test_upper_and_lower_stay_two_places(sources, tmp_path):
    _build(sources, tmp_path / "out")
    assert _place_of(tmp_path / "out", "wof:103") != _place_of(tmp_path / "out", "wof:104")


def test_a_village_lies_in_its_district_and_the_district_has_an_outline(sources, tmp_path):
    _build(sources, tmp_path / "out")
    district = _place_of(tmp_path / "out", "wof:85668257")
    village = _place_of(tmp_path / "out", "wof:101")
    assert ("parent", district) in {
        (r["relation"], r["target"])
        for r in read_rows(tmp_path / "out", "links")
        if r["place_id"] == village
    }
    assert [r["place_id"] for r in read_rows(tmp_path / "out", "geometries")] == [district]


def test_what_was_corrected_and_what_found_no_place_is_listed(sources, tmp_path):
    _build(sources, tmp_path / "out")
    repairs = {(r["was"], r["rule"]) for r in read_rows(tmp_path / "out", "repairs")}
    assert ("Физулинский район (ru)", "name-of-another-unit") in repairs
    assert ("Maarif (hy)", "wrong-script") in repairs
    unmatched = [r["form"] for r in read_rows(tmp_path / "out", "unmatched")]
    assert unmatched == ["Yoxkənd", "Füzuli"]


def test_the_newer_point_wins_and_is_listed_when_far(sources, tmp_path):
    rows = [wof_row(101, "Maraq", 40.35, 46.30, concordances={"gn:id": 501}), *wof_rows()[2:]]
    _build(write_sources(tmp_path / "sources", rows=rows), tmp_path / "out")
    moved = [r for r in read_rows(tmp_path / "out", "repairs") if r["rule"] == "newer-point"]
    assert [(r["record"], r["now"]) for r in moved] == [("101", "40.31 46.3")]


def test_equal_sources_give_equal_bytes(sources, tmp_path):
    first = _build(sources, tmp_path / "a")
    second = _build(sources, tmp_path / "b")
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_a_rerun_changes_nothing_and_says_so(sources, tmp_path):
    before = {p.name: p.read_bytes() for p in _build(sources, tmp_path / "out")}
    after = {p.name: p.read_bytes() for p in _build(sources, tmp_path / "out")}
    assert before == after
    assert read_rows(tmp_path / "out", "changes") == []


def test_one_changed_row_touches_only_its_place(sources, tmp_path):
    _build(sources, tmp_path / "out")
    ids = {r["id"] for r in read_rows(tmp_path / "out", "places")}
    rows = wof_rows()
    rows[3]["names"] = {"aze_x_preferred": ["Yuxarı Oratağ"], "rus_x_preferred": ["Оратаг"]}
    _build(write_sources(sources, rows=rows), tmp_path / "out")
    changes = read_rows(tmp_path / "out", "changes")
    assert {r["id"] for r in read_rows(tmp_path / "out", "places")} == ids
    assert [r["place_id"] for r in changes] == [_place_of(tmp_path / "out", "wof:103")]
    assert "name added: Оратаг ru" in changes[0]["detail"]


def test_a_merge_leaves_the_old_id_with_its_successor(sources, tmp_path):
    rows = wof_rows()
    rows[1]["names"] = {"aze_x_preferred": ["Maraq"]}  # nothing joins Maarif to Maraq yet
    _build(write_sources(sources, rows=rows), tmp_path / "out")
    old = _place_of(tmp_path / "out", "wof:102")
    kept = _place_of(tmp_path / "out", "wof:101")
    _build(write_sources(sources), tmp_path / "out")
    superseded = {r["id"]: r["superseded_by"] for r in read_rows(tmp_path / "out", "places")}
    assert superseded[old] == kept
    assert (old, "merged", kept) in {
        tuple(r.values()) for r in read_rows(tmp_path / "out", "changes")
    }


def test_every_fault_of_every_file_is_told_and_the_old_tables_stay(sources, tmp_path):
    before = {p.name: p.read_bytes() for p in _build(sources, tmp_path / "out")}
    rows = wof_rows()
    rows[1]["lat"], rows[1]["lon"] = rows[1]["lon"], rows[1]["lat"]
    rows[2]["id"] = 101
    rows[3]["colour"] = "blue"
    rows[4]["lat"] = 140
    write_sources(sources, rows=rows)
    cities = sources / "geonames" / "cities500_az_am.csv"
    cities.write_text(cities.read_text() + "502,Short,40.0\n", encoding="utf-8")
    with pytest.raises(TableError) as caught:
        _build(sources, tmp_path / "out")
    assert [fault.split(" ")[0] for fault in caught.value.faults] == [
        "places.jsonl.gz:2:lat",
        "places.jsonl.gz:3:id",
        "places.jsonl.gz:4:colour",
        "places.jsonl.gz:5:lat",
        "cities500_az_am.csv:3:-",
    ]
    assert "swapped" in caught.value.faults[0]
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("geonames/cities500_az_am.csv", "geonameid,name\n".encode("utf-16"), "UTF-8"),
        ("geonames/cities500_az_am.csv", b"geonameid,colour\n", "colour is not a column"),
        ("geonames/cities500_az_am.csv", b"", "is empty"),
        ("wof/places.jsonl.gz", b"no gzip", "cannot be read"),
        ("wof/districts.geojson", b"{", "is not JSON"),
        ("wof/districts.geojson", b"[]", "FeatureCollection"),
    ],
)
def test_a_damaged_file_is_told_with_its_reason(sources, tmp_path, name, content, reason):
    (sources / name).write_bytes(content)
    with pytest.raises(TableError, match=reason):
        _build(sources, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "ring",
    [
        [[46.0, 40.0], [47.0, 41.0], [47.0, 40.0], [46.0, 41.0], [46.0, 40.0]],
        [[46.0, 40.0], [47.0, 40.0]],
        [[46.0, 140.0], [47.0, 140.0], [47.0, 141.0], [46.0, 140.0]],
        [[40.0, 46.0], [40.0, 47.0], [41.0, 47.0], [40.0, 46.0]],
        [],
    ],
)
def test_a_broken_outline_is_told(sources, tmp_path, ring):
    path = sources / "wof" / "districts.geojson"
    collection = json.loads(path.read_text())
    collection["features"][0]["geometry"]["coordinates"] = [ring]
    path.write_text(json.dumps(collection))
    with pytest.raises(TableError, match=r"districts\.geojson:1:geometry"):
        _build(sources, tmp_path / "out")


def test_a_folder_without_sources_is_told(tmp_path):
    with pytest.raises(MissingInputError, match="no such folder"):
        _build(tmp_path / "nowhere", tmp_path / "out")
    (tmp_path / "empty").mkdir()
    with pytest.raises(MissingInputError, match="none of the sources"):
        _build(tmp_path / "empty", tmp_path / "out")
