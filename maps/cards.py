"""What a page knows of a place: its card, its labels under every viewpoint, its geometry."""

import json
import math
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from gazetteer.model import Link, Outline, Place, Toponym
from gazetteer.viewpoint import ordered_names

VIEWS = ("all", "hy", "az", "ru", "en")  # and `document`, which each document answers for itself
CHUNK = 200  # places in a file of cards
Labels = dict[str, str]


class GazetteerLike(Protocol):
    """The part of a gazetteer that the pages are built from."""

    def __getitem__(self, place_id: str) -> Place:
        """Return a place; raise KeyError for an unknown id."""
        ...

    def label(self, place: Place, viewpoint: str = ...) -> str:
        """Return the name that a viewpoint shows."""
        ...

    def outline(self, place_id: str) -> Outline | None:
        """Return the extent of a place, where one is known."""
        ...

    def places(self) -> Iterable[Place]:
        """Return every place, by id."""
        ...


class Atlas:
    """A gazetteer that remembers the labels it gave, since a corpus asks for them over and over."""

    def __init__(self, gaz: GazetteerLike) -> None:
        self.gaz = gaz
        self._labels: dict[str, Labels] = {}

    def labels(self, place: Place) -> Labels:
        """Return the label of the place under every viewpoint but `document`."""
        if place.id not in self._labels:
            self._labels[place.id] = {view: self.gaz.label(place, view) for view in VIEWS}
        return self._labels[place.id]

    def labels_of(self, place_id: str) -> Labels | None:
        """Return the labels of a place by its id; None where the gazetteer has no such place."""
        if place_id in self._labels:
            return self._labels[place_id]
        try:
            return self.labels(self.gaz[place_id])
        except KeyError:
            return None


def chunk_of(place_id: str) -> str:
    """Return the name of the file of cards that holds a place.

    >>> chunk_of("p000123")
    '0'
    """
    return str(int(place_id[1:]) // CHUNK)


def card(place: Place, atlas: Atlas) -> dict[str, Any]:
    """Return everything that the pages tell of a place, as JSON; unknown parts are absent.

    Sources stand once in `sources`, and names and links refer to them by number.
    """
    outline = atlas.gaz.outline(place.id)
    sources: dict[str, int] = {}
    facts: dict[str, Any] = {
        "type": place.type, "feature": place.feature, **position(place),
        "cc": place.country_code, "accuracy": place.accuracy_m, "population": place.population,
        "since": place.since, "until": place.until, "system": place.system,
        "labels": atlas.labels(place),
        "names": [_name(name, sources) for name in ordered_names(place)],
        "parents": [*_linked(place, atlas, parents=True)],
        "related": [*_linked(place, atlas, parents=False)],
        "ids": [link.target for link in place.links if link.relation == "same_as"],
        "outline": _outline(outline) if outline else None, "sources": list(sources),
    }  # fmt: skip
    return {key: value for key, value in facts.items() if value not in (None, "", [])}


_FORM, _LANG, _KIND, _SOURCES = 0, 1, 3, 4  # of a name in a card


def pack(cards: dict[str, Any], labels: dict[str, Labels | None]) -> dict[str, Any]:
    """Return the cards of a file with what they repeat in tables beside them.

    `assets/card.js` puts them together again. `labels` are those of the places that the cards
    point to.
    """
    tables: dict[str, dict[str, int]] = {"langs": {}, "manners": {}, "links": {}}
    packed = {place_id: _packed(about, tables) for place_id, about in cards.items()}
    return {
        "cards": packed,
        "labels": {target: _few(found) for target, found in labels.items() if found},
        **{name: [json.loads(text) for text in table] for name, table in tables.items()},
    }


def _packed(about: dict[str, Any], tables: dict[str, dict[str, int]]) -> dict[str, Any]:
    def number(table: str, value: object) -> int:
        text = json.dumps(value, ensure_ascii=False)
        return tables[table].setdefault(text, len(tables[table]))

    names = [
        [row[_FORM], number("langs", row[_LANG]), row[_SOURCES],
         number("manners", [row[_KIND], *row[_SOURCES + 1 :]])]
        for row in about.get("names", [])
    ]  # fmt: skip
    links: dict[str, Any] = {
        key: [number("links", link) for link in about[key]]
        for key in ("parents", "related") if key in about
    }  # fmt: skip
    return {**about, **links, "names": names, "labels": _few(about["labels"])}


def _few(labels: Labels) -> list[str]:
    """Return the labels in the order of the viewpoints, empty where it is the first one."""
    first = labels[VIEWS[0]]
    return [first, *("" if labels[view] == first else labels[view] for view in VIEWS[1:])]


def position(place: Place) -> dict[str, float]:
    """Return where the place is; empty for a place that no one has located."""
    if not (math.isfinite(place.lat) and math.isfinite(place.lon)):
        return {}
    return {"lat": round(place.lat, 5), "lon": round(place.lon, 5)}


def _name(name: Toponym, sources: dict[str, int]) -> list[Any]:
    numbers = [sources.setdefault(source, len(sources)) for source in name.sources]
    row: list[Any] = [
        name.form, name.lang, name.script, name.kind, numbers, name.since, name.until,
        name.used_by, name.relation, name.derived_by,
    ]  # fmt: skip
    while row[-1] in (None, ""):
        row.pop()
    return row


def _linked(place: Place, atlas: Atlas, *, parents: bool) -> Iterator[list[Any]]:
    for link in place.links:
        is_place = link.relation != "same_as" and (link.relation == "parent") is parents
        if is_place and atlas.labels_of(link.target):
            yield _link(link)


def _link(link: Link) -> list[Any]:
    return [link.relation, link.target, link.system, link.since, link.until, link.source, link.note]


def _outline(outline: Outline) -> dict[str, Any]:
    return {"quality": outline.quality, "accuracy": outline.accuracy_m,
            "derivation": outline.derivation, "source": outline.source}  # fmt: skip


_DETAIL = 1 / 1500  # of the longer side of an outline; a screen cannot show more
_COARSE = 1 / 300


def geometry(outline: Outline, *, coarse: bool = False) -> dict[str, Any]:
    """Return an outline for drawing: its quality and a GeoJSON geometry without needless detail."""
    import shapely

    shape = shapely.from_wkt(outline.wkt)
    west, south, east, north = shape.bounds
    side = max(east - west, north - south)
    simple = shape.simplify(side * (_COARSE if coarse else _DETAIL), preserve_topology=True)
    rounded = shapely.set_precision(simple, 1e-4, mode="pointwise")
    geojson: dict[str, Any] = shapely.geometry.mapping(rounded)
    return {"quality": outline.quality, "geometry": geojson}
