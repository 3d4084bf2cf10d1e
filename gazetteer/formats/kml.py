"""KML 2.2: a folder for each type, a placemark for each place."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gazetteer.formats.entry import Entry
from gazetteer.formats.geojson import geometry_of
from gazetteer.formats.markup import xml_attribute, xml_text
from gazetteer.formats.output import Target, write_text
from gazetteer.formats.rows import LANGUAGES, SEPARATOR, forms

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2">
<Document><name>Gazetteer</name>
"""


def write_places(entries: Iterable[Entry], out: Target) -> None:
    """Write the places; one without a position has a placemark without a geometry."""
    write_text(_document(entries), out)


def _document(entries: Iterable[Entry]) -> Iterator[str]:
    folders: dict[str, list[Entry]] = {}
    for entry in entries:
        folders.setdefault(entry.place.type, []).append(entry)
    yield _HEAD
    for type_ in sorted(folders):
        yield f"<Folder><name>{type_}</name>\n"
        yield from map(_placemark, folders[type_])
        yield "</Folder>\n"
    yield "</Document>\n</kml>\n"


def _placemark(entry: Entry) -> str:
    place = entry.place
    names = "\n".join(f"{name.form} ({name.lang})" for name in place.names)
    data = {
        "id": place.id, "type": place.type, "feature": place.feature,
        "country_code": place.country_code, "parents": SEPARATOR.join(place.parents),
        **{f"names_{lang}": SEPARATOR.join(forms(place, lang)) for lang in LANGUAGES},
        "concordances": SEPARATOR.join(
            f"{scheme}:{own}" for scheme, ids in place.concordances.items() for own in ids
        ),
    }  # fmt: skip
    fields = "".join(
        f"<Data name={xml_attribute(key)}><value>{xml_text(value)}</value></Data>"
        for key, value in data.items()
    )
    geometry = geometry_of(entry)
    return (
        f"<Placemark id={xml_attribute(place.id)}><name>{xml_text(entry.label)}</name>"
        f"<description>{xml_text(names)}</description><ExtendedData>{fields}</ExtendedData>"
        f"{_geometry(geometry) if geometry else ''}</Placemark>\n"
    )


def _geometry(geometry: Mapping[str, Any]) -> str:
    kind: str = geometry["type"]
    coordinates: Any = geometry.get("coordinates")
    if kind == "Point":
        return f"<Point><coordinates>{_pairs([coordinates])}</coordinates></Point>"
    if kind == "LineString":
        return f"<LineString><coordinates>{_pairs(coordinates)}</coordinates></LineString>"
    if kind == "Polygon":
        return f"<Polygon>{''.join(map(_ring, coordinates, _boundaries(coordinates)))}</Polygon>"
    parts = geometry.get("geometries") or [
        {"type": kind.removeprefix("Multi"), "coordinates": part} for part in coordinates
    ]
    return f"<MultiGeometry>{''.join(map(_geometry, parts))}</MultiGeometry>"


def _boundaries(rings: list[Any]) -> list[str]:
    return ["outerBoundaryIs"] + ["innerBoundaryIs"] * (len(rings) - 1)


def _ring(ring: list[list[float]], boundary: str) -> str:
    line = f"<LinearRing><coordinates>{_pairs(ring)}</coordinates></LinearRing>"
    return f"<{boundary}>{line}</{boundary}>"


def _pairs(positions: list[list[float]]) -> str:
    return " ".join(f"{lon},{lat}" for lon, lat in positions)
