"""OpenStreetMap as GeoJSON and as an answer of Overpass."""

import json
from pathlib import Path

import pytest

from gazetteer.errors import TableError
from gazetteer.sources import osm

OWN = Path(__file__).parent / "cases" / "own_sources" / "osm"


def test_geojson_export() -> None:
    town, water = osm.read_geojson(OWN / "export.geojson")
    assert (town.key, town.type, town.feature) == ("osm:node/337723471", "settlement", "town")
    assert {(n.form, n.lang, n.kind) for n in town.names} == {
        ("Laçın", "az", "common"),
        ("Laçın", "und-Latn", "common"),
        ("Բերձոր", "hy", "common"),
        ("Лачин", "ru", "common"),
        ("Abdallar", "az", "historical"),
        ("Lachin", "und-Latn", "variant"),
        ("Berdzor", "und-Latn", "variant"),
    }
    assert town.same_as == ("wikidata:Q209846",)
    assert (water.type, water.feature) == ("hydro", "reservoir")
    assert water.outline is not None and water.outline.wkt.startswith("POLYGON")


def test_overpass_answer() -> None:
    monastery, village, district = osm.read_overpass(OWN / "overpass.json")
    assert (monastery.type, monastery.feature) == ("monument", "monastery")
    assert (village.lat, village.lon, village.outline) == (39.59, 46.54, None)
    assert district.type == "district" and district.outline is not None
    assert district.outline.wkt.startswith("POLYGON")


def test_nodes_of_ways_give_the_geometry(tmp_path: Path) -> None:
    elements = [
        {"type": "node", "id": 1, "lat": 39.0, "lon": 46.0},
        {"type": "node", "id": 2, "lat": 39.1, "lon": 46.1},
        {"type": "way", "id": 3, "nodes": [1, 2], "tags": {"name": "Həkəri", "waterway": "river"}},
    ]
    (tmp_path / "a.json").write_text(json.dumps({"elements": elements}), "utf-8")
    (river,) = osm.read_overpass(tmp_path / "a.json")
    assert river.type == "hydro" and river.outline is not None
    assert river.outline.wkt == "LINESTRING (46 39, 46.1 39.1)"


def test_faults(tmp_path: Path) -> None:
    elements = [
        {"type": "way", "id": 3, "tags": {"name": "Nowhere"}},
        {"type": "node", "id": 4, "lat": 95, "lon": 46, "tags": {"name": "A"}},
        {"type": "node", "id": 4, "lat": 39, "lon": 46, "tags": {"name": "B"}},
    ]
    (tmp_path / "a.json").write_text(json.dumps({"elements": elements}), "utf-8")
    with pytest.raises(TableError) as error:
        osm.read_overpass(tmp_path / "a.json")
    assert [fault.split(" ")[0] for fault in error.value.faults] == [
        "a.json:1:lat", "a.json:2:lat", "a.json:3:id",
    ]  # fmt: skip
