"""Linked Places Format (JSON-LD and GeoJSON), for the World Historical Gazetteer and others.

Written to be valid under both schemas in use: 1.2.2 for each feature, 2.0 for the collection.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from gazetteer.formats.entry import PLACE_IRI, Entry, place_iri
from gazetteer.formats.geojson import a_line_each, geometry_of
from gazetteer.formats.output import Target, write_text
from gazetteer.model import Link, Place, Toponym
from geodata.door import knowledge

CONTEXT = (
    "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/"
    "linkedplaces-context-v1.1.jsonld"
)  # the newest that is published; that of the World Historical Gazetteer too
# Identifiers elsewhere, in the forms that the schema 2.0 knows; others are left to our own export.
LINKS = {
    "geonames": "gn:{}",
    "wikidata": "wd:{}",
    "wof": "https://spelunker.whosonfirst.org/id/{}",
}
# Codes that the list in the schema 2.0 lacks; a place with one would be refused altogether.
_UNLISTED = frozenset(["GS", "PS", "TW", "XK"])
# A place of today began at the latest in the year in which the tables were first compiled.
COMPILED = "2026"


def write_places(entries: Iterable[Entry], out: Target) -> None:
    """Write one feature collection with a feature for every place."""
    write_text(_collection(map(place_feature, entries)), out)


def _collection(features: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield f'{{"type":"FeatureCollection","@context":"{CONTEXT}","features":['
    yield from a_line_each(features)
    yield "\n]}\n"


def place_feature(entry: Entry) -> dict[str, Any]:
    """Return a place as a Linked Places feature; every name keeps its years and its source."""
    place = entry.place
    properties: dict[str, Any] = {"title": entry.label, "fclasses": [feature_class(place)]}
    if place.country_code and place.country_code not in _UNLISTED:
        properties["ccodes"] = [place.country_code]
    feature: dict[str, Any] = {
        "@id": place_iri(place), "type": "Feature", "properties": properties,
        "when": _when(place.since, place.until, known_by=_earliest_year(place)),
        "names": [_name(name) for name in place.names] or [{"toponym": entry.label}],
        "types": [{"label": place.feature or place.type, "sourceLabels": _source_labels(place)}],
        "geometry": geometry_of(entry) or {"type": "GeometryCollection", "geometries": []},
        "links": list(_links(place)), "relations": list(_relations(entry)),
    }  # fmt: skip
    return feature


@cache
def _feature_classes() -> dict[tuple[str, str], str]:
    rows = knowledge("class_letters.csv")
    return {(row["type"], row["feature"]): row["fclass"] for row in rows}


def feature_class(place: Place) -> str:
    """Return the GeoNames class letter of the place."""
    classes = _feature_classes()
    return classes.get((place.type, place.feature)) or classes[place.type, ""]


def _source_labels(place: Place) -> list[dict[str, str]]:
    return [{"label": place.type, "lang": "en"}]


def _name(name: Toponym) -> dict[str, Any]:
    record: dict[str, Any] = {
        "toponym": name.form, "lang": name.lang,
        "citations": [{"label": source} for source in name.sources],
    }  # fmt: skip
    if name.since is not None or name.until is not None:
        record["when"] = _when(_year(name.since), _year(name.until))
    if name.used_by:
        record["citations"].append({"label": f"used by: {name.used_by}"})
    return record


def _year(year: int | None) -> str:
    return "" if year is None else f"{year:04d}" if year >= 0 else f"-{-year:04d}"


def _earliest_year(place: Place) -> str:
    """Return the first year that any name is known from, since the place is as old as its name."""
    return _year(min((n.since for n in place.names if n.since is not None), default=None))


def _when(since: str, until: str, *, known_by: str = "") -> dict[str, Any]:
    """Return a timespan; without a known beginning it began at the latest by `known_by`."""
    latest = min(filter(None, (known_by, until)), default=COMPILED)
    start = {"in": since} if since else {"latest": latest}
    return {"timespans": [{"start": start, **({"end": {"in": until}} if until else {})}]}


def _links(place: Place) -> Iterator[dict[str, str]]:
    for scheme, identifiers in place.concordances.items():
        if scheme in LINKS:
            for identifier in identifiers:
                yield {"type": "closeMatch", "identifier": LINKS[scheme].format(identifier)}


def _relations(entry: Entry) -> Iterator[dict[str, Any]]:
    labels = dict(entry.parents)
    for link in entry.place.links:
        if link.relation == "parent":
            yield _relation(link, labels.get(link.target, link.target))


def _relation(link: Link, label: str) -> dict[str, Any]:
    relation: dict[str, Any] = {
        "relationType": "gvp:broaderPartitive", "relationTo": PLACE_IRI + link.target,
        "label": f"part of {label}" + (f" ({link.system})" if link.system else ""),
    }  # fmt: skip
    if link.since or link.until:
        relation["when"] = _when(link.since, link.until)
    return relation
