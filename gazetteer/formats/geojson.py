"""GeoJSON as RFC 7946 has it: WGS 84, longitude first, outer rings counterclockwise.

A place without a usable position keeps its feature, with `geometry` null (RFC 7946, 3.2).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gazetteer.formats.entry import Entry, Scan, position
from gazetteer.formats.output import Target, write_text
from gazetteer.model import Document, Mention, Outline

_Shape = Any  # shapely has no types
_Json = Any
_DECIMALS = 6  # of a degree: 0.1 m, as RFC 7946, 11.2 advises


def write_places(entries: Iterable[Entry], out: Target) -> None:
    """Write one feature collection with a feature for every place."""
    write_text(collection(map(place_feature, entries)), out)


def write_scans(scans: Iterable[Scan], out: Target) -> None:
    """Write one feature collection with a feature for every mention whose place is known."""
    write_text(collection(mention_features(scans)), out)


def collection(features: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the text of a feature collection, a feature a line."""
    yield '{"type":"FeatureCollection","features":['
    yield from a_line_each(features)
    yield "\n]}\n"


def a_line_each(values: Iterable[object]) -> Iterator[str]:
    """Yield the text between the brackets of a JSON array, each value on a line of its own."""
    separator = "\n"
    for value in values:
        yield separator + compact(value)
        separator = ",\n"


def compact(value: object) -> str:
    """Return a value as JSON in one line without blanks, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def place_feature(entry: Entry) -> dict[str, Any]:
    """Return a place as a feature with the properties of the outside contract."""
    place = entry.place
    properties: dict[str, Any] = {
        "id": place.id, "type": place.type, "feature": place.feature, "label": entry.label,
        "country_code": place.country_code, "parents": place.parents,
        "concordances": place.concordances, "names": [name.to_json() for name in place.names],
    }  # fmt: skip
    geometry = point(entry.position)
    if entry.outline and (drawn := outline_geometry(entry.outline)):
        geometry = drawn
        properties |= {
            "outline_quality": entry.outline.quality,
            "outline_accuracy_m": entry.outline.accuracy_m,
            "outline_derivation": entry.outline.derivation,
            "outline_source": entry.outline.source,
        }
    return {"type": "Feature", "id": place.id, "geometry": geometry, "properties": properties}


def mention_features(scans: Iterable[Scan]) -> Iterator[dict[str, Any]]:
    """Yield a feature for every mention that has a place."""
    for scan in scans:
        for mention in scan.mentions:
            if mention.place is not None:
                yield mention_feature(scan.document, mention)


def mention_feature(document: Document, mention: Mention) -> dict[str, Any]:
    """Return a mention as a feature at its place; without a place its geometry is null."""
    record = mention.to_json()
    place = record.pop("place") or {}
    properties = {
        "doc": document.path, **record,
        **{key: value for key, value in place.items() if key not in ("lat", "lon")},
    }  # fmt: skip
    where = point(position(mention.place)) if mention.place else None
    return {"type": "Feature", "geometry": where, "properties": properties}


def point(place_position: tuple[float, float] | None) -> dict[str, Any] | None:
    """Return a GeoJSON point of longitude and latitude, None without them."""
    if place_position is None:
        return None
    return {"type": "Point", "coordinates": list(place_position)}


def geometry_of(entry: Entry) -> dict[str, Any] | None:
    """Return the outline of a place, else its point, None without both."""
    drawn = outline_geometry(entry.outline) if entry.outline else None
    return drawn or point(entry.position)


def outline_geometry(outline: Outline) -> dict[str, Any] | None:
    """Return an outline as a GeoJSON geometry with the winding of RFC 7946, None when empty."""
    import shapely
    from shapely.geometry import mapping

    shape = shapely.force_2d(shapely.from_wkt(outline.wkt))
    if shape.is_empty:
        return None
    drawn: dict[str, Any] = _plain(mapping(_counterclockwise(shape)))
    return drawn


def _counterclockwise(shape: _Shape) -> _Shape:
    """Orient every polygon: outer rings counterclockwise, holes clockwise."""
    import shapely
    from shapely.geometry.polygon import orient

    if shape.geom_type == "Polygon":
        return orient(shape, 1.0)
    if shape.geom_type in ("MultiPolygon", "GeometryCollection"):
        return type(shape)([_counterclockwise(part) for part in shapely.get_parts(shape)])
    return shape


def _plain(value: _Json) -> _Json:
    """Return tuples as lists and coordinates rounded, as JSON will have them."""
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return round(value, _DECIMALS) if isinstance(value, float) else value
