"""Read the Who's On First extract: records with their names, and the outlines beside them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from gazetteer.model import Link, NameKind, Outline, Toponym
from gazetteer.names import clean_name
from gazetteer.sources.classes import bcp47, feature_class
from gazetteer.sources.extract import (
    Faults,
    Unique,
    read_csv,
    read_features,
    read_json_lines,
    read_point,
    shape_of,
    wkt_of,
)
from gazetteer.sources.record import Reader, SourceRecord, toponym

_KINDS: dict[str, NameKind] = {
    "preferred": "common",
    "variant": "variant",
    "colloquial": "variant",
    "unknown": "variant",
    "historical": "historical",
}
# The scheme of a concordance in our words; schemes that are not here say nothing of use.
_SCHEMES = {"gn:id": "geonames", "wd:id": "wikidata"}
_KEYS = frozenset(
    {
        "id",
        "country",
        "placetype",
        "name",
        "lat",
        "lon",
        "label_lat",
        "label_lon",
        "geom",
        "src_geom",
        "parent_id",
        "region_id",
        "county_id",
        "localadmin_id",
        "macroregion_id",
        "region_by_geometry",
        "is_current",
        "inception",
        "cessation",
        "deprecated",
        "superseded_by",
        "supersedes",
        "concordances",
        "population",
        "gn_feature_code",
        "gn_modified",
        "gn_admin1",
        "elevation_dem",
        "placetype_local",
        "lastmodified",
        "names",
        "source_names",
    }
)
_ADMIN = ("localadmin_id", "county_id", "region_id")
_RAW_NAMES = ("gn", "qs", "meso")  # gn_ascii repeats gn; ne_* and statoids are often another's
_POINT_ERROR_M = {"geonames": 500, "quattroshapes": 1000, "qs_pg": 2000, "naturalearth": 2000}


def find(root: Path) -> list[Path]:
    """Return the folder of the extract, if it is there."""
    folder = root / "wof"
    return [folder] if (folder / "places.jsonl.gz").is_file() else []


def read(folder: Path) -> list[SourceRecord]:
    """Return every record of the extract; raise TableError with all faults of its files."""
    faults = Faults()
    outlines = dict(_read_outlines(folder, faults))
    path = folder / "places.jsonl.gz"
    ids = Unique(path, "id", faults)
    records = []
    for line, row in read_json_lines(path, faults):
        if not ids.take(str(row.get("id", "")), line) or not _is_sound(row, path, line, faults):
            continue
        point = read_point(row, path, line, faults, in_region=True)
        if point:
            records.append(_record(row, point, outlines.get(str(row["id"]))))
    _check_flat_copy(folder / "places.csv", faults)
    faults.raise_any()
    return records


READER = Reader("wof", find, read)


_FLAT_COLUMNS = (
    "id country placetype name lat lon src_geom geom_type parent_id region_id region_by_geometry "
    "is_current deprecated superseded_by gn_id wd_id wk_page iso gn_fcode population aze aze_var "
    "hye hye_var rus rus_var eng eng_var und_var"
)


def _check_flat_copy(path: Path, faults: Faults) -> None:
    """Check the flat copy of the records beside them, which people edit and others read."""
    if not path.is_file():
        return
    ids = Unique(path, "id", faults)
    for line, row in read_csv(path, tuple(_FLAT_COLUMNS.split(" ")), faults):
        ids.take(row["id"], line)
        read_point(row, path, line, faults, in_region=True)


def _is_sound(row: dict[str, Any], path: Path, line: int, faults: Faults) -> bool:
    before = len(faults.found)
    for key in row.keys() - _KEYS:
        faults.add(path, line, key, "is not a column of this extract")
    for key, kind in (("country", str), ("placetype", str), ("name", str), ("names", dict)):
        if not isinstance(row.get(key), kind):
            faults.add(path, line, key, f"is missing or not a {kind.__name__}")
    return len(faults.found) == before


def _read_outlines(folder: Path, faults: Faults) -> Iterator[tuple[str, Outline]]:
    for name in ("districts.geojson", "localadmin_am.geojson.gz"):
        path = folder / name
        if not path.is_file():
            continue
        ids = Unique(path, "id", faults)
        for number, properties, geometry in read_features(path, faults):
            identifier = str(properties.get("id", ""))
            if ids.take(identifier, number) and (
                shape := shape_of(geometry, path, number, faults, in_region=True)
            ):
                origin = properties.get("src_geom") or "meso"
                yield identifier, _outline(identifier, shape, str(origin))


def _outline(identifier: str, shape: Any, origin: str) -> Outline:  # noqa: ANN401
    derivation = f"as published by Who's On First (from {origin})"
    return Outline(wkt_of(shape), "good", 1000, derivation, f"wof:{identifier}")


# Armenia's raions gave way to marzes with the Law on Administrative Division of 7 November 1995,
# Azerbaijan's economic regions of before to those of Decree 1386 of 7 July 2021.
_ENDED = {("AM", "county"): ("soviet", "1995-11-07"), ("AZ", "macroregion"): ("", "2021-07-07")}


def _record(
    row: dict[str, Any], point: tuple[float, float], outline: Outline | None
) -> SourceRecord:
    placetype = row["placetype"]
    code = row.get("gn_feature_code") or row.get("placetype_local") or ""
    kind, feature = feature_class("wof", f"{placetype}/{code}", f"{placetype}/", placetype)
    if _is_micro_toponym(row):
        kind, feature = "other", "locality"
    lat, lon = point
    system, until = _ENDED.get((row["country"], placetype), ("", ""))
    return SourceRecord(
        source="wof",
        id=str(row["id"]),
        type=kind,
        feature=feature,
        lat=lat,
        lon=lon,
        country_code=row["country"],
        names=tuple(_names(row)),
        accuracy_m=None if outline else _POINT_ERROR_M.get(row.get("src_geom") or "", 2000),
        same_as=tuple(_same_as(row)),
        parents=tuple(_parents(row)),
        population=row.get("population") or None,
        until=until,
        system=system,
        superseded_by=tuple(f"wof:{other}" for other in row.get("superseded_by", ())),
        outline=outline,
        placetype=placetype,
        is_seat=str(row.get("gn_feature_code", "")).startswith(("PPLA", "PPLC")),
        headings=tuple(dict.fromkeys(_headings(row))),
        is_deprecated=bool(row.get("deprecated")),
    )


def _names(row: dict[str, Any]) -> Iterator[Toponym]:
    source = f"wof:{row['id']}"
    for key, forms in sorted(row["names"].items()):
        code, _, kind = key.partition("_x_")
        for form in forms:
            form = _DISAMBIGUATION.sub("", form)
            if form.strip():
                yield toponym(form, bcp47(code), _KINDS.get(kind, "variant"), source)
    for form in dict.fromkeys(_headings(row)):
        yield toponym(form, "und", "variant", source)


# "Kəlbəcər (Nagorno-Karabakh)" is the title of an encyclopedia's page, not a name.
_DISAMBIGUATION = re.compile(r"\s*\(Nagorno-Karabakh\)$")


def _headings(row: dict[str, Any]) -> Iterator[str]:
    raw = [row["name"], *(row.get("source_names", {}).get(key, "") for key in _RAW_NAMES)]
    for form in raw:
        if form and form not in _NO_NAMES:
            plain = clean_name(form)
            yield plain.title() if plain.isupper() else plain


_NO_NAMES = {"NULL", "No Data"}
_FIRST_FIELD_ID = 10_400_000  # GeoNames ids given from 2015 on


def _is_micro_toponym(row: dict[str, Any]) -> bool:
    """Tell a field, spring or ruin of Armenia that GeoNames imported as a populated place.

    They came in 2015 and 2016 in bulk: a new GeoNames id, an Armenian name and nothing else, no
    population, no page in any encyclopedia.
    """
    concordances = row.get("concordances", {})
    return (
        row["country"] == "AM"
        and row["placetype"] == "locality"
        and int(concordances.get("gn:id", 0)) >= _FIRST_FIELD_ID
        and str(row.get("gn_modified", ""))[:4] in {"2015", "2016"}
        and not row.get("population")
        and not concordances.keys() & {"wd:id", "wk:page"}
        and {key.partition("_x_")[0] for key in row["names"]} <= {"hye", "und"}
    )


def _same_as(row: dict[str, Any]) -> Iterator[str]:
    concordances = row.get("concordances", {})
    for key, scheme in _SCHEMES.items():
        if value := concordances.get(key):
            yield f"{scheme}:{value}"
    if page := concordances.get("wk:page"):
        yield f"wikipedia:{unquote(str(page))}"
    pattern = r"[A-Z]{2}" if row["placetype"] == "country" else r"[A-Z]{2}-[A-Z0-9]+"
    if re.fullmatch(pattern, code := str(concordances.get("iso:code", ""))):
        yield f"iso:{code}"


def _parents(row: dict[str, Any]) -> Iterator[Link]:
    for key in _ADMIN:
        value = row.get(key)
        if value and value > 0 and value != row["id"]:
            yield Link("parent", f"wof:{value}", "current", source=f"wof:{row['id']}")
