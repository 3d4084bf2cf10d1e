"""Read the results of a query to Wikidata, saved as JSON.

Both JSON downloads of the query service are understood: the SPARQL results document
(`head`, `results.bindings`) and the plain list of objects. One row is one item with one name;
rows of one item are put together. The variables, of which `item` and `coord` are needed:

`item`, `coord`, `name` (or `label`; its language tag counts), `altName` (or `altLabel`),
`officialName`, `oldName`, `type` (the item of P31), `country` (ISO code), `population`,
`inception`, `dissolved`, `parent` (the item of P131), `geonames` (P1566), `wof` (P6766),
`osm` (P402). A variable that ends in `Label` is taken as the label of its namesake.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gazetteer.errors import TableError
from gazetteer.model import Link, NameKind, Toponym
from gazetteer.sources.classes import bcp47, feature_class, language_of_script
from gazetteer.sources.detection import WIKIDATA, find
from gazetteer.sources.extract import Faults, read_number, read_point
from gazetteer.sources.record import Reader, SourceRecord, toponym

_ENTITY = re.compile(r"(?:https?://www\.wikidata\.org/entity/)?(Q\d+)")
_POINT = re.compile(r"Point\(\s*(\S+)\s+(\S+)\s*\)", re.IGNORECASE)
_NAMES: dict[str, NameKind] = {
    "name": "common", "label": "common", "itemLabel": "common", "nativeName": "common",
    "altName": "variant", "altLabel": "variant", "itemAltLabel": "variant",
    "officialName": "official", "oldName": "historical",
}  # fmt: skip
_COORD = ("coord", "coords", "coordinate", "coordinates", "location", "point")
_SCHEMES = {"geonames": "geonames", "wof": "wof", "osm": "osm"}
_Cell = tuple[str, str]  # value, language
_Row = tuple[int, dict[str, _Cell]]


def read(path: Path) -> list[SourceRecord]:
    """Return one record an item; raise TableError with all faults of the file."""
    faults = Faults()
    items: dict[str, list[_Row]] = {}
    for number, cells in enumerate(_cells(path), start=1):
        found = _ENTITY.fullmatch(cells.get("item", ("", ""))[0])
        if found:
            items.setdefault(found.group(1), []).append((number, cells))
        else:
            faults.add(path, number, "item", "is missing or not an item of Wikidata")
    records = [_record(item, rows, path, faults) for item, rows in items.items()]
    faults.raise_any()
    return [record for record in records if record]


READER = Reader("Wikidata query results", find(WIKIDATA), read)


def _cells(path: Path) -> list[dict[str, _Cell]]:
    """Return the rows as variable to (value, language)."""
    try:
        content = json.loads(path.read_text("utf-8-sig"))
        rows = content["results"]["bindings"] if isinstance(content, dict) else content
        return [dict(_row_cells(row)) for row in rows]
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"{path.name}:1:- is not a JSON result of the Wikidata query service ({error!r})"
        raise TableError(reason) from error


def _row_cells(row: dict[str, Any]) -> Iterator[tuple[str, _Cell]]:
    for variable, value in row.items():
        if isinstance(value, dict):
            yield variable, (str(value.get("value", "")), str(value.get("xml:lang", "")))
        elif value is not None:
            yield variable, (str(value), "")


def _record(item: str, rows: list[_Row], path: Path, faults: Faults) -> SourceRecord | None:
    number = rows[0][0]
    point = _read_coord(rows, path, faults)
    key = f"wikidata:{item}"
    names = tuple(dict.fromkeys(_names(rows, item, key)))
    if not names:
        faults.add(path, number, "name", f"{item} has no name in any row")
    types = [found.group(1) for v in _values(rows, "type") if (found := _ENTITY.fullmatch(v))]
    kind, feature = feature_class("wikidata", *types)
    people = [
        read_number(v, path, number, "population", faults) for v in _values(rows, "population")
    ]
    if not point or not names:
        return None
    return SourceRecord(
        source="wikidata",
        id=item,
        type=kind,
        feature=feature,
        lat=point[0],
        lon=point[1],
        country_code=_first(rows, "country")[:2].upper()
        if len(_first(rows, "country")) == 2
        else "",
        names=names,
        accuracy_m=1000,
        same_as=tuple(
            f"{scheme}:{'relation/' if scheme == 'osm' else ''}{value}"
            for variable, scheme in _SCHEMES.items()
            for value in dict.fromkeys(_values(rows, variable))
        ),
        parents=tuple(
            Link("parent", f"wikidata:{found.group(1)}", "current", source=key)
            for value in dict.fromkeys(_values(rows, "parent"))
            if (found := _ENTITY.fullmatch(value))
        ),
        population=max((p for p in people if p), default=None),
        since=_first(rows, "inception")[:10],
        until=_first(rows, "dissolved")[:10],
    )


def _values(rows: Iterable[_Row], variable: str) -> Iterator[str]:
    return (cells[variable][0] for _, cells in rows if cells.get(variable, ("", ""))[0])


def _first(rows: Iterable[_Row], variable: str) -> str:
    return next(_values(rows, variable), "")


def _read_coord(rows: list[_Row], path: Path, faults: Faults) -> tuple[float, float] | None:
    number = rows[0][0]
    value = next((text for name in _COORD if (text := _first(rows, name))), "")
    if found := _POINT.search(value):
        cell = {"lon": found.group(1), "lat": found.group(2)}
        return read_point(cell, path, number, faults)
    if lat := _first(rows, "lat"):
        return read_point({"lat": lat, "lon": _first(rows, "lon")}, path, number, faults)
    faults.add(path, number, "coord", f"{value!r} is not Point(longitude latitude)")
    return None


def _names(rows: Iterable[_Row], item: str, key: str) -> Iterator[Toponym]:
    for _, cells in rows:
        for variable, kind in _NAMES.items():
            value, lang = cells.get(variable, ("", ""))
            forms = value.split(", ") if variable == "itemAltLabel" else [value]
            for form in forms:
                if form.strip() and form != item:
                    yield _name(form, lang, kind, key)


def _name(form: str, lang: str, kind: NameKind, key: str) -> Toponym:
    name = toponym(form, bcp47(lang) if lang and lang != "mul" else "und", kind, key)
    if name.lang.startswith("und"):
        lang = language_of_script(name.script)
        return Toponym(name.form, lang, name.script, kind, name.sources)
    return name
