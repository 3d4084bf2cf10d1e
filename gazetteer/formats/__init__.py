"""Everything that the gazetteer and its scans can be written as."""

from gazetteer.formats.entry import Entry, Scan
from gazetteer.formats.export import (
    PLACE_FORMATS,
    QUOTING_FORMATS,
    SCAN_FORMATS,
    export,
    write_scans,
)

__all__ = [
    "PLACE_FORMATS", "QUOTING_FORMATS", "SCAN_FORMATS", "Entry", "Scan", "export", "write_scans",
]  # fmt: skip
