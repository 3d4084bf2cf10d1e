"""JSON Lines: one scanned document a line, as the outside contract has it."""

import json
from collections.abc import Iterable

from gazetteer.formats.entry import Scan, scan_record
from gazetteer.formats.output import Target, write_text


def write_scans(scans: Iterable[Scan], out: Target) -> None:
    """Write every scanned document as one line."""
    write_text(map(line, scans), out)


def line(scan: Scan) -> str:
    """Return a scanned document as one line of JSON with its line end."""
    return json.dumps(scan_record(scan), ensure_ascii=False, allow_nan=False) + "\n"
