"""A gazetteer of a handful of places and documents that name them, for the tests of the pages."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from gazetteer.model import Document, Link, Mention, Outline, Place, Segment, Toponym
from gazetteer.viewpoint import label as label_of

CHROMIUM = Path("/usr/bin/chromium")
BROWSER_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def toponym(form: str, lang: str, script: str, kind: str = "official", **more) -> Toponym:
    return Toponym(form, lang, script, kind, ("wof:1", "districts:x"), **more)


def _place(place_id, kind, feature, lat, lon, country, names, **more) -> Place:
    return Place(place_id, kind, feature, lat, lon, country, tuple(names), **more)


def region_places() -> list[Place]:
    return [
        _place("p000101", "settlement", "city", 39.8153, 46.7519, "AZ", [
            toponym("Ստեփանակերտ", "hy", "Armn", since=1923, used_by="one authority"),
            toponym("Xankəndi", "az", "Latn", since=1991, used_by="another authority"),
            toponym("Степанакерт", "ru", "Cyrl"), toponym("Stepanakert", "en", "Latn", "common"),
            toponym("Khankendi", "en", "Latn", "romanization", derived_by="az by press usage"),
        ], links=(Link("parent", "p000103", "current"), Link("same_as", "wof:421193975")),
            importance=0.9, population=55000),
        _place("p000102", "settlement", "town", 39.7583, 46.7464, "AZ", [
            toponym("Շուշի", "hy", "Armn"), toponym("Şuşa", "az", "Latn"),
            toponym("Шуша", "ru", "Cyrl"), toponym("Shusha", "en", "Latn", "common"),
            toponym("Shushi", "en", "Latn", "common"),
        ], links=(Link("parent", "p000103", "current"), Link("parent", "p000104", "artsakh"))),
        _place("p000103", "district", "rayon", 39.78, 46.6, "AZ", [
            toponym("Şuşa rayonu", "az", "Latn"), toponym("Շուշիի շրջան", "hy", "Armn"),
        ], system="current", links=(Link("seat", "p000102"),)),
        _place("p000104", "district", "province", 39.76, 46.7, "AZ", [
            toponym("Շուշիի շրջան", "hy", "Armn"), toponym("Şuşa", "az", "Latn"),
        ], system="artsakh", since="1991", until="2023"),
        _place("p000105", "hydro", "river", 39.5, 46.6, "AZ", [
            toponym("Həkəri", "az", "Latn"), toponym("Հագարի", "hy", "Armn"),
        ]),
        _place("p000106", "monument", "monastery", 40.0572, 46.5306, "AZ", [
            toponym("Գանձասար", "hy", "Armn"), toponym("Gəncəsər", "az", "Latn"),
        ], links=(Link("parent", "p000103", "current"),)),
        _place("p000107", "other", "locality", float("nan"), float("nan"), "AZ", [
            toponym("Sarı Daş", "az", "Latn"), toponym("Դեղին քար", "hy", "Armn"),
        ]),
        _place("p000201", "country", "country", 40.3, 47.7, "AZ", [
            toponym("Azərbaycan", "az", "Latn"), toponym("Ադրբեջան", "hy", "Armn"),
            toponym("Azerbaijan", "en", "Latn", "common"),
        ]),
        _place("p000202", "country", "country", 40.3, 44.9, "AM", [
            toponym("Հայաստան", "hy", "Armn"), toponym("Ermənistan", "az", "Latn"),
            toponym("Armenia", "en", "Latn", "common"),
        ]),
        _place("p000203", "settlement", "city", 51.5074, -0.1278, "GB", [
            toponym("London", "en", "Latn"), toponym("Лондон", "ru", "Cyrl"),
        ]),
    ]  # fmt: skip


OUTLINES = {
    "p000103": Outline(
        "POLYGON ((46.4 39.6, 46.8 39.6, 46.8 39.95, 46.4 39.95, 46.4 39.6))",
        "good", 500, "drawn", "wof:1",
    ),
    "p000104": Outline(
        "POLYGON ((46.5 39.65, 46.9 39.65, 46.9 39.9, 46.5 39.65))",
        "low", 10000, "straight cuts", "districts:x",
    ),
    "p000105": Outline(
        "LINESTRING (46.5 39.2, 46.6 39.5, 46.5 39.9)", "fair", 2000, "generalised", "ne:1"
    ),
}  # fmt: skip


class SmallGazetteer:
    """The part of a gazetteer that the pages need, over records in memory."""

    def __init__(self, places: Iterable[Place] | None = None) -> None:
        self._places = {p.id: p for p in (region_places() if places is None else places)}

    def __getitem__(self, place_id: str) -> Place:
        return self._places[place_id]

    def label(self, place: Place, viewpoint: str = "all") -> str:
        return label_of(place, viewpoint)

    def outline(self, place_id: str) -> Outline | None:
        return OUTLINES.get(place_id)

    def places(self) -> Iterator[Place]:
        yield from self._places.values()


def document(text: str, path: str = "notes.txt", **more) -> Document:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(path, text, digest, **{"lang": "en", **more})


def mentions(text: str, gaz: SmallGazetteer, found: dict[str, str | None]) -> list[Mention]:
    """Mark every occurrence of the given names; None stands for a place that nobody can tell."""
    marked = []
    roles = ("literal", "metonymic", "associative")
    for name, place_id in found.items():
        start = text.find(name)
        while start >= 0:
            place = gaz[place_id] if place_id else None
            confidence = (0.93, 0.66, 0.31)[len(marked) % 3]
            marked.append(Mention(
                start, start + len(name), name, roles[len(marked) % 3], confidence, place,
                alternatives=(("p000102", 0.2),), evidence=(f"{name} is a name of the place",),
            ))  # fmt: skip
            start = text.find(name, start + len(name))
    return sorted(marked, key=lambda m: m.start)


FIRST = """Notes of a map room

Readers ask why Stepanakert and Khankendi stand on one card. Shusha is on the sheet of 1903,
Shushi on that of 1926. The river Həkəri is blue.

Gandzasar is on no sheet; Azerbaijan and Armenia are on all. London sent a letter, and Nowhere too.
"""
SECOND = """Из тетради

Степанакерт и Шуша стоят на одном листе. Xankəndi приписан карандашом. Sarı Daş не найден.
"""


def small_corpus(gaz: SmallGazetteer) -> list[tuple[Document, list[Mention]]]:
    first = document(
        FIRST, "a/notes.txt", title="Notes of a map room", date="2019-03-14",
        source_url="https://example.org/notes?x=1",
        metadata=MappingProxyType({"archive": "box 4"}),
        segments=(Segment(0, 21, "en", 1), Segment(21, len(FIRST), "en", 2)),
    )  # fmt: skip
    second = document(SECOND, "b/notes.txt", title="Из тетради", date="2021", lang="ru")
    third = document("Nothing is named here.", "c/empty.txt")
    return [
        (first, [replace(m, page=1 if m.start < 21 else 2) for m in mentions(FIRST, gaz, {
            "Stepanakert": "p000101", "Khankendi": "p000101", "Shusha": "p000102",
            "Shushi": "p000102", "Həkəri": "p000105", "Gandzasar": "p000106",
            "Azerbaijan": "p000201", "Armenia": "p000202", "London": "p000203", "Nowhere": None,
        })]),
        (second, mentions(SECOND, gaz, {
            "Степанакерт": "p000101", "Шуша": "p000104", "Xankəndi": "p000101",
            "Sarı Daş": "p000107",
        })),
        (third, []),
    ]  # fmt: skip


def needs_browser() -> None:
    """Skip without Chromium, unless its absence was declared a failure."""
    if CHROMIUM.exists():
        return
    reason = f"{CHROMIUM} is not installed (on Debian: apt-get install chromium)"
    if os.environ.get("GAZETTEER_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
