"""A Who's On First bundle as files and as the SQLite distribution."""

import json
import sqlite3
from pathlib import Path

import pytest

from gazetteer.errors import TableError
from gazetteer.sources import wof_bundle

OWN = Path(__file__).parent / "cases" / "own_sources"
FEATURE = OWN / "wof-bundle" / "data" / "421" / "193" / "975" / "421193975.geojson"


def test_folder_of_features() -> None:
    (folder,) = wof_bundle.find_folders(OWN)
    (record,) = wof_bundle.read_folder(folder)
    assert (record.key, record.type, record.population) == ("wof:421193975", "settlement", 53100)
    assert {(n.form, n.lang, n.kind) for n in record.names} == {
        ("Xankəndi", "az", "common"),
        ("Ստեփանակերտ", "hy", "common"),
        ("Khankendi", "en", "variant"),
        ("Xankandi", "und-Latn", "variant"),
    }
    assert record.same_as == ("geonames:409421", "wikidata:Q182013")
    assert [link.target for link in record.parents] == ["wof:85668691"]


def test_database_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "whosonfirst-data-admin-az-latest.db"
    _write_database(path, FEATURE.read_text("utf-8"))
    assert wof_bundle.read_database(path) == wof_bundle.read_folder(OWN / "wof-bundle")


def _write_database(path: Path, body: str) -> None:
    database = sqlite3.connect(path)
    database.execute(
        "CREATE TABLE geojson"
        " (id INTEGER, body TEXT, source TEXT, is_alt BOOLEAN, lastmodified INTEGER)"
    )
    database.execute("INSERT INTO geojson VALUES (421193975, ?, '', 0, 0)", [body])
    database.execute("INSERT INTO geojson VALUES (421193975, '{}', 'quattroshapes', 1, 0)")
    database.commit()
    database.close()


def test_polygon_becomes_the_outline(tmp_path: Path) -> None:
    feature = json.loads(FEATURE.read_text("utf-8"))
    ring = [[46.7, 39.8], [46.8, 39.8], [46.8, 39.9], [46.7, 39.9], [46.7, 39.8]]
    feature["geometry"] = {"type": "Polygon", "coordinates": [ring]}
    (tmp_path / "1.geojson").write_text(json.dumps(feature), "utf-8")
    (record,) = wof_bundle.read_folder(tmp_path)
    assert record.outline is not None and record.outline.wkt.startswith("POLYGON")


def test_faults_of_all_files(tmp_path: Path) -> None:
    (tmp_path / "1.geojson").write_text("{", "utf-8")
    (tmp_path / "2.geojson").write_text('{"properties": {"wof:id": 2}}', "utf-8")
    with pytest.raises(TableError) as error:
        wof_bundle.read_folder(tmp_path)
    assert [fault.split(" ")[0] for fault in error.value.faults] == [
        "1.geojson:1:-", "2.geojson:1:wof:name",
    ]  # fmt: skip


def test_other_database_is_refused(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE a (b)").connection.close()
    with pytest.raises(TableError, match="is not the distribution's database"):
        wof_bundle.read_database(tmp_path / "other.db")
