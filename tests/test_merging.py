"""Two records under one identifier become one; nothing that either says is lost."""

from dataclasses import replace
from pathlib import Path

from gazetteer.sources import geonames_dump
from gazetteer.sources.merging import one_per_key
from gazetteer.sources.record import toponym

OWN = Path(__file__).parent / "cases" / "own_sources" / "geonames" / "AM.txt"


def test_the_later_download_decides_and_names_add_up() -> None:
    _, goris, _ = records = geonames_dump.read(OWN)
    newer = replace(
        goris, lat=39.5, names=(toponym("Goris", "en", "common", "x"),), population=None
    )
    merged = one_per_key([*records, newer])
    assert [record.key for record in merged] == [record.key for record in records]
    assert (merged[1].lat, merged[1].population) == (39.5, 20379)
    assert {*merged[1].names} == {*goris.names, *newer.names}


def test_repeating_a_file_changes_nothing() -> None:
    records = geonames_dump.read(OWN)
    assert one_per_key([*records, *records]) == records
