"""Read a plain CSV of places: what a historian keeps in a spreadsheet.

UTF-8, comma or semicolon between cells, a header line. `id`, `name`, `lat` and `lon` are needed;
every other column of `COLUMNS` may be there, in any order:

`lang` of the name; `type` (a word of the outside contract) and `feature` (a finer one); `country`
(ISO code); `variants`, `lang=form` or `form`, several separated by `|`, with years as
`ru=Карягино@1905-1959`; `since`, `until` of the place; `accuracy_m`; `population`; `parent`, the
id of another row or `scheme:id`; `same_as`, `scheme:id` separated by `|`; `wkt`, an outline or
line in longitude latitude; `source` and `note`, which are kept out of the tables.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast, get_args

from gazetteer.model import Link, NameKind, Outline, PlaceType, Toponym
from gazetteer.sources.classes import language_of_script
from gazetteer.sources.detection import PLAIN_CSV, find
from gazetteer.sources.extract import (
    Faults,
    check_dates,
    has_columns,
    read_number,
    read_point,
    read_text,
    records_of,
    shape_of,
    wkt_of,
)
from gazetteer.sources.record import REGION, Reader, SourceRecord, toponym

NEEDED = ("id", "name", "lat", "lon")
COLUMNS = (
    *NEEDED, "lang", "kind", "type", "feature", "country", "variants", "since", "until",
    "accuracy_m", "population", "parent", "same_as", "wkt", "source", "note",
)  # fmt: skip
_VARIANT = re.compile(r"(?:([a-z]{2,3}(?:-[A-Za-z]+)*)=)?([^@]+)(?:@(\d{1,4})?-(\d{1,4})?)?")


def read(path: Path) -> list[SourceRecord]:
    """Return every row; raise TableError with all faults of the file."""
    return records_of(path, _rows, _record)


READER = Reader("plain CSV", find(PLAIN_CSV), read)


def _rows(path: Path, faults: Faults) -> Iterator[tuple[int, dict[str, str]]]:
    text = read_text(path, faults)
    header = text.split("\n", 1)[0]
    separator = ";" if header.count(";") > header.count(",") else ","
    table = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    try:
        names = [cell.strip().lower() for cell in next(table, [])]
    except csv.Error as error:
        faults.add(path, 1, "-", f"is not CSV ({error})")
        return
    told = f"is not a column of this table; known: {', '.join(COLUMNS)}"
    if faults.found or not has_columns(
        names, path, faults, known=COLUMNS, needed=NEEDED, told=told
    ):
        return
    try:
        for row in table:
            if len(row) == len(names):
                cells = dict(zip(names, (cell.strip() for cell in row), strict=True))
                yield table.line_num, {name: cells.get(name, "") for name in COLUMNS}
            elif row:
                faults.add(
                    path, table.line_num, "-", f"has {len(row)} cells instead of {len(names)}"
                )
    except csv.Error as error:
        faults.add(path, table.line_num, "-", f"is not CSV ({error})")


def _record(
    row: dict[str, str], own: set[str], path: Path, line: int, faults: Faults
) -> SourceRecord | None:
    before = len(faults.found)
    key = f"csv:{path.stem}/{row['id']}"
    point = read_point(row, path, line, faults, in_region=row["country"] in REGION)
    if not row["name"]:
        faults.add(path, line, "name", "is empty")
    _check_words(row, path, line, faults)
    names = tuple(dict.fromkeys(_names(row, key, path, line, faults)))
    accuracy = read_number(row["accuracy_m"], path, line, "accuracy_m", faults)
    population = read_number(row["population"], path, line, "population", faults)
    parents = tuple(_parents(row, own, key, path, line, faults))
    same_as = tuple(_same_as(row, path, line, faults))
    outline = _outline(row, key, accuracy, path, line, faults)
    if not point or len(faults.found) > before:
        return None
    kind = cast(PlaceType, row["type"] or "settlement")
    return SourceRecord(
        source="csv",
        id=f"{path.stem}/{row['id']}",
        type=kind,
        feature=row["feature"] or {"settlement": "village", "district": "rayon"}.get(kind, kind),
        lat=point[0],
        lon=point[1],
        country_code=row["country"],
        names=names,
        accuracy_m=accuracy,
        same_as=same_as,
        parents=parents,
        population=population,
        since=row["since"],
        until=row["until"],
        outline=outline,
    )


def _check_words(row: dict[str, str], path: Path, line: int, faults: Faults) -> None:
    if row["type"] and row["type"] not in get_args(PlaceType):
        faults.add(path, line, "type", f"{row['type']!r} is not one of {get_args(PlaceType)}")
    if row["kind"] and row["kind"] not in get_args(NameKind):
        faults.add(path, line, "kind", f"{row['kind']!r} is not one of {get_args(NameKind)}")
    if row["country"] and not re.fullmatch("[A-Z]{2}", row["country"]):
        faults.add(path, line, "country", f"{row['country']!r} is not an ISO 3166-1 code like AZ")
    check_dates(row, ("since", "until"), path, line, faults)


def _names(
    row: dict[str, str], key: str, path: Path, line: int, faults: Faults
) -> Iterator[Toponym]:
    if row["name"]:
        yield name_of(row["name"], row["lang"], cast(NameKind, row["kind"] or "common"), key)
    for cell in filter(str.strip, row["variants"].split("|")):
        found = _VARIANT.fullmatch(cell.strip())
        if not found:
            faults.add(
                path, line, "variants", f"{cell!r} is not form, lang=form or lang=form@year-year"
            )
            continue
        lang, form, since, until = found.groups()
        kind: NameKind = "historical" if until else "variant"
        years = (int(since) if since else None, int(until) if until else None)
        yield name_of(form, lang or "", kind, key, years=years)


def name_of(
    form: str,
    lang: str,
    kind: NameKind,
    key: str,
    *,
    years: tuple[int | None, int | None] = (None, None),
) -> Toponym:
    """Return a name; without a language that of its script, when a script alone decides it."""
    name = toponym(form, lang or "und", kind, key, since=years[0], until=years[1])
    if lang:
        return name
    told = language_of_script(name.script)
    return toponym(form, told, kind, key, since=years[0], until=years[1])


def _parents(
    row: dict[str, str], own: set[str], key: str, path: Path, line: int, faults: Faults
) -> Iterator[Link]:
    if not row["parent"]:
        return
    if row["parent"] in own:
        yield Link("parent", f"csv:{path.stem}/{row['parent']}", "current", source=key)
    elif ":" in row["parent"]:
        yield Link("parent", row["parent"], "current", source=key)
    else:
        reason = f"{row['parent']!r} is neither the id of a row nor scheme:id"
        faults.add(path, line, "parent", reason)


def _same_as(row: dict[str, str], path: Path, line: int, faults: Faults) -> Iterator[str]:
    for cell in filter(str.strip, row["same_as"].split("|")):
        if re.fullmatch(r"[a-z]+:\S+", cell.strip()):
            yield cell.strip()
        else:
            faults.add(path, line, "same_as", f"{cell!r} is not scheme:id, like wikidata:Q1")


def _outline(
    row: dict[str, str], key: str, accuracy: int | None, path: Path, line: int, faults: Faults
) -> Outline | None:
    if not row["wkt"]:
        return None
    return outline_of(row["wkt"], key, accuracy, (path, line, "wkt"), faults)


def outline_of(
    wkt: str,
    key: str,
    accuracy_m: int | None,
    at: tuple[Path, int, str],
    faults: Faults,
) -> Outline | None:
    """Return an outline from well-known text; None for a point, None and a fault when broken."""
    import shapely

    path, line, column = at
    try:
        geometry = shapely.from_wkt(wkt)
    except shapely.errors.ShapelyError:
        faults.add(path, line, column, "is not well-known text")
        return None
    if geometry.geom_type in {"Point", "MultiPoint"}:
        return None
    shape = shape_of(shapely.geometry.mapping(geometry), path, line, faults)
    if shape is None:
        return None
    return Outline(wkt_of(shape), "fair", accuracy_m, "as given in the user's table", key)
