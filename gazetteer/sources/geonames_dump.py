"""Read a GeoNames country dump (`AM.txt`, `AM.zip`, `allCountries`, `cities500` …).

The layout is that of the GeoNames read-me: tab-separated, UTF-8, no header. When an
`alternateNamesV2` lies in the same folder (`.txt` or `.zip`), its names with languages and years
replace the dump's bare list of alternate names.
"""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from gazetteer.model import Link, NameKind, Toponym
from gazetteer.sources.classes import bcp47, feature_class
from gazetteer.sources.detection import (
    GEONAMES,
    GEONAMES_NAMES,
    find,
    layout_of,
    zip_member,
)
from gazetteer.sources.extract import Faults, Unique, read_number, read_point
from gazetteer.sources.geonames import alternate_name
from gazetteer.sources.record import REGION, Reader, SourceRecord, toponym

_COLUMNS = (
    "geonameid", "name", "asciiname", "alternatenames", "lat", "lon", "feature_class",
    "feature_code", "country", "cc2", "admin1", "admin2", "admin3", "admin4", "population",
    "elevation", "dem", "timezone", "modified",
)  # fmt: skip
_NAME_COLUMNS = (
    "alternateNameId", "geonameid", "isolanguage", "form", "isPreferredName", "isShortName",
    "isColloquial", "isHistoric", "from", "to",
)  # fmt: skip
_YEAR = re.compile(r"\d{4}")
# Pseudo-languages that are no names: addresses, codes, phonetic spellings.
_NOT_NAMES = {
    "link", "post", "iata", "icao", "faac", "tcid", "unlc", "uic", "phon", "piny", "fr_1793",
}  # fmt: skip


class _Alternates(NamedTuple):
    names: tuple[Toponym, ...] = ()
    same_as: tuple[str, ...] = ()


def read(path: Path) -> list[SourceRecord]:
    """Return every place of the dump; raise TableError with all faults of its files."""
    faults = Faults()
    ids = Unique(path, "geonameid", faults)
    rows = [
        (line, row, point)
        for line, row in _rows(path, _COLUMNS, faults)
        if ids.take(row["geonameid"], line) and (point := _point(row, path, line, faults))
    ]
    units = {_unit(row): row["geonameid"] for _, row, _ in rows if _unit(row)}
    wanted = {row["geonameid"] for _, row, _ in rows}
    alternates = _alternates(path.parent, wanted, faults)
    records = []
    for line, row, point in rows:
        population = read_number(row["population"], path, line, "population", faults)
        records.append(_record(row, point, population, units, alternates))
    faults.raise_any()
    return records


READER = Reader("GeoNames dump", find(GEONAMES), read)


def _record(
    row: dict[str, str],
    point: tuple[float, float],
    population: int | None,
    units: dict[tuple[str, ...], str],
    alternates: dict[str, _Alternates] | None,
) -> SourceRecord:
    identifier = row["geonameid"]
    code = f"{row['feature_class']}.{row['feature_code']}"
    kind, feature = feature_class("geonames-dump", code, f"{row['feature_class']}.")
    known = (alternates or {}).get(identifier, _Alternates())
    main = toponym(row["name"], "und", "common", f"geonames:{identifier}")
    names = [main, *(known.names if alternates is not None else _bare(row))]
    return SourceRecord(
        source="geonames",
        id=identifier,
        type=kind,
        feature=feature,
        lat=point[0],
        lon=point[1],
        country_code=row["country"],
        names=tuple(dict.fromkeys(names)),
        accuracy_m=500 if kind == "settlement" else None,
        same_as=known.same_as,
        parents=tuple(_parents(row, units)),
        population=population or None,
        is_deprecated=row["feature_code"].endswith("H") and row["feature_class"] == "A",
    )


def _bare(row: dict[str, str]) -> Iterator[Toponym]:
    for form in filter(str.strip, row["alternatenames"].split(",")):
        if name := alternate_name(form, row["geonameid"]):
            yield name


def _unit(row: dict[str, str]) -> tuple[str, ...]:
    """Return the administrative codes that this row's own unit stands for, if it is one."""
    depth = {"ADM1": 1, "ADM2": 2, "ADM3": 3}.get(row["feature_code"], 0)
    return _codes(row)[: depth + 1] if depth else ()


def _codes(row: dict[str, str]) -> tuple[str, ...]:
    return row["country"], row["admin1"], row["admin2"], row["admin3"]


def _parents(row: dict[str, str], units: dict[tuple[str, ...], str]) -> Iterator[Link]:
    codes = _codes(row)
    for depth in (4, 3, 2):
        unit = units.get(codes[:depth])
        if unit and unit != row["geonameid"]:
            source = f"geonames:{row['geonameid']}"
            yield Link("parent", f"geonames:{unit}", "current", source=source)
            return


def _point(
    row: dict[str, str], path: Path, line: int, faults: Faults
) -> tuple[float, float] | None:
    return read_point(row, path, line, faults, in_region=row["country"] in REGION)


def _alternates(folder: Path, wanted: set[str], faults: Faults) -> dict[str, _Alternates] | None:
    """Return names and identifiers by geonameid, or None when the table is not there."""
    tables = [p for p in sorted(folder.iterdir()) if p.is_file() and _is_names(p)]
    tables.sort(key=lambda p: "v2" not in p.name.lower())  # the old table has no years
    if not tables:
        return None
    names: dict[str, list[Toponym]] = {}
    same_as: dict[str, list[str]] = {}
    path = tables[0]
    for line, row in _rows(path, _NAME_COLUMNS, faults, wanted=wanted):
        if row["isolanguage"] == "wkdt":
            same_as.setdefault(row["geonameid"], []).append(f"wikidata:{row['form']}")
        elif not row["form"].strip():
            faults.add(path, line, "alternate name", "is empty")
        elif row["isolanguage"] not in _NOT_NAMES:
            names.setdefault(row["geonameid"], []).append(_name(row))
    return {i: _Alternates(tuple(names.get(i, ())), tuple(same_as.get(i, ()))) for i in wanted}


def _is_names(path: Path) -> bool:
    return path.suffix in {".txt", ".zip"} and layout_of(path) == GEONAMES_NAMES


def _name(row: dict[str, str]) -> Toponym:
    kind: NameKind = "variant"
    if row["isHistoric"] == "1":
        kind = "historical"
    elif row["isPreferredName"] == "1":
        kind = "common"
    lang = row["isolanguage"]
    return toponym(
        row["form"],
        "und" if lang in {"", "abbr"} else bcp47(lang),
        kind,
        f"geonames:{row['geonameid']}",
        since=_year(row["from"]),
        until=_year(row["to"]),
    )


def _year(cell: str) -> int | None:
    found = _YEAR.search(cell)
    return int(found.group()) if found else None


def _rows(
    path: Path, columns: tuple[str, ...], faults: Faults, *, wanted: Iterable[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, row); with `wanted` only rows of these geonameids are looked at."""
    wanted = frozenset(wanted)
    with _lines(path, faults) as lines:
        for line, raw in enumerate(lines, start=1):
            try:
                text = raw.decode("utf-8-sig" if line == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                faults.add(path, line, "-", f"is not UTF-8 (byte {error.start})")
                continue
            cells = text.split("\t")
            if len(cells) < len(columns) and columns is _NAME_COLUMNS:
                cells += [""] * (len(columns) - len(cells))  # the old table has no from and to
            if wanted and (len(cells) < 2 or cells[1] not in wanted):
                continue
            if len(cells) == len(columns):
                yield line, dict(zip(columns, cells, strict=True))
            elif text:
                faults.add(path, line, "-", f"has {len(cells)} cells instead of {len(columns)}")


@contextmanager
def _lines(path: Path, faults: Faults) -> Iterator[Iterable[bytes]]:
    try:
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive, archive.open(zip_member(path)) as file:
                yield file
        else:
            with path.open("rb") as file:
                yield file
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        faults.add(path, "-", "-", f"cannot be read to its end ({error}); download it again")
