"""JSON Lines: one scanned document a line, as the outside contract has it."""

import json
from collections.abc import Iterable, Iterator

from gazetteer.formats.entry import Scan
from gazetteer.formats.output import Target, write_text


def write_scans(scans: Iterable[Scan], out: Target) -> None:
    """Write every scanned document as one line."""
    write_text((piece for scan in scans for piece in pieces(scan)), out)


def pieces(scan: Scan) -> Iterator[str]:
    """Yield a scanned document as one line of JSON with its line end, a mention at a time.

    The mentions of a long document would take half a gigabyte as one value.
    """
    document = scan.document
    head = {"doc": document.path, "lang": document.lang, "sha256": document.sha256}
    yield _json(head)[:-1] + ', "mentions": ['
    separator = ""
    for mention in scan.mentions:
        yield separator + _json(mention.to_json())
        separator = ", "
    yield "]"
    said = {
        "title": document.title, "date": document.date, "source_url": document.source_url,
        "left_out": document.metadata.get("left_out", ""),
    }  # fmt: skip
    yield from (f', "{key}": {_json(value)}' for key, value in said.items() if value)
    yield "}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
