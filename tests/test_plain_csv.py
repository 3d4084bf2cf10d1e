"""A spreadsheet of places saved as CSV."""

from pathlib import Path

import pytest

from gazetteer.errors import TableError
from gazetteer.sources import plain_csv

OWN = Path(__file__).parent / "cases" / "own_sources"


def test_documented_columns() -> None:
    uezd, town = plain_csv.read(OWN / "my-places.csv")
    assert (uezd.key, uezd.type, uezd.since) == ("csv:my-places/1", "district", "1905")
    assert {(n.form, n.lang, n.kind, n.until) for n in town.names} == {
        ("Qaryagin", "az", "common", None),
        ("Карягино", "ru", "historical", 1959),
        ("Karyagino", "und-Latn", "variant", None),
    }
    assert [link.target for link in town.parents] == ["csv:my-places/1"]
    assert town.same_as == ("wikidata:Q1020563",)


def test_semicolons_and_byte_order_mark_of_a_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\ufeffID;Name;Lat;Lon\r\n1;Գորիս;39.5;46.3\r\n", "utf-8")
    (record,) = plain_csv.read(tmp_path / "a.csv")
    assert (record.names[0].lang, record.lat) == ("hy", 39.5)


@pytest.mark.parametrize(
    ("table", "faults"),
    [
        ("name,lat\na,1\n", ["a.csv:1:id", "a.csv:1:lon"]),
        ("id,name,lat,lon,colour\n1,a,1,2,red\n", ["a.csv:1:colour"]),
        ("id,name,lat,lon\n1,a,1\n", ["a.csv:2:-"]),
        ("id,name,lat,lon\n1,a,1,2\n1,b,1,2\n", ["a.csv:3:id"]),
        ("id,name,lat,lon,country\n1,a,46.3,39.5,AM\n", ["a.csv:2:lat"]),
        ("id,name,lat,lon\n1,a,x,200\n2,,1,2\n", ["a.csv:2:lat", "a.csv:2:lon", "a.csv:3:name"]),
        ("id,name,lat,lon,type\n1,a,1,2,town\n", ["a.csv:2:type"]),
        ("id,name,lat,lon,parent,same_as\n1,a,1,2,x,Q1\n", ["a.csv:2:parent", "a.csv:2:same_as"]),
        ("id,name,lat,lon,wkt\n1,a,1,2,POLYGON((\n", ["a.csv:2:wkt"]),
    ],
)
def test_every_fault_is_reported_at_once(tmp_path: Path, table: str, faults: list[str]) -> None:
    (tmp_path / "a.csv").write_text(table, "utf-8")
    with pytest.raises(TableError) as error:
        plain_csv.read(tmp_path / "a.csv")
    assert [fault.split(" ")[0] for fault in error.value.faults] == faults


def test_wrong_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("id,name,lat,lon\n1,Горис,1,2\n".encode("cp1251"))
    with pytest.raises(TableError, match=r"a\.csv:2:- is not UTF-8"):
        plain_csv.read(tmp_path / "a.csv")
