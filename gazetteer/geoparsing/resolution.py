"""Choose the place that each mention means, and say why.

What a mention says by itself (type words, spelling, importance) is scored first. Then the
mentions look at each other: a district that the sentence names, another name in brackets, places
nearby, the same name elsewhere in the document. Each round reads only the choices of the round
before it, so that the order of the mentions does not matter.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, sqrt
from statistics import median
from typing import NamedTuple

from gazetteer.geoparsing.candidates import Candidate, Cue, Reading
from gazetteer.geoparsing.geography import Geography, flat_km
from gazetteer.geoparsing.scoring import Choice, Feature, OwnScores, Scored, choose, feature
from gazetteer.geoparsing.ties import CLOSE, closely_before, closely_behind, says_beside, tie
from gazetteer.keys import phonetic_key
from gazetteer.model import Document, Place

__all__ = ["Choice", "resolve"]

_ROUNDS = 2
_WINDOW = 10  # mentions on each side that can speak for a candidate
_MOST_CANDIDATES = 12  # namesakes that the neighbours are asked about, best first
_REACH = 5.5  # points by which neighbours can hardly lift a candidate over the best
_LOCAL_KM = 18.0  # distance at which a neighbour in the sentence counts e^-1
_DOCUMENT_KM = 60.0  # the same for what else the document names
_CLOSE_TEXT = 40  # characters of text after which a neighbour counts half
_LOOSE_COUNTRY = 0.3  # a country in the same sentence is mostly not said to contain anything
_BESIDE = 1.6  # what "near" or "5 km east of" adds to a neighbour
_AREA = 0.4  # nearness to what lies inside it says less of a district than of a town
_SPENT = 0.4  # what is left of a district for others than the village that it belongs to
_OTHER_PARAGRAPH = 0.5  # what a neighbour in another paragraph counts against one in the same
_EXPLICIT = 0.6  # value of a feature from which the text itself settles a name
_CONTAINERS = frozenset({"district", "region", "country"})
_WIDE = frozenset({"country", "continent"})
_OPEN_LAND = frozenset({"plain", "plateau", "gorge", "forest", "valley", "meadow"})
_ANCHORS = frozenset({"settlement", "district", "monument", "hydro", "mountain", "other", "road"})
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20[0-4]\d)(?!\d)")


def resolve(
    readings: Sequence[Reading],
    document: Document,
    geography: Geography,
    scores: OwnScores | None = None,
) -> list[Choice]:
    """Return one choice for each reading, in the same order.

    `scores` remembers what equal mentions say by themselves, over documents.
    """
    scores = scores or OwnScores()
    own = [scores.of(reading) for reading in readings]
    choices = [choose(reading, scored) for reading, scored in zip(readings, own, strict=True)]
    layout = _Layout(readings)
    years = _years(document) or _years_of_names(choices, geography)
    stale = set(range(len(readings)))
    before = None
    for _ in range(_ROUNDS):
        scene = _Scene(choices, layout, geography, years)
        if before:
            stale = scene.stale_since(before)
        choices = [
            choose(reading, scene.rescored(i, own[i])) if i in stale else choices[i]
            for i, reading in enumerate(readings)
        ]
        before = scene
    return choices


def _years(document: Document) -> tuple[int, int] | None:
    """Return the years that a document speaks of: its date, or the span of those it names."""
    if match := _YEAR.search(document.date):
        return int(match[0]), int(match[0])
    named = sorted(int(year) for year in _YEAR.findall(document.text[:20_000]))
    if not named:
        return None
    middle = int(median(named))
    return min(middle, named[0]), max(middle, named[-1])


def _years_of_names(choices: Sequence[Choice], geography: Geography) -> tuple[int, int] | None:
    """Return the years in which all names of the past that a document uses were in use.

    Two places at least must be called by such names, and some year must be common to all.
    """
    spans = {}
    for choice in choices:
        if choice.best and choice.best.candidate.kind == "historical":
            candidate = choice.best.candidate
            since, until = geography.name_years(candidate.place, candidate.form)
            if until:
                spans[candidate.place.id] = since or 0, until
    if len(spans) < _FEWEST_NAMES:
        return None
    first = max(since for since, _ in spans.values())
    last = min(until for _, until in spans.values())
    return (first, last) if first <= last else None


_FEWEST_NAMES = 2


class _Layout:
    """How the mentions of a document stand to each other; the same in every round."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.readings = readings
        self.sentence = _numbers(readings, frozenset({"next", "far"}))
        self.paragraph = _numbers(readings, frozenset({"far"}))
        self.gap_ends = [0]
        for reading in readings:
            self.gap_ends.append(self.gap_ends[-1] + len(reading.gap))
        self.contained_by: dict[int, list[int]] = {}
        for index in range(len(readings)):
            for other in (closely_behind(readings, index), closely_before(readings, index)):
                if other >= 0:
                    self.contained_by.setdefault(other, []).append(index)

    def around(self, index: int) -> Iterator[int]:
        """Yield the mentions near this one in the text."""
        last = min(len(self.readings), index + _WINDOW + 1)
        return (k for k in range(max(0, index - _WINDOW), last) if k != index)

    def closeness(self, index: int, other: int) -> float:
        """Return 1 for the next word, a half for some words between, less beyond other mentions."""
        first, last = min(index, other), max(index, other)
        if last - first == 1 and says_beside(self.readings[first]):
            return _BESIDE
        between = self.gap_ends[last] - self.gap_ends[first]
        return _CLOSE_TEXT / (_CLOSE_TEXT + between) / sqrt(last - first)

    def joined(self, index: int) -> Iterator[int]:
        """Yield the mentions joined to this one by a slash or bracket."""
        if self.readings[index].link in ("slash", "bracket") and index + 1 < len(self.readings):
            yield index + 1
        if index and self.readings[index - 1].link in ("slash", "bracket"):
            yield index - 1

    def listed(self, index: int) -> Iterator[int]:
        """Yield the neighbours in a list or at the other end of a road."""
        if index and self.readings[index - 1].link in ("list", "dash"):
            yield index - 1
        if self.readings[index].link in ("list", "dash") and index + 1 < len(self.readings):
            yield index + 1


def _numbers(readings: Sequence[Reading], breaks: frozenset[str]) -> list[int]:
    numbers, number = [], 0
    for reading in readings:
        numbers.append(number)
        number += reading.link in breaks
    return numbers


class _Neighbour(NamedTuple):
    """A mention near another: the place it was read as and what it is worth."""

    place: Place
    reach_km: float
    weight: float
    closeness: float
    text: str
    is_other_name: bool


class _Container(NamedTuple):
    """A district or country near a mention and how closely the text ties the two."""

    place: Place
    strength: float
    text: str


@dataclass(frozen=True, slots=True)
class _Around:
    """Everything near one mention that can speak for its candidates."""

    neighbours: Sequence[_Neighbour]
    containers: Sequence[_Container]
    contents: Sequence[tuple[Place, str]]
    joined: Sequence[tuple[frozenset[str], str]]
    listed_types: frozenset[str]
    sense: str
    contrasts: frozenset[str]


class _Scene:
    """The choices of one round, as the next round reads them."""

    def __init__(
        self,
        choices: Sequence[Choice],
        layout: _Layout,
        geography: Geography,
        years: tuple[int, int] | None,
    ) -> None:
        self._choices = choices
        self._places = [choice.place for choice in choices]
        self._layout = layout
        self._geography = geography
        self._years = years
        self._is_container = [
            place is not None and place.type in _CONTAINERS and place.feature not in _OPEN_LAND
            for place in self._places
        ]
        self._systems = _systems(self._places)
        self._senses = _senses(choices)

    def stale_since(self, before: "_Scene") -> set[int]:
        """Return the mentions for which something near them changed since another round."""
        if self._systems != before._systems:
            return set(range(len(self._choices)))
        changed = [
            index
            for index, (now, then) in enumerate(zip(self._places, before._places, strict=True))
            if now is not then
        ]
        stale = {k for index in changed for k in (index, *self._layout.around(index))}
        if self._senses != before._senses:
            stale |= {
                index
                for index, reading in enumerate(self._layout.readings)
                if self._senses.get(reading.key) != before._senses.get(reading.key)
            }
        return stale

    def rescored(self, index: int, own: Sequence[Scored]) -> Iterator[Scored]:
        """Yield the candidates of a mention with what the others say of them."""
        if len(own) == 1 or _is_beyond_doubt(own):
            for scored in own:
                yield scored.more(self._timely(scored.candidate))
            return
        around = self._gather(index)
        within_reach = own[0].score - _REACH
        for rank, scored in enumerate(own):
            if rank < _MOST_CANDIDATES and scored.score >= within_reach:
                yield scored.more(self._features(scored.candidate, around))
            else:
                yield scored

    def _gather(self, index: int) -> _Around:
        layout, readings = self._layout, self._layout.readings
        return _Around(
            list(self._neighbours(index)),
            list(self._containers(index)),
            [
                (place, readings[k].text)
                for k in layout.contained_by.get(index, ())
                if (place := self._places[k])
            ],
            [
                (frozenset(s.candidate.place.id for s in self._choices[k].ranked), readings[k].text)
                for k in layout.joined(index)
            ],
            frozenset(place.type for k in layout.listed(index) if (place := self._places[k])),
            self._sense(index),
            self._contrasts(index),
        )

    def _neighbours(self, index: int) -> Iterator[_Neighbour]:
        """Yield the places named around a mention, each once with all its weight."""
        layout, key = self._layout, self._layout.readings[index].key
        met: dict[str, tuple[Place, float, float, str]] = {}
        joined = set(layout.joined(index))
        for other in layout.around(index):
            place = self._places[other]
            if place is None or place.type not in _ANCHORS or layout.readings[other].key == key:
                continue
            weight, closeness = 1 / (1 + abs(other - index)), 0.0
            if layout.sentence[index] == layout.sentence[other]:
                closeness = layout.closeness(index, other)
            elif layout.paragraph[index] != layout.paragraph[other]:
                weight *= _OTHER_PARAGRAPH
            text = layout.readings[other].text
            if index not in layout.contained_by.get(other, (index,)):
                closeness *= _SPENT
            if other in joined:  # another name of the same place, not a neighbour of it
                weight = closeness = 0.0
            if known := met.get(place.id):
                weight += known[1]
                if known[2] >= closeness:
                    closeness, text = known[2:]
            met[place.id] = place, weight, closeness, text
        for place, weight, closeness, text in met.values():
            reach = self._geography.reach_km(place)
            other_name = _sound(text) != _sound(layout.readings[index].text)
            yield _Neighbour(place, reach, weight, closeness, text, other_name)

    def _containers(self, index: int) -> Iterator[_Container]:
        layout = self._layout
        for other in layout.around(index):
            place = self._places[other]
            if place is None or not self._is_container[other]:
                continue
            first, last = min(index, other), max(index, other)
            strength = tie(
                layout.readings, index, other, sentence=layout.sentence,
                paragraph=layout.paragraph, rivals=sum(self._is_container[first + 1 : last]),
            )  # fmt: skip
            if place.type == "country" and strength < CLOSE:
                strength *= _LOOSE_COUNTRY
            if strength > 0:
                yield _Container(place, strength, layout.readings[other].text)

    def _sense(self, index: int) -> str:
        """Return the id that the same name was settled to elsewhere, empty for none or several."""
        settled = self._senses.get(self._layout.readings[index].key, {})
        if len(settled) != 1:
            return ""
        (place_id, where), *_ = settled.items()
        return place_id if where != {index} and place_id not in self._contrasts(index) else ""

    def _contrasts(self, index: int) -> frozenset[str]:
        """Return the places that the text calls by this name and by other type words.

        "Село Агдам и город Агдам": the village is not the town.
        """
        own = self._layout.readings[index].cue
        if not own.features:
            return frozenset()
        settled = self._senses.get(self._layout.readings[index].key, {})
        return frozenset(
            place_id
            for place_id, where in settled.items()
            if all(_differ(own, self._layout.readings[k].cue) for k in where)
        )

    def _features(self, candidate: Candidate, around: _Around) -> Iterator[Feature]:
        place = candidate.place
        if place.type not in _WIDE:
            yield from self._containment(place, around.containers)
            yield from self._nearness(place, around.neighbours)
        for ids, words in around.joined:
            if place.id in ids:
                yield feature("other_name", 1.0, (("words", words),))
                break
        if place.id == around.sense:
            yield feature("same_sense", 1.0)
        if place.id in around.contrasts:
            yield feature("other_sense", 1.0)
        if place.type in around.listed_types:
            yield feature("alike", 1.0)
        if place.type in _CONTAINERS:
            yield from self._contents(place, around.contents)
        yield from self._timely(candidate)

    def _containment(self, place: Place, containers: Sequence[_Container]) -> Iterator[Feature]:
        """Say whether the place lies in a district, region or country that the text ties to it."""
        best: Feature | None = None
        for container in containers:
            if container.place.id == place.id:
                continue
            share = self._geography.inside(place, container.place)
            if share > 0:
                found = feature("inside", container.strength * share, (("other", container.text),))
                if best is None or found.points > best.points:
                    best = found
            elif container.strength >= CLOSE and best is None:
                best = feature("outside", container.strength, (("other", container.text),))
        if best:
            yield best

    def _nearness(self, place: Place, neighbours: Sequence[_Neighbour]) -> Iterator[Feature]:
        """Say how near the place is to what the text names around it."""
        best, best_km, best_text, total, weights = 0.0, 0.0, "", 0.0, 0.0
        contains = place.type in _CONTAINERS
        for other in neighbours:
            if other.place.id == place.id:
                if other.is_other_name:
                    yield feature("also_named", 1.0, (("words", other.text),))
                continue
            if contains and place.id in self._geography.ancestors(other.place):
                distance = 0.0
            else:
                distance = max(0.0, flat_km(place, other.place) - other.reach_km)
            if other.closeness:
                closeness = min(other.closeness, _AREA) if contains else other.closeness
                worth = exp(-distance / _LOCAL_KM) * closeness
                if worth > best:
                    best, best_km, best_text = worth, distance, other.text
            total += other.weight * exp(-distance / _DOCUMENT_KM)
            weights += other.weight
        if best:
            yield feature("near", best, (("km", f"{best_km:.0f}"), ("other", best_text)))
        if weights:
            yield feature("around", total / weights)

    def _contents(self, place: Place, contents: Sequence[tuple[Place, str]]) -> Iterator[Feature]:
        """Say that the place contains what the text puts right into it ("Martuni of …")."""
        for inner, text in contents:
            if inner.id != place.id and self._geography.inside(inner, place) > 0:
                yield feature("contains", 1.0, (("other", text),))
                return

    def _timely(self, candidate: Candidate) -> Iterator[Feature]:
        """Say whether place and name go with the years and the administration of the document."""
        place = candidate.place
        if self._years:
            first, last = self._years
            off = max(_year(place.since, 0) - last, first - _year(place.until, 9999))
            if off > 0:
                yield feature("dated", min(1.0, off / _YEARS_OFF))
            since, until = self._geography.name_years(place, candidate.form)
            if (since or until) and candidate.kind in _OLD:
                then = (since or 0) <= last and first <= (until or 9999)
                yield feature("named_then", 1.0 if then else -1.0, (("form", candidate.form),))
        if place.system and place.system in self._systems:
            yield feature("system", 1.0)


_YEARS_OFF = 25  # years away from which a unit is ruled out as far as dates can
_OLD = frozenset({"historical", "common", "official"})


@lru_cache(maxsize=50_000)
def _sound(name: str) -> str:
    """Return the first sounds of a name; Мартуни and Martuni are no two names."""
    return phonetic_key(name)[:_SOUNDS]


_SOUNDS = 3  # consonants, few enough to leave case endings out


def _year(date: str, default: int) -> int:
    return int(date[:4]) if date[:4].isdigit() else default


def _is_beyond_doubt(own: Sequence[Scored]) -> bool:
    """Tell whether no neighbour can change the choice.

    The best is out of reach, or a country with whose name only places far away are called.
    """
    best = own[0]
    if own[1].score < best.score - _REACH:
        return True
    return best.candidate.place.type in _WIDE and all(s.candidate.world for s in own[1:])


def _systems(places: Sequence[Place | None]) -> frozenset[str]:
    """Return the systems whose polity the document names, such as a republic or an oblast."""
    return frozenset(
        place.system
        for place in places
        if place and place.type == "region" and place.system not in ("", "current")
    )


def _senses(choices: Sequence[Choice]) -> dict[str, dict[str, set[int]]]:
    """Return, for each name, the places that the text itself settled it to, and where."""
    senses: dict[str, dict[str, set[int]]] = {}
    for index, choice in enumerate(choices):
        if len(choice.ranked) > 1 and choice.best and _is_explicit(choice.best):
            place = choice.best.candidate.place.id
            senses.setdefault(choice.reading.key, {}).setdefault(place, set()).add(index)
    return senses


def _differ(one: Cue, other: Cue) -> bool:
    return bool(other.features) and not set(one.features) & set(other.features)


def _is_explicit(scored: Scored) -> bool:
    return any(
        found.name in ("inside", "other_name") and found.value >= _EXPLICIT
        for found in scored.features
    )
