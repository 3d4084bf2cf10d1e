"""FlatGeobuf: one layer `places` with a spatial index, so rows are in the order of space."""

from collections.abc import Iterable
from pathlib import Path

from gazetteer.formats.entry import Entry
from gazetteer.formats.vector import write_vector


def write_places(entries: Iterable[Entry], out: Path | str) -> None:
    """Write one row a place that has a position; the index has no room for others."""
    located = (entry for entry in entries if entry.position or entry.outline)
    write_vector(located, out, "FlatGeobuf", TITLE="places")
