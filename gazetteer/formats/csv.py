"""CSV for spreadsheets: UTF-8, a header, no cell that a spreadsheet would take for a formula.

A text cell that begins like a formula gets an apostrophe before it, which spreadsheets hide.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from gazetteer.formats.entry import Entry, Scan, position
from gazetteer.formats.output import Target, write_text
from gazetteer.formats.rows import LANGUAGES, SEPARATOR, forms
from gazetteer.model import Document, Mention

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SCHEMES = ("geonames", "iso", "wikidata", "wof")
PLACE_COLUMNS = (
    "id", "type", "feature", "label", "lat", "lon", "country_code", "population", "parents",
    *_SCHEMES, *(f"names_{lang}" for lang in LANGUAGES), "names",
)  # fmt: skip
MENTION_COLUMNS = (
    "doc", "doc_lang", "page", "start", "end", "text", "role", "confidence", "place_id", "label",
    "type", "lat", "lon", "country_code", *_SCHEMES, "alternatives", "evidence",
)  # fmt: skip

Cell = str | int | float | None


def write_places(entries: Iterable[Entry], out: Target) -> None:
    """Write one row a place; `names` holds every form as `form@language`."""
    write_text(_lines(PLACE_COLUMNS, map(_place_row, entries)), out)


def write_scans(scans: Iterable[Scan], out: Target) -> None:
    """Write one row a mention, with empty cells where the place is not known."""
    rows = (_mention_row(scan.document, m) for scan in scans for m in scan.mentions)
    write_text(_lines(MENTION_COLUMNS, rows), out)


def _place_row(entry: Entry) -> list[Cell]:
    place = entry.place
    lon, lat = entry.position or (None, None)
    known = place.concordances
    return [
        place.id, place.type, place.feature, entry.label, lat, lon, place.country_code,
        place.population, SEPARATOR.join(place.parents),
        *(SEPARATOR.join(known.get(scheme, ())) for scheme in _SCHEMES),
        *(SEPARATOR.join(forms(place, lang)) for lang in LANGUAGES),
        SEPARATOR.join(f"{name.form}@{name.lang}" for name in place.names),
    ]  # fmt: skip


def _mention_row(document: Document, mention: Mention) -> list[Cell]:
    place = mention.place
    lon, lat = (position(place) if place else None) or (None, None)
    known = place.concordances if place else {}
    return [
        document.path, document.lang, mention.page, mention.start, mention.end, mention.text,
        mention.role, mention.confidence, place.id if place else None, mention.label or None,
        place.type if place else None, lat, lon, place.country_code if place else None,
        *(SEPARATOR.join(known.get(scheme, ())) for scheme in _SCHEMES),
        SEPARATOR.join(f"{place_id} {score:g}" for place_id, score in mention.alternatives),
        SEPARATOR.join(mention.evidence),
    ]  # fmt: skip


def _lines(columns: Sequence[str], rows: Iterable[list[Cell]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _harmless(cell: Cell) -> Cell:
    """Return the cell so that no spreadsheet runs it; numbers are numbers.

    >>> _harmless("=1+1"), _harmless("Şuşa"), _harmless(-33.5)
    ("'=1+1", 'Şuşa', -33.5)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
