"""Read a Who's On First bundle: a folder of `ID.geojson` features, or the SQLite distribution.

Alternate geometries (`-alt-`) are left out. Records are those of the published layout:
`wof:id`, `wof:name`, `name:hye_x_preferred`, `wof:concordances`, `wof:hierarchy` and so on.
"""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gazetteer.model import Link, NameKind, Outline, Toponym
from gazetteer.sources.classes import bcp47, feature_class
from gazetteer.sources.detection import WOF_DATABASE, WOF_FEATURE, files_below, find, layout_of
from gazetteer.sources.extract import Faults, Unique, read_point, shape_of, wkt_of
from gazetteer.sources.record import REGION, Reader, SourceRecord, toponym

_KINDS: dict[str, NameKind] = {"preferred": "common", "historical": "historical"}
_SCHEMES = {"gn:id": "geonames", "wd:id": "wikidata"}
_UNITS = ("localadmin_id", "county_id", "region_id", "country_id")
# What a damaged record raises where a list or an object should be.
_MALFORMED = (AttributeError, KeyError, TypeError, ValueError, OverflowError)
_Feature = tuple[Path, int | str, dict[str, Any]]


def find_folders(root: Path) -> list[Path]:
    """Return the folders directly below that hold features of a bundle, or the folder itself."""
    found = set()
    for path in files_below(root):
        if layout_of(path) == WOF_FEATURE:
            parts = path.relative_to(root).parts
            found.add(root / parts[0] if len(parts) > 1 else root)
    return [root] if root in found else sorted(found)


def read_folder(folder: Path) -> list[SourceRecord]:
    """Return every record below a folder; raise TableError with all faults of its files."""
    faults = Faults()
    return _records(_features_below(folder, faults), folder, faults)


def read_database(path: Path) -> list[SourceRecord]:
    """Return every record of a SQLite distribution; raise TableError with all its faults."""
    faults = Faults()
    return _records(_features_in(path, faults), path, faults)


READERS = (
    Reader("Who's On First bundle", find_folders, read_folder),
    Reader("Who's On First database", find(WOF_DATABASE), read_database),
)


def _features_below(folder: Path, faults: Faults) -> Iterator[_Feature]:
    for path in files_below(folder):
        if layout_of(path) == WOF_FEATURE:
            try:
                body = path.read_text("utf-8-sig")
            except (OSError, UnicodeDecodeError) as error:
                faults.add(path, "-", "-", f"cannot be read as UTF-8 ({error})")
                continue
            yield from _parsed(body, path, 1, faults)


def _features_in(path: Path, faults: Faults) -> Iterator[_Feature]:
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            rows = database.execute("SELECT id, body FROM geojson WHERE NOT is_alt ORDER BY id")
            for identifier, body in rows:
                yield from _parsed(body, path, identifier, faults)
    except sqlite3.DatabaseError as error:
        faults.add(path, "-", "geojson", f"is not the distribution's database ({error})")


def _parsed(body: str, path: Path, row: int | str, faults: Faults) -> Iterator[_Feature]:
    try:
        feature = json.loads(body)
    except ValueError as error:
        faults.add(path, row, "-", f"is not JSON ({error})")
        return
    if isinstance(feature, dict) and isinstance(feature.get("properties"), dict):
        yield path, row, feature
    else:
        faults.add(path, row, "properties", "is not a GeoJSON feature with properties")


def _records(features: Iterator[_Feature], whole: Path, faults: Faults) -> list[SourceRecord]:
    ids = Unique(whole, "wof:id", faults)
    records = []
    for path, row, feature in features:
        properties = feature["properties"]
        line = row if isinstance(row, int) else 1
        if not ids.take(str(properties.get("wof:id", "")), line):
            continue
        try:
            record = _record(properties, feature.get("geometry"), path, line, faults)
        except _MALFORMED as error:
            faults.add(path, row, "-", f"is not a record of Who's On First ({error!r})")
            continue
        if record:
            records.append(record)
    faults.raise_any()
    return records


def _record(
    row: dict[str, Any],
    geometry: Any,  # noqa: ANN401
    path: Path,
    line: int,
    faults: Faults,
) -> SourceRecord | None:
    for key in ("wof:name", "wof:placetype"):
        if not isinstance(row.get(key), str):
            faults.add(path, line, key, "is missing")
            return None
    country = str(row.get("wof:country") or "")
    place = {
        "lat": row.get("lbl:latitude", row.get("geom:latitude")),
        "lon": row.get("lbl:longitude", row.get("geom:longitude")),
    }
    point = read_point(place, path, line, faults, in_region=country in REGION)
    if not point:
        return None
    key = f"wof:{row['wof:id']}"
    code = row.get("gn:fcode") or row.get("wof:placetype_local") or ""
    placetype = row["wof:placetype"]
    kind, feature = feature_class("wof", f"{placetype}/{code}", f"{placetype}/", placetype)
    outline = _outline(geometry, key, str(row.get("src:geom", "")), path, line, faults)
    population = row.get("wof:population") or row.get("gn:population")
    return SourceRecord(
        source="wof",
        id=str(row["wof:id"]),
        type=kind,
        feature=feature,
        lat=point[0],
        lon=point[1],
        country_code=country,
        names=tuple(dict.fromkeys(_names(row, key))),
        accuracy_m=None if outline else 1000,
        same_as=tuple(_same_as(row)),
        parents=tuple(_parents(row, key)),
        population=int(population) if population and int(population) > 0 else None,
        superseded_by=tuple(f"wof:{other}" for other in row.get("wof:superseded_by") or ()),
        outline=outline,
        is_deprecated=_is_dated(row.get("edtf:deprecated")),
    )


def _is_dated(value: object) -> bool:
    """Tell whether an EDTF value is a date; `uuuu`, `..` and empty are not."""
    return bool(value) and str(value) not in {"uuuu", "u", "..", "-1"}


def _outline(
    geometry: Any,  # noqa: ANN401
    key: str,
    origin: str,
    path: Path,
    line: int,
    faults: Faults,
) -> Outline | None:
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        return None
    shape = shape_of(geometry, path, line, faults)
    if shape is None:
        return None
    derivation = f"as published by Who's On First (from {origin or 'an unnamed source'})"
    return Outline(wkt_of(shape), "good", 1000, derivation, key)


def _names(row: dict[str, Any], key: str) -> Iterator[Toponym]:
    for column in sorted(row):
        code, separator, kind = column.removeprefix("name:").partition("_x_")
        if not column.startswith("name:") or not separator:
            continue
        for form in row[column] if isinstance(row[column], list) else [row[column]]:
            if isinstance(form, str) and form.strip():
                yield toponym(form, bcp47(code), _KINDS.get(kind, "variant"), key)
    yield toponym(row["wof:name"], "und", "variant", key)


def _same_as(row: dict[str, Any]) -> Iterator[str]:
    for code, scheme in _SCHEMES.items():
        if value := (row.get("wof:concordances") or {}).get(code):
            yield f"{scheme}:{value}"


def _parents(row: dict[str, Any], key: str) -> Iterator[Link]:
    hierarchies = row.get("wof:hierarchy") or [{}]
    for unit in _UNITS:
        parent = hierarchies[0].get(unit, -1)
        if parent and parent != -1 and str(parent) != str(row["wof:id"]):
            yield Link("parent", f"wof:{parent}", "current", source=key)
            return
