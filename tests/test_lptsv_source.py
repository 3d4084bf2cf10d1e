"""LP-TSV read as a source: the World Historical Gazetteer's layout and our own export."""

from pathlib import Path

import pytest

from gazetteer.errors import TableError
from gazetteer.sources import lptsv

OWN = Path(__file__).parent / "cases" / "own_sources"


def test_columns_of_the_format() -> None:
    village, fortress = lptsv.read(OWN / "whg.tsv")
    assert (village.key, village.type, village.feature) == ("lptsv:whg/10", "settlement", "village")
    assert {(n.form, n.lang) for n in village.names} == {
        ("Гюлистан", "und-Cyrl"), ("Գյուլիստան", "hy"), ("Gülüstan", "az"),
    }  # fmt: skip
    assert village.same_as == ("geonames:586108", "wikidata:Q1")
    assert (fortress.type, fortress.since) == ("other", "1750")


def test_row_without_a_position_adds_to_its_match(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("id\ttitle\ttitle_source\tmatches\n1\tA\tmap\tgn:5\n", "utf-8")
    (record,) = lptsv.read(tmp_path / "a.tsv")
    assert (record.lat, record.same_as) == (None, ("geonames:5",))


def test_our_own_export_is_read_back(tmp_path: Path) -> None:
    header = "id\ttitle\ttitle_source\tvariants\tparent_id\tlon\tlat"
    rows = [
        "p2\tD\twof\t\t\t46.7\t39.8",
        "p1\tA / B\twof\tЈ@az-Cyrl;B@und-Latn\turn:x:place:p2\t46.7\t39.8",
    ]
    (tmp_path / "a.tsv").write_text("\n".join([header, *rows]) + "\n", "utf-8")
    record = lptsv.read(tmp_path / "a.tsv")[1]
    assert {(n.form, n.lang, n.kind) for n in record.names} == {
        ("A", "und-Latn", "common"), ("B", "und-Latn", "common"), ("Ј", "az-Cyrl", "variant"),
        ("B", "und-Latn", "variant"),
    }  # fmt: skip
    assert [link.target for link in record.parents] == ["lptsv:a/p2"]


@pytest.mark.parametrize(
    ("table", "faults"),
    [
        ("id\ttitle\n1\tA\n", ["a.tsv:1:title_source"]),
        ("id\ttitle\ttitle_source\tcolour\n1\tA\tb\tc\n", ["a.tsv:1:colour"]),
        ("id\ttitle\ttitle_source\n1\t\tmap\n1\tA\tmap\n", ["a.tsv:3:id", "a.tsv:2:title"]),
        ("id\ttitle\ttitle_source\tlon\tlat\n1\tA\tb\t10\t95\n", ["a.tsv:2:lat"]),
        ("id\ttitle\ttitle_source\tmatches\n1\tA\tb\tsomething\n", ["a.tsv:2:matches"]),
        ("id\ttitle\ttitle_source\tgeowkt\n1\tA\tb\tPOINT(x)\n", ["a.tsv:2:geowkt"]),
    ],
)
def test_faults(tmp_path: Path, table: str, faults: list[str]) -> None:
    (tmp_path / "a.tsv").write_text(table, "utf-8")
    with pytest.raises(TableError) as error:
        lptsv.read(tmp_path / "a.tsv")
    assert [fault.split(" ")[0] for fault in error.value.faults] == faults
