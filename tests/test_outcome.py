"""What a rebuild says of itself."""

from pathlib import Path

from gazetteer.outcome import outcome
from gazetteer.store import write_tables


def test_every_part_is_said(tmp_path: Path) -> None:
    place = (
        "p000001",
        "settlement",
        "village",
        "39.7",
        "46.7",
        "",
        "AZ",
        "",
        "0.1",
        "",
        "",
        "",
        "",
    )
    write_tables(
        tmp_path,
        {
            "places": [place],
            "names": [],
            "links": [("p000001", "same_as", "wof:1", "", "", "", "wof:1", "")],
            "matches": [
                ("wof:1", "osm:1", "same", "0.91", "same name, 200 m apart"),
                ("wof:2", "osm:2", "review", "0.55", "names differ"),
                ("wof:3", "osm:3", "apart", "0.40", "size words differ"),
            ],
            "unmatched": [("csv", "1", "Hacılı", "Cəbrayıl", "no place of that name")],
            "repairs": [("wof", "1", "names", "a", "b", "swapped", "ids")],
            "changes": [("p000002", "superseded", "by p000001")],
        },
    )
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "armenia.osm.pbf").write_bytes(b"x")
    said = outcome(tmp_path / "sources", tmp_path)
    for part in (
        "1 places: 1 settlement", "from 1 records: 1 of wof", "Merged: 1 pairs",
        "0.91  wof:1 · osm:1: same name, 200 m apart", "Kept apart: 1 pairs",
        "Needs a person: 1 pairs, 1 names without a place", "Hacılı (Cəbrayıl), csv",
        "Corrected: 1 cells of the sources", "swapped 1", "Identifiers: 1 superseded",
        "Not read: 1 files of no known layout", "armenia.osm.pbf",
    ):  # fmt: skip
        assert part in said, part


def test_an_uneventful_rebuild(tmp_path: Path) -> None:
    write_tables(tmp_path, {"places": [], "names": [], "links": []})
    said = outcome(tmp_path, tmp_path)
    assert "Merged: 0 pairs" in said and "all as they were" in said
