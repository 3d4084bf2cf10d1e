"""Read OpenStreetMap data: GeoJSON as Overpass turbo and osmtogeojson write it, Overpass JSON.

Objects without a name are left out; they are no places of a gazetteer. Geometry of areas comes
from the GeoJSON, or from Overpass asked with `out geom`; `out center` gives points.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gazetteer.errors import TableError
from gazetteer.model import NameKind, Outline, PlaceType, Toponym
from gazetteer.sources.classes import feature_class, language_of_script
from gazetteer.sources.detection import OSM_GEOJSON, OVERPASS, find
from gazetteer.sources.extract import Faults, Unique, read_features, read_point, shape_of, wkt_of
from gazetteer.sources.record import Reader, SourceRecord, toponym

_KINDS: dict[str, NameKind] = {
    "name": "common", "official_name": "official", "alt_name": "variant", "int_name": "variant",
    "loc_name": "variant", "short_name": "variant", "old_name": "historical",
    "was:name": "historical",
}  # fmt: skip
# Tags that say what an object is, most telling first.
_TAGS = (
    "place", "boundary", "aeroway", "waterway", "water", "historic", "building", "amenity",
    "natural", "man_made", "bridge", "railway", "highway", "landuse", "tourism",
)  # fmt: skip
_LANG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")  # not name:left, name:signed, name:pronunciation
_LINES = {"LineString", "MultiLineString"}
# What a damaged element raises somewhere in its geometry.
_MALFORMED = (AttributeError, KeyError, TypeError, ValueError, OverflowError)
_AREAS = {"Polygon", "MultiPolygon"}


def read_geojson(path: Path) -> list[SourceRecord]:
    """Return every named object of an export; raise TableError with all faults of the file."""
    faults = Faults()
    ids = Unique(path, "@id", faults)
    records = []
    for number, properties, geometry in read_features(path, faults):
        identifier = str(properties.get("@id") or properties.get("id") or "")
        if "/" not in identifier:
            identifier = f"{properties.get('type', '')}/{identifier}"
        nested = properties.get("tags")
        tags = nested if isinstance(nested, dict) else properties
        if not _is_named(tags) or not ids.take(identifier, number):
            continue
        shape = shape_of(geometry, path, number, faults)
        if shape is not None and (record := _record(identifier, tags, shape, path, number, faults)):
            records.append(record)
    faults.raise_any()
    return records


def _is_named(tags: Mapping[str, Any]) -> bool:
    return any(isinstance(tags.get(key), str) for key in ("name", "old_name"))


def read_overpass(path: Path) -> list[SourceRecord]:
    """Return every named element of an answer; raise TableError with all faults of the file."""
    import shapely

    faults = Faults()
    ids = Unique(path, "id", faults)
    elements = _elements(path)
    nodes = {e["id"]: e for e in elements if _is_node(e)}
    records = []
    for number, element in enumerate(elements, start=1):
        tags = element.get("tags")
        identifier = f"{element.get('type')}/{element.get('id')}"
        if not isinstance(tags, dict) or not _is_named(tags) or not ids.take(identifier, number):
            continue
        try:
            shape = _element_shape(element, nodes, path, number, faults)
        except (*_MALFORMED, shapely.errors.ShapelyError) as error:
            faults.add(path, number, "-", f"is not an element of Overpass ({error!r})")
            continue
        if shape is not None and (record := _record(identifier, tags, shape, path, number, faults)):
            records.append(record)
    faults.raise_any()
    return records


def _is_node(element: Mapping[str, Any]) -> bool:
    has_numbers = all(isinstance(element.get(k), int | float) for k in ("id", "lat", "lon"))
    return element.get("type") == "node" and has_numbers


READERS = (
    Reader("OpenStreetMap GeoJSON", find(OSM_GEOJSON), read_geojson),
    Reader("Overpass JSON", find(OVERPASS), read_overpass),
)


def _elements(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(path.read_text("utf-8-sig"))["elements"]
        found = [element for element in found if isinstance(element, dict)]
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise TableError(
            f"{path.name}:1:elements is not an answer of Overpass ({error!r})"
        ) from error
    return list(found)


def _element_shape(
    element: Mapping[str, Any], nodes: Mapping[int, Any], path: Path, number: int, faults: Faults
) -> Any:  # noqa: ANN401
    """Return a shapely geometry of an element, or None and a fault."""
    import shapely

    centre = element if "lat" in element else element.get("center")
    if element.get("type") != "node":
        lines = list(_lines(element, nodes))
        if lines:
            shape = shapely.line_merge(shapely.multilinestrings(lines))
            rings = [part for part in shapely.get_parts(shape) if part.is_closed]
            if rings and len(rings) == len(shapely.get_parts(shape)):
                shape = shapely.union_all(
                    shapely.polygons([shapely.get_coordinates(ring) for ring in rings])
                )
            return shape_of(shapely.geometry.mapping(shape), path, number, faults)
    if not centre and (bounds := element.get("bounds")):
        centre = {
            "lat": (bounds["minlat"] + bounds["maxlat"]) / 2,
            "lon": (bounds["minlon"] + bounds["maxlon"]) / 2,
        }
    if not centre:
        reason = "has no position; ask Overpass with `out center` or `out geom`"
        faults.add(path, number, "lat", reason)
        return None
    point = read_point(centre, path, number, faults)
    return shapely.Point(point[1], point[0]) if point else None


def _lines(
    element: Mapping[str, Any], nodes: Mapping[int, Any]
) -> Iterator[list[tuple[float, float]]]:
    parts = [element]
    if element.get("type") == "relation":
        members = element.get("members") or ()
        parts = [m for m in members if m.get("type") == "way" and m.get("role") != "inner"]
    for part in parts:
        corners = part.get("geometry") or [nodes.get(i) for i in part.get("nodes") or ()]
        line = [(corner["lon"], corner["lat"]) for corner in corners if corner]
        if len(line) > 1:
            yield line


def _record(
    identifier: str,
    tags: Mapping[str, Any],
    shape: Any,  # noqa: ANN401
    path: Path,
    number: int,
    faults: Faults,
) -> SourceRecord | None:
    point = shape if shape.geom_type == "Point" else shape.representative_point()
    found = read_point({"lat": point.y, "lon": point.x}, path, number, faults)
    if not found:
        return None
    key = f"osm:{identifier}"
    kind, feature = _class(tags)
    population = str(tags.get("population", "")).replace(" ", "").replace(",", "")
    return SourceRecord(
        source="osm",
        id=identifier,
        type=kind,
        feature=feature,
        lat=round(found[0], 6),
        lon=round(found[1], 6),
        country_code=str(tags.get("ISO3166-1:alpha2") or tags.get("addr:country") or ""),
        names=tuple(dict.fromkeys(_names(tags, key))),
        accuracy_m=200 if shape.geom_type == "Point" else None,
        same_as=tuple(_same_as(tags)),
        population=int(population) if population.isdigit() else None,
        since=str(tags.get("start_date", "")),
        until=str(tags.get("end_date", "")),
        outline=_outline(shape, key),
    )


def _outline(shape: Any, key: str) -> Outline | None:  # noqa: ANN401
    if shape.geom_type in _AREAS:
        return Outline(wkt_of(shape), "good", 100, "as mapped in OpenStreetMap", key)
    if shape.geom_type in _LINES:
        return Outline(wkt_of(shape), "good", 50, "as mapped in OpenStreetMap", key)
    return None


def _class(tags: Mapping[str, Any]) -> tuple[PlaceType, str]:
    codes = []
    for tag in _TAGS:
        if value := tags.get(tag):
            if tag == "boundary" and value == "administrative":
                codes.append(f"admin_level={tags.get('admin_level', '')}")
            if tag == "amenity" and value == "place_of_worship":
                codes.append(f"religion={tags.get('religion', '')}")
            codes += [f"{tag}={value}", f"{tag}=*"]
    return feature_class("osm", *codes)


def _names(tags: Mapping[str, Any], key: str) -> Iterator[Toponym]:
    for tag in sorted(tags):
        base, _, lang = (tag, "", "") if tag in _KINDS else tag.rpartition(":")
        kind = _KINDS.get(base)
        if not kind or not isinstance(tags[tag], str) or (lang and not _LANG.fullmatch(lang)):
            continue
        for form in filter(str.strip, tags[tag].split(";")):
            name = toponym(form, lang or "und", kind, key)
            if not lang:
                lang_of_form = language_of_script(name.script)
                name = Toponym(name.form, lang_of_form, name.script, kind, name.sources)
            yield name


def _same_as(tags: Mapping[str, Any]) -> Iterator[str]:
    for tag, scheme in (("wikidata", "wikidata"), ("gns:UFI", "gns"), ("geonames:id", "geonames")):
        for value in filter(None, str(tags.get(tag, "")).split(";")):
            yield f"{scheme}:{value.strip()}"
