"""Choose the place that each mention means, and say why.

What a mention says by itself (type words, spelling, importance) is scored first. Then the
mentions look at each other: a district that the sentence names, another name in brackets, places
nearby, the same name elsewhere in the document. Each round reads only the choices of the round
before it, so that the order of the mentions does not matter.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from math import exp
from operator import mul
from typing import NamedTuple

from gazetteer.geoparsing.candidates import Candidate, Reading
from gazetteer.geoparsing.context import Context
from gazetteer.geoparsing.cues import Cue
from gazetteer.geoparsing.geography import Geography, flat_km, is_outside
from gazetteer.geoparsing.scoring import (
    BY_OWN_WORD,
    WIDE,
    Choice,
    Feature,
    Own,
    OwnScores,
    Ranking,
    Scored,
    feature,
)
from gazetteer.geoparsing.ties import BESIDE, CLOSE, Layout, tie
from gazetteer.keys import phonetic_key
from gazetteer.model import Document, Place

__all__ = ["Choice", "resolve"]

_ROUNDS = 2
_WEIGHTS = [1 / (1 + apart) for apart in range(20)]  # by the number of mentions apart
_MOST_CANDIDATES = 20  # namesakes that the neighbours are asked about, best first
_REACH = 5.5  # points by which neighbours can hardly lift a candidate over the best
_LOCAL_KM = 18.0  # distance at which a neighbour in the sentence counts e^-1
_LOOSE_COUNTRY = 0.3  # a country in the same sentence is mostly not said to contain anything
_SEAT = 0.95  # the district of a town in the genitive: nearly as close, but it rules nothing out
_AREA = 0.4  # nearness to what lies inside it says less of a district than of a town
_SPENT = 0.4  # what is left of a district for others than the village that it belongs to
_OTHER_PARAGRAPH = 0.5  # what a neighbour in another paragraph counts against one in the same
_EXTENDED = frozenset({"district", "region", "country", "hydro"})  # near to much
_CONTAINERS = frozenset({"district", "region", "country"})
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
    rankings = [one.ranking for one in own]
    layout = Layout(readings)
    named = _years_named(document)
    years = _span(named) if named else _years_of_names(rankings, geography)
    stale: Iterable[int] = range(len(readings))
    before = None
    timely = _Timely(geography, years, named)
    for _ in range(_ROUNDS):
        scene = _Scene(rankings, layout, geography, timely)
        if before:
            stale = scene.stale_since(before)
        rankings = list(rankings)
        for index in stale:
            rankings[index] = scene.ranked_anew(index, own[index])
        before = scene
    return list(map(Choice, readings, rankings))


def _years_named(document: Document) -> Sequence[int]:
    """Return the years that a document speaks of: its date, or those that it names, in order."""
    if match := _YEAR.search(document.date):
        return [int(match[0])]
    return sorted(int(year) for year in _YEAR.findall(document.text[:20_000]))


def _span(years: Sequence[int]) -> tuple[int, int]:
    return years[0], years[-1]


def _years_of_names(rankings: Sequence[Ranking], geography: Geography) -> tuple[int, int] | None:
    """Return the years in which all names of the past that a document uses were in use.

    Two places at least must be called by such names, and some year must be common to all.
    """
    spans = {}
    for ranking in rankings:
        if ranking.best and ranking.best.candidate.kind == "historical":
            candidate = ranking.best.candidate
            since, until = geography.name_years(candidate.place, candidate.form)
            if until:
                spans[candidate.place.id] = since or 0, until
    if len(spans) < _FEWEST_NAMES:
        return None
    first = max(since for since, _ in spans.values())
    last = min(until for _, until in spans.values())
    return (first, last) if first <= last else None


_FEWEST_NAMES = 2


_Neighbour = tuple[float, float, str]
"""What a mention near another is worth: its weight, how close it stands, and its words."""


class _Container(NamedTuple):
    """A district or country near a mention and how closely the text ties the two."""

    place: Place
    strength: float
    text: str


_Content = tuple[Place | None, Sequence[Place], str]  # the place, its namesakes, its words


class _Around(NamedTuple):
    """Everything near one mention that can speak for its candidates."""

    text: str
    neighbours: Mapping[str, _Neighbour]
    weights: Sequence[float]
    total: float
    close: Sequence[tuple[str, _Neighbour]]
    containers: Sequence[_Container]
    contents: Sequence[_Content]
    joined: Sequence[tuple[frozenset[str], str]]
    listed: frozenset[tuple[str, bool]]
    sense: str
    contrasts: frozenset[str]
    opposed: str
    list_system: str
    years: tuple[int, ...]
    abroad: float
    town: float
    said: tuple[str, ...]  # the types that words beside it say

    @property
    def has_type_word(self) -> bool:
        """Tell whether words beside the mention say what it is."""
        return bool(self.said)


class _Timely:
    """What the years of a document say of places and of their names; the same in every round."""

    def __init__(
        self, geography: Geography, years: tuple[int, int] | None, named: Sequence[int]
    ) -> None:
        self.years = years
        self._geography = geography
        self._named = named
        self._most = _span(named[len(named) // 4 : len(named) - len(named) // 4] or named or [0])
        self._known: dict[tuple[int, tuple[int, ...]], tuple[Feature, ...]] = {}
        self._doubts: dict[int, bool] = {}
        self._beside: dict[int, tuple[int, ...]] = {}

    def of(self, candidate: Candidate, beside: tuple[int, ...] = ()) -> tuple[Feature, ...]:
        """Say whether place and name go with the years of the document and of the sentence."""
        if self.years is None:
            return ()
        key = id(candidate), beside
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = tuple(self._features(candidate, self.years, beside))
        return known

    def beside(self, index: int, context: Context) -> tuple[int, ...]:
        """Return the years that the sentence of a mention names, in order.

        "The card for the Hadrut raion ends in 1991" speaks of that year, whenever it was written.
        """
        known = self._beside.get(index)
        if known is None:
            keys = [token.key for token in (*context.before, *context.after)]
            known = tuple(sorted(int(key) for key in keys if _YEAR.fullmatch(key)))
            self._beside[index] = known
        return known

    def doubts(self, own: Own) -> bool:
        """Tell whether the years of the document speak against any of the candidates."""
        known = self._doubts.get(id(own))
        if known is None:
            timely = map(self.of, [one.candidate for one in own.scored[:_MOST_CANDIDATES]])
            known = any(found.points < 0 for features in timely for found in features)
            self._doubts[id(own)] = known
        return known

    def _features(
        self, candidate: Candidate, years: tuple[int, int], beside: tuple[int, ...]
    ) -> Iterator[Feature]:
        place, called = candidate.place, self._geography.was_called
        since, until = _year(place.since, 0), _year(place.until, 9999)
        first, last = years = min([*beside, years[0]]), max([*beside, years[1]])
        off = max(since - last, first - until)
        named = beside or self._named
        if off > 0:
            yield feature("dated", min(1.0, off / _YEARS_OFF))
        others = bisect_left(named, since) + len(named) - bisect_right(named, until)
        if others:
            yield feature("seldom_then", others / len(named))
        if candidate.kind in _OLD:
            form = (("form", candidate.form),)
            if called(place, candidate.form, years) is False:
                yield feature("unnamed_then", 1.0, form)
            elif called(place, candidate.form, self._most if self._named else years):
                yield feature("named_then", 1.0, form)


class _Scene:
    """The choices of one round, as the next round reads them."""

    def __init__(
        self,
        rankings: Sequence[Ranking],
        layout: Layout,
        geography: Geography,
        timely: _Timely,
    ) -> None:
        self._rankings = rankings
        self._places = places = [ranking.place for ranking in rankings]
        self._layout = layout
        self._geography = geography
        self._timely = timely
        self._containers_at = [
            index
            for index, place in enumerate(places)
            if place and place.type in _CONTAINERS and place.feature not in _OPEN_LAND
        ]
        self._anchors_at = [
            index for index, place in enumerate(places) if place and place.type in _ANCHORS
        ]
        self._systems = _systems(places)
        self._senses = _senses(rankings, layout.keys)
        self._list_systems = _list_systems(rankings, layout)
        self._opposed = _opposed(rankings, layout)
        self._abroad = frozenset([place.id for place in places if place and is_outside(place)])
        self._undoubted: dict[int, Ranking] = {}

    def stale_since(self, before: "_Scene") -> set[int]:
        """Return the mentions for which something near them changed since another round."""
        if self._systems != before._systems:
            return set(range(len(self._places)))
        lists, old = self._list_systems, before._list_systems
        changed = [
            index
            for index, (now, then) in enumerate(zip(self._places, before._places, strict=True))
            if now is not then
        ]
        stale = {k for index in changed for k in range(*self._layout.around(index))}
        if lists != old:
            stale |= {k for k in {*lists, *old} if lists.get(k) != old.get(k)}
        now, then = self._opposed, before._opposed
        stale |= {index for index in {*now, *then} if now.get(index) != then.get(index)}
        senses, others = self._senses, before._senses
        if senses != others:
            stale |= {
                index
                for index, key in enumerate(self._layout.keys)
                if senses.get(key) != others.get(key)
                and self._of_namesakes(index) != before._of_namesakes(index)
            }
        return stale

    def ranked_anew(self, index: int, own: Own) -> Ranking:
        """Return the candidates of a mention with what the others say of them."""
        scored = own.scored
        if not scored:
            return own.ranking
        is_named = index in self._layout.apposed  # "Armenia, Colombia"
        is_open = len(scored) > 1 and (is_named or not own.is_beyond_doubt(_REACH))
        if is_open or not own.ranking.is_settled:
            return Ranking(self._rescored(index, own))
        known = self._undoubted.get(id(own))
        if known is None:
            known = own.ranking
            timely = [self._timely.of(one.candidate) for one in scored]
            if any(found.name != "seldom_then" for features in timely for found in features):
                known = Ranking(map(Scored.more, scored, timely))
            self._undoubted[id(own)] = known
        return known

    def _rescored(self, index: int, own: Own) -> list[Scored]:
        around = self._gather(index, own)
        within_reach = own.scored[0].score - _REACH
        return [
            scored.more(self._features(scored.candidate, around))
            if rank < _MOST_CANDIDATES and scored.score >= within_reach
            else scored
            for rank, scored in enumerate(own.scored)
        ]

    def _gather(self, index: int, own: Own) -> _Around:
        layout, texts = self._layout, self._layout.texts
        neighbours = self._neighbours(index)
        for scored in own.scored:  # in another spelling it speaks for none of the others
            known = neighbours.get(scored.candidate.place.id)
            if known and not _are_two_names(_sound(known[2]), _sound(texts[index])):
                del neighbours[scored.candidate.place.id]
        weights = [weight for weight, _, _ in neighbours.values()]
        return _Around(
            texts[index],
            neighbours,
            weights,
            sum(weights),
            [(place_id, one) for place_id, one in neighbours.items() if one[1]],
            self._containers(index),
            [
                (
                    self._places[k],
                    [one.candidate.place for one in self._rankings[k].ranked],
                    texts[k],
                )
                for k in layout.contained_by.get(index, ())
            ],
            [
                (
                    frozenset([s.candidate.place.id for s in self._rankings[k].ranked]),
                    texts[k],
                )
                for k in layout.joined(index)
            ],
            self._kinds_of_listed(index),
            *self._of_namesakes(index),
            self._opposed.get(index, ""),
            self._list_systems.get(index, ""),
            self._timely.beside(index, layout.readings[index].context)
            if self._timely.doubts(own)
            else (),
            self._share_abroad(neighbours) if own.reaches_abroad else 0.0,
            own.town,
            layout.readings[index].cue.types,
        )

    def _share_abroad(self, neighbours: Mapping[str, _Neighbour]) -> float:
        """Return by how much the places named around lie outside the region, 0 for half of them.

        Those of the same sentence count as much as all together.
        """
        whole = outside = near = near_outside = 0.0
        for place_id, (weight, closeness, _) in neighbours.items():
            is_abroad = place_id in self._abroad
            whole, outside = whole + weight, outside + weight * is_abroad
            if closeness:
                near, near_outside = near + weight, near_outside + weight * is_abroad
        if not whole:
            return 0.0
        share = outside / whole
        if near:
            share = (share + near_outside / near) / 2
        return max(0.0, 2 * share - 1)

    def _neighbours(self, index: int) -> dict[str, _Neighbour]:
        """Return the places named around a mention by id, each once with all its weight."""
        layout, anchors = self._layout, self._anchors_at
        keys, sentences, paragraphs = layout.keys, layout.sentence, layout.paragraph
        key, sentence, paragraph = keys[index], sentences[index], paragraphs[index]
        met: dict[str, _Neighbour] = {}
        joined = layout.joined(index)
        first, last = layout.around(index)
        deaf_to = layout.deaf.get(index, -1)
        for other in anchors[bisect_left(anchors, first) : bisect_left(anchors, last)]:
            place = self._places[other]
            if place is None or keys[other] == key or sentences[other] == deaf_to:
                continue  # the mention itself among them
            weight, closeness = _WEIGHTS[abs(other - index)], 0.0
            if sentences[other] == sentence:
                closeness = self._closeness(index, other)
            elif paragraphs[other] != paragraph:
                weight *= _OTHER_PARAGRAPH
            # Another name of the same place is no neighbour of it, nor is one of a namesake's.
            if other in joined or (other == index + 1 and index in layout.apart):
                weight = closeness = 0.0
            text = layout.texts[other]
            if known := met.get(place.id):
                weight += known[0]
                if known[1] >= closeness:
                    _, closeness, text = known
            met[place.id] = weight, closeness, text
        return met

    def _closeness(self, index: int, other: int) -> float:
        """Return how close a mention of the same sentence stands, 0 where it says nothing.

        What lies in a place does not tell the town from its district.
        """
        layout = self._layout
        if layout.owns(index, other) or layout.has_namesake_between(index, other):
            return 0.0
        closeness = layout.closeness(index, other)
        is_spent = other in layout.contained_by and index not in layout.contained_by[other]
        return closeness * _SPENT if is_spent else closeness

    def _containers(self, index: int) -> list[_Container]:
        layout, at = self._layout, self._containers_at
        found = []
        here = bisect_left(at, index)
        behind = here + (here < len(at) and at[here] == index)
        for number in self._tied(index, here, behind):
            other = at[number]
            place = self._places[other]
            if place is None or other == index or (other == index + 1 and index in layout.apart):
                continue
            if layout.has_namesake_between(index, other):
                continue  # it holds that one
            rivals = here - number - 1 if other < index else number - behind
            strength = tie(layout, index, other, rivals)
            if place.type == "country" and strength < CLOSE:
                strength *= _LOOSE_COUNTRY
            if strength > 0:
                found.append(_Container(place, strength, layout.texts[other]))
        return found + self._seats(index)

    def _tied(self, index: int, here: int, behind: int) -> range:
        """Return the containers that the text may tie to a mention.

        They are those of its sentence or, where none stands before it there, the last one before.
        """
        at, sentences = self._containers_at, self._layout.sentence
        begin, end = self._layout.around(index)
        first, last = here, behind
        while first and at[first - 1] >= begin and sentences[at[first - 1]] == sentences[index]:
            first -= 1
        if first == here and here and at[here - 1] >= begin:
            first -= 1
        while last < len(at) and at[last] < end and sentences[at[last]] == sentences[index]:
            last += 1
        return range(first, last)

    def _seats(self, index: int) -> list[_Container]:
        """Return the district of a town that the text ties to a mention as its container.

        "Tərtərin Borsunlu kəndi" lies in the district, though the bare name means the town.
        """
        found = []
        for other in {self._layout.before[index], self._layout.behind[index]} - {-1}:
            place = self._places[other]
            is_named = "settlement" in self._layout.readings[other].cue.types  # "village of X"
            if place and place.type == "settlement" and not is_named:
                districts = (
                    one.candidate.place
                    for one in self._rankings[other].ranked
                    if one.candidate.place.type == "district"
                )
                text = self._layout.texts[other]
                found += [_Container(unit, _SEAT, text) for unit in islice(districts, 2)]
        return found

    def _of_namesakes(self, index: int) -> tuple[str, frozenset[str]]:
        """Return what the mentions of the same name elsewhere say of one."""
        return self._sense(index), self._contrasts(index)

    def _sense(self, index: int) -> str:
        """Return the id that the same name was settled to elsewhere, empty for none.

        Of several that of the sentence is meant, where it has just one.
        """
        layout = self._layout
        settled = self._senses.get(layout.keys[index], {})
        is_placed = max(layout.behind[index], layout.before[index]) >= 0
        if not settled or is_placed or index in layout.of_country:
            return ""  # what is placed by words of its own may be another one
        if len(settled) > 1:
            here = layout.sentence[index]
            settled = {
                place_id: where
                for place_id, where in settled.items()
                if any(layout.sentence[k] == here for k in where)
            }
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
        settled = self._senses.get(self._layout.keys[index], {})
        return frozenset(
            place_id
            for place_id, where in settled.items()
            if all(_differ(own, self._layout.readings[k].cue) for k in where)
        )

    def _features(self, candidate: Candidate, around: _Around) -> list[Feature]:
        place = candidate.place
        is_bare = candidate.is_short and place.type not in around.said
        if is_bare and place.feature in _CALLED_AFTER_LAND:
            # A range is not meant by the bare name of its land: "Artsakh (Karabakh)".
            return list(self._timely.of(candidate, around.years))
        found: list[Feature] = []
        if around.containers and (one := self._containment(place, around.containers)):
            found.append(one)
        if around.neighbours and place.type not in WIDE:
            found += self._nearness(place, around)
        for ids, words in around.joined:
            if place.id in ids:
                found.append(feature("other_name", 1.0, (("words", words),)))
                break
        if around.sense or around.contrasts or around.opposed:
            found += _by_namesakes(place, around)
        if around.listed:
            found += self._alike(place, around)
        if place.type in _CONTAINERS:
            if around.contents and (one := self._contents(place, around.contents)):
                found.append(one)
            found += self._systematic(place, around)
        found += self._timely.of(candidate, around.years)
        return found

    def _kinds_of_listed(self, index: int) -> frozenset[tuple[str, bool]]:
        """Return what the neighbours in a list are: their types, and whether towns."""
        listed = [self._places[k] for k in self._layout.listed(index)]
        return frozenset(
            [(place.type, self._geography.is_town(place)) for place in listed if place]
        )

    def _alike(self, place: Place, around: _Around) -> Iterator[Feature]:
        """Say that the place is like its neighbours in a list: towns are named with towns."""
        is_town = self._geography.is_town(place)
        is_land = place.type == "region" and place.feature not in BY_OWN_WORD
        if is_land and all(kind in _LANDS for kind, _ in around.listed):
            yield feature("alike", _AMONG_LANDS)
        elif (place.type, is_town) in around.listed:
            yield feature("alike", 1.0)
        elif (place.type, not is_town) in around.listed:
            yield feature("alike", _OTHER_RANK)

    def _systematic(self, place: Place, around: _Around) -> Iterator[Feature]:
        """Say that the document, or the list that the mention stands in, is of this system.

        A bare name is not taken for a district because the document names its oblast.
        """
        if not place.system:
            return
        if place.system in self._systems:
            unit = place.type == "region" or around.has_type_word
            yield feature("system", 1.0 if unit else _BARE_UNIT)
        if place.type == "district" and place.system == around.list_system:
            yield feature("one_system", 1.0)

    def _containment(self, place: Place, containers: Sequence[_Container]) -> Feature | None:
        """Say whether the place lies in a district, region or country that the text ties to it.

        A country lies in none: "Armenia, Colombia" is a town.
        """
        if place.type in WIDE:
            first = containers[0]
            if place.type == "country" and first.strength >= CLOSE and first.place.id != place.id:
                return feature("outside", 1.0, (("other", first.text),))
            return None
        best: Feature | None = None
        # What is tied closest speaks alone: "X of this district" is not the X of one named before.
        closest = [one for one in containers if one.strength >= CLOSE]
        for container in closest or containers:
            if container.place.id == place.id:
                continue
            share = self._geography.inside(place, container.place)
            if share > 0:
                lies = "lies" if share == 1 else "is near enough to lie"
                said = (("other", container.text), ("lies", lies))
                found = feature("inside", container.strength * share, said)
                if best is None or found.points > best.points:
                    best = found
            elif container.strength >= CLOSE and best is None and not _overlap(place, container):
                best = feature("outside", container.strength, (("other", container.text),))
        return best

    def _nearness(self, place: Place, around: _Around) -> list[Feature]:
        """Say how near the place is to what the text names around it."""
        found = []
        known = self._geography.prominence(place)
        if around.abroad and _is_far_and_known(place, known):
            found.append(feature("abroad", around.abroad))
        distances, shares = self._geography.near(place)
        counted, weights, whole = around.neighbours, around.weights, around.total
        if place.id in counted:  # it does not speak for itself, but under another name
            text = counted[place.id][2]
            if _are_two_names(_sound(text), _sound(around.text)):
                found.append(feature("also_named", 1.0, (("words", text),)))
            counted = {key: one for key, one in counted.items() if key != place.id}
            weights = [weight for weight, _, _ in counted.values()]
            whole = sum(weights)
        best, best_km, best_text, is_said = 0.0, 0.0, "", False
        most = _AREA if place.type in _EXTENDED else BESIDE
        chance = _BY_CHANCE if _is_hamlet_beside(place, known, around) else 1.0
        for other_id, (_, closeness, text) in around.close:
            closeness = min(closeness, most)
            if closeness > best and other_id != place.id:  # the worth is at most that
                worth = exp(-distances[other_id] / _LOCAL_KM) * closeness
                if worth > best:
                    best, best_km, best_text = worth, distances[other_id], text
                    is_said = closeness > 1
        if is_said:
            chance = 1.0
        if best:
            found.append(_near(best * chance, round(best_km), best_text))
        if whole:
            total = sum(map(mul, weights, map(shares.__getitem__, counted)))
            found.append(feature("around", chance * total / whole))
        return found

    def _contents(self, place: Place, contents: Sequence[_Content]) -> Feature | None:
        """Say that the place contains what the text puts right into it ("Martuni of …").

        That may be another place of the name than was chosen without knowing the container.
        """
        for inner, namesakes, text in contents:
            is_inside = (
                inner is not None
                and inner.id != place.id
                and self._geography.inside(inner, place) > 0
            )
            if is_inside or any(place.id in self._geography.ancestors(one) for one in namesakes):
                return feature("contains", 1.0, (("other", text),))
        return None


_OTHER_RANK = 0.4
_LANDS = frozenset({"country", "region", "continent"})
_AMONG_LANDS = 2.4  # "Nakhichevan, Cilicia and Georgia" are lands, whatever town has such a name
_CALLED_AFTER_LAND = frozenset({"range", "plateau"})
_ONE_LAND_KM = 60.0


def _overlap(place: Place, container: _Container) -> bool:
    """Tell whether two regions are of one land, so that neither is outside of the other."""
    is_pair = place.type == container.place.type == "region"
    return is_pair and flat_km(place, container.place) <= _ONE_LAND_KM


def _near(value: float, km: int, other: str) -> Feature:
    """Say how near a place is to another, which may contain it."""
    if km:
        return feature("near", value, (("km", f"{km}"), ("other", other)))
    return feature("touching", value, (("other", other),))


def _is_hamlet_beside(place: Place, known: float, around: _Around) -> bool:
    """Tell whether a bare name is also that of a town here, and this is a small namesake.

    Hamlets are everywhere: one of them is near whatever else the text names.
    """
    if around.has_type_word or place.type != "settlement" or around.town < _SEAT_TOWN:
        return False
    return known < _OF_TOWN * around.town


_SEAT_TOWN = 0.4  # prominence of a town that its bare name readily means
_OF_TOWN = 0.5  # of the town's prominence: below, a namesake is a hamlet beside it
_BY_CHANCE = 0.5  # what is left of a hamlet's nearness


def _is_far_and_known(place: Place, known: float) -> bool:
    """Tell whether a place lies outside the region and is no small town or unit there."""
    return is_outside(place) and (place.type not in _SMALL or known >= _TOWN)


_SMALL = frozenset({"settlement", "district", "region"})
_TOWN = 0.45  # importance from which a town far away is readily named with others


def _by_namesakes(place: Place, around: _Around) -> Iterator[Feature]:
    """Say what the other mentions of the name in the text mean for a place."""
    if place.id == around.sense:
        unit = place.type != "district" or around.has_type_word
        yield feature("same_sense", 1.0 if unit else _BARE_UNIT)
    if place.id in around.contrasts:
        yield feature("other_sense", 1.0)
    if place.id == around.opposed:
        yield feature("opposed", 1.0, (("form", around.text),))


_BARE_UNIT = 0.3  # what is left for a district where its name stands without a type word
_YEARS_OFF = 25  # years away from which a unit is ruled out as far as dates can
_OLD = frozenset({"historical", "common", "official"})


@lru_cache(maxsize=50_000)
def _sound(name: str) -> str:
    """Return the first sounds of a name; Мартуни and Martuni are no two names."""
    return phonetic_key(name)[:_SOUNDS]


def _are_two_names(one: str, other: str) -> bool:
    return not one.startswith(other) and not other.startswith(one)


_SOUNDS = 3  # consonants, few enough to leave case endings out


def _year(date: str, default: int) -> int:
    return int(date[:4]) if date[:4].isdigit() else default


def _systems(places: Sequence[Place | None]) -> frozenset[str]:
    """Return the systems whose polity the document names, such as a republic or an oblast."""
    return frozenset(
        place.system
        for place in places
        if place and place.type == "region" and place.system not in ("", "current")
    )


def _list_systems(rankings: Sequence[Ranking], layout: Layout) -> dict[int, str]:
    """Return the administrative system of the lists of districts, by the mentions in them.

    It is the one that has most of the members, and of several the one with the better ones:
    "the raions of Askeran, Martuni and Shusha" are those of one time.
    """
    readings = layout.readings
    found: dict[int, str] = {}
    first = 0
    for index, reading in enumerate(readings):
        if reading.link == "list" and index + 1 < len(readings):
            continue
        if index > first and any("district" in readings[k].cue.types for k in (first, index)):
            system = _common_system(rankings[first : index + 1])
            found.update(dict.fromkeys(range(first, index + 1), system))
        first = index + 1
    return found


def _common_system(rankings: Sequence[Ranking]) -> str:
    best: dict[str, tuple[int, float]] = {}
    for ranking in rankings:
        scores: dict[str, float] = {}
        for scored in ranking.ranked:  # best first
            place = scored.candidate.place
            if place.type == "district" and place.system:
                scores.setdefault(place.system, scored.score)
        for system, score in scores.items():
            count, total = best.get(system, (0, 0.0))
            best[system] = count + 1, total + score
    return max(sorted(best), key=best.__getitem__, default="")


def _senses(rankings: Sequence[Ranking], keys: Sequence[str]) -> dict[str, dict[str, set[int]]]:
    """Return, for each name, the places that the text itself settled it to, and where."""
    senses: dict[str, dict[str, set[int]]] = {}
    for index, ranking in enumerate(rankings):
        if ranking.place and ranking.is_explicit:
            place = ranking.place.id
            senses.setdefault(keys[index], {}).setdefault(place, set()).add(index)
    return senses


def _opposed(rankings: Sequence[Ranking], layout: Layout) -> dict[int, str]:
    """Return the place that a mention cannot mean, as an equal name beside it means that.

    Where both seem to mean one place, the other is another, unless the text settles it alone.
    """
    found: dict[int, str] = {}
    for one, other, _ in layout.opposed:
        places = rankings[one].place, rankings[other].place
        if not all(places) or (places[0] and places[0].type in WIDE):
            continue
        if places[0] is places[1]:
            told = [rankings[k].is_explicit or bool(layout.readings[k].cue) for k in (one, other)]
            loser = one if told == [False, True] else other
            found[loser] = rankings[one].ranked[0].candidate.place.id
        else:
            for index, place in ((one, places[1]), (other, places[0])):
                found[index] = place.id if place else ""
    return found


def _differ(one: Cue, other: Cue) -> bool:
    return bool(other.features) and not set(one.features) & set(other.features)
