import gzip

import pytest

from gazetteer.errors import MissingInputError, OutputError, TableError
from gazetteer.store import COLUMNS, has_tables, read_table, write_tables

PLACE = ("p000001", "settlement", "town", "39.8", "46.7", "500", "AZ", "100", "0.5", "", "", "", "")
NAME = ("p000001", "Ստեփանակերտ", "hy", "Armn", "official", "1923", "", "", "", "", "wof:1")
LINK = ("p000001", "same_as", "wof:1", "", "", "", "wof:1", "")
TABLES = {"places": [PLACE], "names": [NAME], "links": [LINK]}


def test_what_is_written_is_read_back(tmp_path):
    write_tables(tmp_path, TABLES)
    assert [tuple(row.values()) for row in read_table(tmp_path, "places")] == [PLACE]
    assert [tuple(row.values()) for row in read_table(tmp_path, "names")] == [NAME]
    assert has_tables(tmp_path)


def test_equal_rows_in_any_order_give_equal_bytes(tmp_path):
    other = ("p000002", *PLACE[1:])
    rows = {**TABLES, "places": [PLACE, other], "world_places": [("p000003", *PLACE[1:])]}
    backwards = {name: rows[name][::-1] for name in reversed(rows)}
    files = write_tables(tmp_path / "a", rows)
    again = write_tables(tmp_path / "b", backwards)
    assert [p.read_bytes() for p in files] == [p.read_bytes() for p in again]


def test_both_parts_are_read_as_one_table(tmp_path):
    write_tables(tmp_path, {**TABLES, "world_places": [("p000002", *PLACE[1:])]})
    assert [row["id"] for row in read_table(tmp_path, "places")] == ["p000001", "p000002"]


def test_a_table_left_out_disappears_and_other_files_stay(tmp_path):
    write_tables(tmp_path, {**TABLES, "repairs": [("wof", "1", "names", "a", "b", "c", "d")]})
    (tmp_path / "README.md").write_text("label")
    write_tables(tmp_path, TABLES)
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "README.md",
        "links.csv",
        "names.csv",
        "places.csv",
    ]


def test_a_failure_while_writing_leaves_the_old_tables(tmp_path):
    write_tables(tmp_path, TABLES)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def broken():
        yield PLACE
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        write_tables(tmp_path, {**TABLES, "places": broken()})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file"):
        write_tables(tmp_path / "file", TABLES)


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(MissingInputError, match=r"places\.csv"):
        list(read_table(tmp_path, "places"))
    assert list(read_table(tmp_path, "repairs")) == []


def test_every_fault_of_a_table_is_told_at_once(tmp_path):
    write_tables(tmp_path, TABLES)
    rows = [
        ("x1", *PLACE[1:]),
        ("p000001", "village", *PLACE[2:]),
        ("p000002", *PLACE[1:3], "96.1", "46.7", *PLACE[5:]),
        ("p000003", "settlement"),
        ("p000004", *PLACE[1:3], "39.8", "east", *PLACE[5:]),
        PLACE,
        PLACE,
    ]
    lines = [",".join(row) for row in [COLUMNS["places"], *rows]]
    (tmp_path / "places.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(TableError) as caught:
        list(read_table(tmp_path, "places"))
    starts = [fault.rsplit(" is", 1)[0].split(" '")[0] for fault in caught.value.faults]
    assert starts[0].startswith("places.csv:2:id")
    assert [fault.split(" ")[0] for fault in caught.value.faults] == [
        "places.csv:2:id",
        "places.csv:3:type",
        "places.csv:4:lat",
        "places.csv:5:-",
        "places.csv:6:lon",
        "places.csv:7:id",
        "places.csv:8:id",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"id,name\n", "header"),
        (b"\xff\xfe", "UTF-8"),
        (b"", "header"),
    ],
)
def test_a_damaged_table_is_told_with_its_reason(tmp_path, content, reason):
    write_tables(tmp_path, TABLES)
    (tmp_path / "places.csv").write_bytes(content)
    with pytest.raises(TableError, match=reason):
        list(read_table(tmp_path, "places"))


@pytest.mark.parametrize(
    "content", [b"no gzip", gzip.compress(b"id")[:12], b"\x1f\x8b\x08\x00junk"]
)
def test_a_damaged_world_part_is_told(tmp_path, content):
    write_tables(tmp_path, TABLES)
    (tmp_path / "world_places.csv.gz").write_bytes(content)
    with pytest.raises(TableError, match=r"world_places\.csv\.gz"):
        list(read_table(tmp_path, "places"))
