"""LP-TSV 0.5, the flat form of Linked Places: one row a place, several values by semicolons."""

import re
from collections.abc import Iterable, Iterator

from gazetteer.formats.entry import PLACE_IRI, Entry
from gazetteer.formats.lpf import COMPILED, LINKS, feature_class
from gazetteer.formats.output import Target, write_text

COLUMNS = (
    "id", "title", "title_source", "fclasses", "attestation_year", "start", "end", "ccodes",
    "matches", "variants", "types", "parent_name", "parent_id", "lon", "lat", "geowkt",
    "geo_source",
)  # fmt: skip
_MATCHES = ("geonames", "wikidata")  # the resources that the format has an alias for
_BLANKS = re.compile(r"[\s;]+")


def write_places(entries: Iterable[Entry], out: Target) -> None:
    """Write one row a place; fields are never quoted, so no value holds a tab or a semicolon."""
    write_text(_lines(entries), out)


def _lines(entries: Iterable[Entry]) -> Iterator[str]:
    yield "\t".join(COLUMNS) + "\n"
    for entry in entries:
        row = _row(entry)
        yield "\t".join(row.get(column, "") for column in COLUMNS) + "\n"


def _row(entry: Entry) -> dict[str, str]:
    place = entry.place
    lon, lat = entry.position or ("", "")
    parent = entry.parents[0] if entry.parents else ("", "")
    return {
        "id": place.id, "title": _value(entry.label), "title_source": _title_source(entry),
        "fclasses": feature_class(place), "attestation_year": COMPILED,
        "start": place.since, "end": place.until,
        "ccodes": place.country_code,
        "matches": ";".join(
            LINKS[scheme].format(own)
            for scheme in _MATCHES for own in place.concordances.get(scheme, ())
        ),
        "variants": ";".join(f"{_value(name.form)}@{name.lang}" for name in place.names),
        "types": _value(place.feature or place.type), "parent_name": _value(parent[1]),
        "parent_id": PLACE_IRI + parent[0] if parent[0] else "", "lon": str(lon), "lat": str(lat),
        "geowkt": entry.outline.wkt if entry.outline else "",
        "geo_source": _value(entry.outline.source) if entry.outline else "",
    }  # fmt: skip


def _title_source(entry: Entry) -> str:
    """Return the sources of the names that the label shows."""
    shown = [name for name in entry.place.names if name.form in entry.label]
    sources = sorted({source for name in shown for source in name.sources})
    return _value(", ".join(sources)) or "compiled gazetteer"


def _value(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()
