"""What the pages' search tells of each place, taken from the gazetteer once and kept.

Reading every place with its keys, labels and card is what takes long; the files of a site are
written from these entries in a moment, all of them or those that a policy lets through.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from unicodedata import normalize

from gazetteer.keys import romanized_keys
from gazetteer.model import Place

from .cards import VIEWS, Atlas, Labels, card, geometry, position

# The neighbourhood: west, south, east, north. Its places have full cards whether named or not.
_NEAR = (43.0, 38.0, 51.5, 42.5)
_FAR_TYPES = ("country", "continent")
LAYERS = ("current", "nkao", "artsakh")  # systems whose districts the map can show
_UPPER_UNITS = ("rayon", "marz", "raion", "province")
_YEAR = 4  # digits of an ISO date that are its year
# Scripts whose readings the keys know; names in others are found as they are written.
_READ_ALOUD = frozenset({"Latn", "Cyrl", "Armn", "Geor", "Arab"})


class Entry(NamedTuple):
    """A place as the search knows it; `card` and `outline` are of the neighbourhood alone.

    `forms` are the place's different forms, each with the languages that have it. `era` tells
    when the place existed, and under which system where it is not today's. `layer` names the
    system whose layer of districts the place belongs to, with a coarse outline.
    """

    id: str
    type: str
    feature: str
    lat: float | None
    lon: float | None
    weight: int
    parents: list[str]
    labels: Labels
    forms: list[tuple[str, list[str]]]
    keys: list[str]
    targets: list[str]
    card: dict[str, Any] | None
    outline: dict[str, Any] | None
    layer: str
    coarse: dict[str, Any] | None
    era: str = ""

    @property
    def number(self) -> int:
        """Return the number that the id is made of."""
        return int(self.id[1:])


def is_near(place: Place) -> bool:
    """Say whether a place lies in the neighbourhood whose cards every site carries."""
    west, south, east, north = _NEAR
    inside = west <= place.lon <= east and south <= place.lat <= north
    return inside and place.type not in _FAR_TYPES


def entries(atlas: Atlas) -> Iterator[Entry]:
    """Yield the entry of every place, by id."""
    for place in atlas.gaz.places():
        yield entry(place, atlas)


def entry(place: Place, atlas: Atlas) -> Entry:
    """Return what the search tells of a place."""
    at, near = position(place), is_near(place)
    outline = atlas.gaz.outline(place.id) if near else None
    layer = _layer(place) if outline else ""
    return Entry(
        place.id, place.type, place.feature, at.get("lat"), at.get("lon"),
        round(100 * place.importance), place.parents, atlas.labels(place), _forms(place),
        _keys(place), [link.target for link in place.links if link.relation != "same_as"],
        card(place, atlas) if near else None, geometry(outline) if outline else None,
        layer, geometry(outline, coarse=True) if outline and layer else None, _era(place),
    )  # fmt: skip


def _era(place: Place) -> str:
    """Return the years and the system of a place as the search reads them: `1991-1992 soviet`.

    Two rayons of one name and one seat are told apart by nothing else.
    """
    years = f"{place.since[:_YEAR]}-{place.until[:_YEAR]}" if place.since or place.until else ""
    return f"{years} {place.system if place.system != 'current' else ''}".rstrip()


def _forms(place: Place) -> list[tuple[str, list[str]]]:
    found: dict[str, set[str]] = {}
    for name in place.names:
        found.setdefault(normalize("NFC", " ".join(name.form.split())), set()).add(name.lang)
    return [(form, sorted(found[form])) for form in sorted(found)]


def _keys(place: Place) -> list[str]:
    names = (name for name in place.names if name.script in _READ_ALOUD)
    return sorted({key for name in names for key in romanized_keys(name.form, name.lang)})


def _layer(place: Place) -> str:
    """Return the system whose districts the place is one of, for the layers of the map."""
    is_unit = place.type == "district" or place.feature == "marz"
    if not is_unit or place.feature not in _UPPER_UNITS or place.superseded_by:
        return ""
    system = place.system if place.system in LAYERS else "current"
    return "" if system == "current" and place.until else system


def read_entries(rows: Iterable[list[Any]]) -> Iterator[Entry]:
    """Yield entries from the rows of JSON that they were kept as."""
    return (Entry(*row) for row in rows)


def views(labels: Labels) -> list[str]:
    """Return the labels in the order of the viewpoints."""
    return [labels[view] for view in VIEWS]
