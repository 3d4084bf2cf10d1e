"""Read LP-TSV, the delimited form of Linked Places, as the World Historical Gazetteer takes it.

`id`, `title` and `title_source` are needed, and a position (`lon` and `lat`, or `geowkt`) for a
row that is to become a place; a row without one only adds to the places that it `matches`.
Tab-separated, UTF-8, no quotes; `;` separates several values in one cell.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from gazetteer.model import Link, Outline, PlaceType, Toponym
from gazetteer.sources.classes import feature_class
from gazetteer.sources.detection import LP_TSV, find
from gazetteer.sources.extract import (
    Faults,
    check_dates,
    has_columns,
    read_point,
    read_text,
    records_of,
)
from gazetteer.sources.plain_csv import name_of, outline_of
from gazetteer.sources.record import Reader, SourceRecord

NEEDED = ("id", "title", "title_source")
COLUMNS = (
    *NEEDED, "title_uri", "attestation_year", "start", "end", "ccodes", "matches", "variants",
    "types", "aat_types", "fclasses", "parent_name", "parent_id", "lon", "lat", "geowkt",
    "geo_source", "geo_id", "approximation", "description",
)  # fmt: skip
_PREFIXES = {
    "gn": "geonames", "wd": "wikidata", "tgn": "tgn", "viaf": "viaf", "pl": "pleiades",
    "loc": "loc", "gnd": "gnd", "bnf": "bnf", "dbp": "dbpedia", "wp": "wikipedia", "whg": "whg",
    "cerl": "cerl", "gov": "gov", "gob": "gob", "wdlocal": "wikidata",
}  # fmt: skip
_WRITTEN = {("az", "Cyrl"): "az-Cyrl"}  # the only script here that is part of a language tag
_VARIANT = re.compile(r"([^@]+)(?:@([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?)?")
_MATCH = re.compile(r"\s*([a-z]+):\s*(\S+)\s*")


def read(path: Path) -> list[SourceRecord]:
    """Return every row; raise TableError with all faults of the file."""
    return records_of(path, _rows, _record)


READER = Reader("LP-TSV", find(LP_TSV), read)


def _rows(path: Path, faults: Faults) -> Iterator[tuple[int, dict[str, str]]]:
    lines = read_text(path, faults).split("\n")
    names = [cell.strip().lower() for cell in lines[0].rstrip("\r").split("\t")]
    told = "is not a column of LP-TSV"
    if faults.found or not has_columns(
        names, path, faults, known=COLUMNS, needed=NEEDED, told=told
    ):
        return
    for number, text in enumerate(lines[1:], start=2):
        cells = [cell.strip() for cell in text.rstrip("\r").split("\t")]
        if not any(cells):
            continue
        if len(cells) > len(names):
            faults.add(path, number, "-", f"has {len(cells)} cells instead of {len(names)}")
            continue
        row = dict(zip(names, cells + [""] * (len(names) - len(cells)), strict=True))
        yield number, {name: row.get(name, "") for name in COLUMNS}


def _record(
    row: dict[str, str], own: set[str], path: Path, line: int, faults: Faults
) -> SourceRecord | None:
    before = len(faults.found)
    key = f"lptsv:{path.stem}/{row['id']}"
    for column in ("title", "title_source"):
        if not row[column]:
            faults.add(path, line, column, "is empty")
    check_dates(row, ("start", "end", "attestation_year"), path, line, faults)
    names = tuple(dict.fromkeys(_names(row, key, path, line, faults)))
    same_as = tuple(_matches(row, path, line, faults))
    point, outline = _place(row, key, path, line, faults)
    if len(faults.found) > before:
        return None
    kind, feature = _class(row)
    country = row["ccodes"].split(";")[0].strip().upper()
    return SourceRecord(
        source="lptsv",
        id=f"{path.stem}/{row['id']}",
        type=kind,
        feature=feature,
        lat=point[0] if point else None,
        lon=point[1] if point else None,
        country_code=country if len(country) == 2 else "",
        names=names,
        same_as=same_as,
        parents=tuple(_parents(row, own, path, key)),
        since=row["start"],
        until=row["end"],
        outline=outline,
    )


def _names(
    row: dict[str, str], key: str, path: Path, line: int, faults: Faults
) -> Iterator[Toponym]:
    for form in filter(str.strip, row["title"].split(" / ")):
        yield name_of(form, "", "common", key)
    for cell in filter(str.strip, row["variants"].split(";")):
        if not (found := _VARIANT.fullmatch(cell.strip())):
            faults.add(path, line, "variants", f"{cell!r} is not name or name@lang-Scrp")
            continue
        lang, script = (found.group(2) or "").lower(), (found.group(3) or "").title()
        lang = _WRITTEN.get((lang, script), "" if lang == "und" else lang)
        yield name_of(found.group(1), lang, "variant", key)


def _matches(row: dict[str, str], path: Path, line: int, faults: Faults) -> Iterator[str]:
    for cell in filter(str.strip, row["matches"].split(";")):
        found = _MATCH.fullmatch(cell)
        if not found:
            faults.add(path, line, "matches", f"{cell!r} is not prefix:identifier, like gn:616052")
        else:
            prefix, identifier = found.groups()
            yield f"{_PREFIXES.get(prefix, prefix)}:{identifier}"


def _place(
    row: dict[str, str], key: str, path: Path, line: int, faults: Faults
) -> tuple[tuple[float, float] | None, Outline | None]:
    outline = None
    if row["geowkt"]:
        outline = outline_of(row["geowkt"], key, None, (path, line, "geowkt"), faults)
    if row["lat"] or row["lon"]:
        return read_point(row, path, line, faults), outline
    if row["geowkt"] and not faults.found:
        import shapely

        middle = shapely.from_wkt(row["geowkt"]).representative_point()
        return read_point({"lat": middle.y, "lon": middle.x}, path, line, faults), outline
    return None, outline


def _parents(row: dict[str, str], own: set[str], path: Path, key: str) -> Iterator[Link]:
    """Yield the parent when it is a row of the file, given as its id or as an address ending so."""
    parent = re.split("[/:#]", row["parent_id"])[-1]
    if parent in own - {row["id"], ""}:
        yield Link("parent", f"lptsv:{path.stem}/{parent}", "current", source=key)


def _class(row: dict[str, str]) -> tuple[PlaceType, str]:
    aat = [f"aat:{cell.strip().removeprefix('aat:')}" for cell in row["aat_types"].split(";")]
    words = [f"word:{cell.strip().lower()}" for cell in row["types"].split(";")]
    letters = [f"{cell.strip().upper()}." for cell in row["fclasses"].replace(",", ";").split(";")]
    kind, feature = feature_class("lptsv", *aat, *words)
    if (kind, feature) == ("other", "locality"):
        kind, feature = feature_class("geonames-dump", *letters)
    return kind, feature
