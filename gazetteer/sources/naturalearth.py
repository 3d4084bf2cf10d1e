"""Read the Natural Earth extracts: countries, rivers, lakes, peaks, ranges and cities."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from gazetteer.model import Outline, Toponym
from gazetteer.names import clean_name
from gazetteer.sources.classes import bcp47, feature_class
from gazetteer.sources.extract import Faults, read_features, shape_of, wkt_of
from gazetteer.sources.record import REGION, Reader, SourceRecord, toponym
from geodata.door import knowledge

_WORLD = "countries_50m_world.geojson"
_NEAR = "countries_10m_region.geojson"
_LAYERS = (
    "rivers_10m_region.geojson",
    "lakes_10m_region.geojson",
    "geography_regions_10m_region.geojson",
    "elevation_points_10m_region.geojson",
)
_CITIES = "populated_places_10m_region.geojson"
_CONTINENTS = {"Continent"}
_ACCURACY_M = 2000


def find(root: Path) -> list[Path]:
    """Return the folder of the extract, if it is there."""
    folder = root / "naturalearth"
    return [folder] if (folder / _WORLD).is_file() else []


def read(folder: Path) -> list[SourceRecord]:
    """Return countries with outlines, waters, mountains and cities; all faults in TableError."""
    faults = Faults()
    records = [
        *_countries(folder, faults),
        *_natural(folder, faults),
        *_cities(folder / _CITIES, faults),
    ]
    faults.raise_any()
    return records


READER = Reader("naturalearth", find, read)


@cache
def _iso_codes() -> dict[str, str]:
    return {row["adm0_a3"]: row["iso"] for row in knowledge("country_codes.csv")}


def _countries(folder: Path, faults: Faults) -> Iterator[SourceRecord]:
    near = dict(_near_outlines(folder / _NEAR, faults))
    path = folder / _WORLD
    for number, properties, geometry in read_features(path, faults):
        shape = shape_of(geometry, path, number, faults)
        code = str(properties.get("iso_a2", ""))
        adm0 = str(properties.get("adm0_a3", number))
        code = _iso_codes().get(adm0, code)
        if shape is None or len(code) != 2 or not code.isalpha():
            continue
        scale, shape = near.get(str(properties.get("name", "")), ("1:50m", shape))
        point = shape.representative_point()
        key = f"naturalearth:country/{adm0}"
        accuracy, digits = (2000, 5) if scale == "1:10m" else (10_000, 3)
        derivation = f"as published by Natural Earth at {scale}"
        yield SourceRecord(
            source="naturalearth",
            id=f"country/{adm0}",
            type="country",
            feature="country",
            lat=round(point.y, 3),
            lon=round(point.x, 3),
            country_code=code,
            names=tuple(_country_names(properties, key)),
            same_as=(f"iso:{code}",),
            outline=Outline(wkt_of(shape, digits=digits), "good", accuracy, derivation, key),
            is_world=code not in REGION,
        )


# Whole within the regional extract, which is cut at 38–56° E and 34–48° N.
_WHOLE_IN_REGION = {"Armenia", "Azerbaijan", "Georgia"}


def _near_outlines(path: Path, faults: Faults) -> Iterator[tuple[str, tuple[str, Any]]]:
    if path.is_file():
        for number, properties, geometry in read_features(path, faults):
            name = str(properties.get("name", ""))
            shape = shape_of(geometry, path, number, faults)
            if shape is not None and name in _WHOLE_IN_REGION:
                yield name, ("1:10m", shape)


def _country_names(properties: dict[str, Any], key: str) -> Iterator[Toponym]:
    for field in ("name", "name_long"):
        if form := properties.get(field):
            yield toponym(str(form), "en", "variant", key)
    for field, form in sorted(properties.items()):
        if field.startswith("name_") and len(field) == 7 and form:
            yield toponym(str(form), bcp47(field[5:].lower()), "variant", key)


def _natural(folder: Path, faults: Faults) -> Iterator[SourceRecord]:
    for name in _LAYERS:
        path = folder / name
        if not path.is_file():
            continue
        parts: dict[tuple[str, str], list[tuple[int, dict[str, Any], Any]]] = {}
        for number, properties, geometry in read_features(path, faults):
            shape = shape_of(geometry, path, number, faults)
            label = str(properties.get("name") or "")
            if shape is None or properties.get("featurecla") in _CONTINENTS:
                continue
            _, feature = feature_class("naturalearth", str(properties.get("featurecla")))
            if label:  # nameless lines and lakes are no places that a text can mention
                parts.setdefault((feature, label), []).append((number, properties, shape))
        for (feature, label), pieces in sorted(parts.items()):
            yield _natural_record(path, feature, label, pieces)


def _natural_record(
    path: Path, feature: str, label: str, pieces: list[tuple[int, dict[str, Any], Any]]
) -> SourceRecord:
    import shapely

    shape = shapely.union_all([piece for _, _, piece in pieces])
    if shape.geom_type == "MultiLineString":
        shape = shapely.line_merge(shape)
    properties = pieces[0][1]
    kind, _ = feature_class("naturalearth", str(properties["featurecla"]))
    point = _middle(shape)
    layer = path.name.split("_")[0]
    key = f"naturalearth:{layer}/{label}"
    forms = dict.fromkeys(
        str(properties[field]) for field in ("name", "name_alt") if properties.get(field)
    )
    outline = None
    if shape.geom_type != "Point":
        derivation = "as published by Natural Earth at 1:10m"
        outline = Outline(wkt_of(shape), "fair", _ACCURACY_M, derivation, key)
    return SourceRecord(
        source="naturalearth",
        id=f"{layer}/{label}",
        type=kind,
        feature=feature,
        lat=round(point.y, 5),
        lon=round(point.x, 5),
        country_code="",
        names=tuple(toponym(_decapitalize(form), "en", "common", key) for form in forms),
        accuracy_m=None if outline else _ACCURACY_M,
        outline=outline,
    )


def _decapitalize(form: str) -> str:
    return form.title() if form.isupper() else form


def _middle(shape: Any) -> Any:  # noqa: ANN401
    """Return a point on the geometry: halfway along the longest line, else inside."""
    lines = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "LineString"]
    if not lines:
        return shape.representative_point()
    longest = max(lines, key=lambda line: (line.length, line.wkt))
    return longest.interpolate(0.5, normalized=True)


def _cities(path: Path, faults: Faults) -> Iterator[SourceRecord]:
    if not path.is_file():
        return
    for number, properties, geometry in read_features(path, faults):
        shape = shape_of(geometry, path, number, faults)
        if shape is None:
            continue
        identifier = f"city/{properties.get('wikidataid') or number}"
        key = f"naturalearth:{identifier}"
        country = _iso_codes().get(str(properties.get("adm0_a3")), "")
        yield SourceRecord(
            source="naturalearth",
            id=identifier,
            type="settlement",
            feature="town",
            lat=shape.y,
            lon=shape.x,
            country_code=country,
            names=tuple(_city_names(properties, key)),
            accuracy_m=_ACCURACY_M,
            same_as=tuple(_city_concordances(properties)),
            population=properties.get("pop_max"),
            headings=(clean_name(str(properties["name"])),),
            is_world=country not in {*REGION, ""},
        )


def _city_names(properties: dict[str, Any], key: str) -> Iterator[Toponym]:
    yield toponym(str(properties["name"]), "und", "variant", key)
    for lang in ("en", "ru", "fr", "de", "es"):
        if form := properties.get(f"name_{lang}"):
            yield toponym(str(form), lang, "common", key)


def _city_concordances(properties: dict[str, Any]) -> Iterator[str]:
    for scheme, field in (("wof", "wof_id"), ("geonames", "geonameid")):
        value = properties.get(field)
        if value and float(value) > 0:
            yield f"{scheme}:{int(float(value))}"
    if value := properties.get("wikidataid"):
        yield f"wikidata:{value}"
