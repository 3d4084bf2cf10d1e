"""Read the hand-kept regions, historical states, corridors and roads of `geodata/knowledge`."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from gazetteer.model import Link, Outline, PlaceType, Toponym
from gazetteer.sources.extract import Faults, Unique, read_csv, read_point, wkt_of
from gazetteer.sources.features import read_km
from gazetteer.sources.record import Reader, SourceRecord, toponym
from geodata.door import knowledge_path

COLUMNS = (
    "region_id", "type", "feature", "country_code", "name_az", "name_hy", "name_ru", "name_en",
    "variants", "lat", "lon", "position_error_km", "since", "until", "same_as", "related", "wkt",
    "note", "source",
)  # fmt: skip
_VARIANT = re.compile(r"([\w-]+)=(.+?)(?:@(\d{4})?-(\d{4})?)?")


def find(_root: Path) -> list[Path]:
    """Return the shipped table, if the package has it."""
    try:
        return [knowledge_path("regions.csv")]
    except FileNotFoundError:
        return []


def read(path: Path) -> list[SourceRecord]:
    """Return one record a row; raise TableError with all faults of the file."""
    faults = Faults()
    ids = Unique(path, "region_id", faults)
    records = []
    for line, row in read_csv(path, COLUMNS, faults):
        point = read_point(row, path, line, faults)
        error_m = read_km(row["position_error_km"], path, line, faults)
        if row["type"] not in get_args(PlaceType):
            faults.add(path, line, "type", f"{row['type']!r} is not one of {get_args(PlaceType)}")
        elif ids.take(row["region_id"], line) and point:
            names = tuple(_names(row, path, line, faults))
            outline = _outline(row, error_m, path, line, faults)
            records.append(_record(row, point, error_m, names, outline))
    faults.raise_any()
    return records


READER = Reader("regions", find, read)


def _record(
    row: dict[str, str],
    point: tuple[float, float],
    error_m: int | None,
    names: tuple[Toponym, ...],
    outline: Outline | None,
) -> SourceRecord:
    key = f"regions:{row['region_id']}"
    kind: PlaceType = row["type"]  # type: ignore[assignment]
    return SourceRecord(
        source="regions",
        id=row["region_id"],
        type=kind,
        feature=row["feature"],
        lat=point[0],
        lon=point[1],
        country_code=row["country_code"],
        names=names,
        accuracy_m=error_m,
        same_as=tuple(target for target in row["same_as"].split("|") if target),
        links=tuple(_links(row, key)),
        since=row["since"],
        until=row["until"],
        outline=outline,
    )


def _links(row: dict[str, str], key: str) -> Iterator[Link]:
    for cell in filter(None, row["related"].split("|")):
        relation, _, target = cell.partition("=")
        yield Link(relation, target, source=key)


def _names(row: dict[str, str], path: Path, line: int, faults: Faults) -> Iterator[Toponym]:
    key = f"regions:{row['region_id']}"
    for lang in ("az", "hy", "ru", "en"):
        if form := row[f"name_{lang}"]:
            yield toponym(form, lang, "common", key)
    for cell in filter(None, row["variants"].split("|")):
        if variant := _VARIANT.fullmatch(cell):
            lang, form, since, until = variant.groups()
            start, end = int(since) if since else None, int(until) if until else None
            kind = "historical" if end else "common" if lang not in _MAIN else "variant"
            yield toponym(form, lang, kind, key, since=start, until=end)  # type: ignore[arg-type]
        else:
            faults.add(
                path, line, "variants", f"{cell!r} is not lang=form or lang=form@since-until"
            )


_MAIN = {"az", "hy", "ru", "en"}


def _outline(
    row: dict[str, str], error_m: int | None, path: Path, line: int, faults: Faults
) -> Outline | None:
    import shapely

    if not row["wkt"]:
        return None
    try:
        shape = shapely.from_wkt(row["wkt"])
    except shapely.errors.ShapelyError as error:
        faults.add(path, line, "wkt", f"is not WKT ({error})")
        return None
    key = f"regions:{row['region_id']}"
    return Outline(wkt_of(shape), "low", error_m, row["note"] or "drawn by hand", key)
