"""How likely each place is meant when nothing but its name is known, and who goes before whom.

A bare name that a district shares with its seat means the seat: X is the town, X District the
district. Which settlement is the seat the tables say, or else the names and the ground.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from gazetteer.distance import great_circle_m
from gazetteer.generic_words import take_generic_word
from gazetteer.model import Place
from gazetteer.names import fold
from geodata.door import knowledge

IMPORTANCE_SHARE, _REGION_SHARE, _FOCUS_SHARE = 0.5, 0.3, 0.2
_GONE_MALUS = 0.05  # of a district or region that is no more
_MINOR_MALUS = 0.1  # of fields and slopes, which texts seldom name
# Within the first distance of the middle every place is as likely; it fades out over the second.
_FOCUS_M, _FADING_M = 85_000, 60_000
# A town of three thousand people, a town of fifteen thousand.
_KNOWN, _WELL_KNOWN = 0.42, 0.52
# Importance is mostly population. Where no source counted it, a village is taken for a small one
# and not for an empty one.
_UNCOUNTED_BONUS = 0.1
_COUNTED = frozenset({"village", "urban settlement", "town"})
# Waters and mountains are looked up by their names with "river" and "mount", towns without.
_LISTED_SHARE = 0.85


@cache
def _prominences() -> Mapping[str, float]:
    return {row["concordance"]: float(row["importance"]) for row in knowledge("prominence.csv")}


def listed_prominence(place: Place) -> float:
    """Return how well known a place is by the hand-kept list, 0.0 when it is not listed."""
    listed = _prominences()
    targets = (link.target for link in place.links if link.relation == "same_as")
    return max((listed[target] for target in targets if target in listed), default=0.0)


def prior(place: Place, *, in_region: bool, middle: tuple[float, float] | None) -> float:
    """Return how likely the place is meant, 0.0–1.0, when nothing but its name is known.

    Prominence counts, being in the region that the gazetteer is of, and being one of the places
    that its users write about: those in and around the former oblast, and towns anywhere.
    """
    prominence = _prominence(place)
    value = IMPORTANCE_SHARE * prominence
    if in_region:
        nearness = _nearness(place, middle) if middle else 0.0
        value += _REGION_SHARE + _FOCUS_SHARE * max(nearness, _renown(prominence))
    if place.until:
        value -= _GONE_MALUS
    if place.type == "other":
        value -= _MINOR_MALUS
    return min(1.0, max(0.0, value))


def _prominence(place: Place) -> float:
    uncounted = place.feature in _COUNTED and not place.population
    importance = place.importance + (_UNCOUNTED_BONUS if uncounted else 0.0)
    return max(importance, _LISTED_SHARE * listed_prominence(place))


def _renown(prominence: float) -> float:
    """Return how sure it is that texts name a place wherever in the region it lies, 0–1."""
    return min(1.0, max(0.0, (prominence - _KNOWN) / (_WELL_KNOWN - _KNOWN)))


def _nearness(place: Place, middle: tuple[float, float]) -> float:
    beyond = great_circle_m(*middle, place.lat, place.lon) - _FOCUS_M
    return min(1.0, max(0.0, 1.0 - beyond / _FADING_M))


def middle_of(positions: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """Return the middle of the land that users write about most, from (lat, lon) of its places."""
    if not positions:
        return None
    return (
        sum(lat for lat, _ in positions) / len(positions),
        sum(lon for _, lon in positions) / len(positions),
    )


# districts and their seats

_AREAS = frozenset({"district", "region"})
_WELL_NAMED = frozenset({"official", "common"})
_SEAT_M = 40_000
_LESS_PROMINENT = 0.3


class _Known(NamedTuple):
    """What is kept of a place: its official and common names are folded, without "District"."""

    id: str
    position: tuple[float, float]
    importance: float
    names: frozenset[str]
    parents: frozenset[str]
    seats: frozenset[str]


class Namesakes:
    """Finds the settlements that go before a district or region under a name that both have."""

    def __init__(self) -> None:
        self._areas: dict[int, _Known] = {}
        self._settlements: dict[int, _Known] = {}

    def add(self, ordinal: int, place: Place) -> None:
        """Take note of a place of the region; those that are no area or settlement count nothing.

        Superseded places count nothing either.
        """
        if not place.superseded_by:
            if place.type in _AREAS:
                self._areas[ordinal] = _known(place)
            elif place.type == "settlement":
                self._settlements[ordinal] = _known(place)

    def first(self) -> dict[int, frozenset[int]]:
        """Return, for each district or region, the settlements that go before it.

        They are its seats, and the settlements that share an official or common name with it,
        lie in it or within 40 km of its point, and are not much less prominent. A settlement
        that is called by the name of a district here and there leaves the name to the district.
        """
        ordinals = {known.id: ordinal for ordinal, known in self._settlements.items()}
        wanted = {name for area in self._areas.values() for name in area.names}
        by_name: dict[str, list[int]] = {}
        for ordinal, settlement in self._settlements.items():
            for name in settlement.names & wanted:
                by_name.setdefault(name, []).append(ordinal)
        found = {
            ordinal: frozenset(
                {ordinals[seat] for seat in area.seats if seat in ordinals}
                | set(self._likely_seats(area, by_name))
            )
            for ordinal, area in self._areas.items()
        }
        return {ordinal: seats for ordinal, seats in found.items() if seats}

    def _likely_seats(self, area: _Known, by_name: Mapping[str, list[int]]) -> Iterator[int]:
        for name in area.names:
            for ordinal in by_name.get(name, ()):
                settlement = self._settlements[ordinal]
                is_close = area.id in settlement.parents or (
                    great_circle_m(*settlement.position, *area.position) <= _SEAT_M
                )
                if is_close and settlement.importance > area.importance - _LESS_PROMINENT:
                    yield ordinal


def _known(place: Place) -> _Known:
    names = [name.form for name in place.names if name.kind in _WELL_NAMED]
    if place.type in _AREAS:
        names = [a.rest if (a := take_generic_word(name)) else name for name in names]
    targets = {
        relation: frozenset(link.target for link in place.links if link.relation == relation)
        for relation in ("parent", "seat")
    }
    return _Known(
        place.id, (place.lat, place.lon), place.importance,
        frozenset(filter(None, map(fold, names))), targets["parent"], targets["seat"],
    )  # fmt: skip
