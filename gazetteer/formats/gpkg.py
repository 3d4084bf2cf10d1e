"""GeoPackage, the file of QGIS and others: one layer `places`."""

from collections.abc import Iterable
from pathlib import Path

from gazetteer.formats.entry import Entry
from gazetteer.formats.vector import write_vector


def write_places(entries: Iterable[Entry], out: Path | str) -> None:
    """Write one row a place in the order of ids."""
    write_vector(entries, out, "GPKG")
