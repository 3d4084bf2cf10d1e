"""Choose the place that each mention means, and say why.

Every candidate gets named features between -1 and 1; the score is the sum of their weights, which
stand with their sentences in `geodata/knowledge/resolution_weights.csv`. What a mention says by
itself (type words, spelling, importance) is scored first; then the mentions look at each other: a
district that the sentence names, another name in brackets, places nearby, the same name elsewhere
in the document. Each round reads only the choices of the round before it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import cos, exp, hypot, radians, sqrt
from statistics import median

from gazetteer.geoparsing.candidates import Candidate, Cue, Reading
from gazetteer.geoparsing.geography import Geography, prominence
from gazetteer.geoparsing.ties import CLOSE, closely_before, closely_behind, says_beside, tie
from gazetteer.model import Document, Place
from geodata.door import knowledge

_ROUNDS = 2
_WINDOW = 10  # mentions on each side that can speak for a candidate
_LOCAL_KM = 18.0  # distance at which a neighbour in the sentence counts e^-1
_DOCUMENT_KM = 60.0  # the same for what else the document names
_CLOSE_TEXT = 40  # characters of text after which a neighbour counts half
_LOOSE_COUNTRY = 0.3  # a country in the same sentence is mostly not said to contain anything
_BESIDE = 1.6  # what "near" or "5 km east of" adds to a neighbour
_ONE_SPOT_KM = 10.0  # two records nearer than this are no different answer
_ENOUGH = 1.2  # score below which no candidate is good enough
_TIE = 0.08  # two villages closer than this in score cannot be told apart
_CONTAINERS = frozenset({"district", "region", "country"})
_OPEN_LAND = frozenset({"plain", "plateau", "gorge", "forest", "valley", "meadow"})
_ANCHORS = frozenset({"settlement", "district", "monument", "hydro", "mountain", "other", "road"})
_BARE = {
    "country": 1.0, "region": 0.9, "continent": 0.9, "road": 0.3, "district": 0.0, "other": 0.2,
}  # fmt: skip
_BY_PROMINENCE = frozenset({"settlement", "hydro", "mountain", "monument"})
_HAMLET = 0.45  # how readily a bare name is one of these, before its prominence is added
_KINDS = {
    "official": 1.0, "common": 1.0, "romanization": 0.9, "historical": 0.7, "variant": 0.7,
    "misspelling": 0.3,
}  # fmt: skip
_HOW = {
    "exact": 1.0, "folded": 0.8, "diacritics": 0.7, "alphabet": 0.5, "romanized": 0.5, "fuzzy": 0.2,
    "phonetic": 0.0,
}  # fmt: skip
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20[0-4]\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Feature:
    """One reason for or against a candidate: its share of the score and its sentence."""

    name: str
    value: float
    details: tuple[tuple[str, str], ...] = ()

    @property
    def points(self) -> float:
        """Return the value times the weight of the feature."""
        return self.value * _weights()[self.name][0]

    @property
    def sentence(self) -> str:
        """Return the reason as a sentence with its points."""
        text = _weights()[self.name][1].format(**dict(self.details))
        return f"{text} ({self.points:+.1f})"


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its features; `score` is their sum."""

    candidate: Candidate
    features: tuple[Feature, ...]

    @property
    def score(self) -> float:
        """Return the sum of the points."""
        return sum(feature.points for feature in self.features)


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates of a reading, best first, and whether the best is good enough."""

    reading: Reading
    ranked: tuple[Scored, ...]
    is_settled: bool

    @property
    def best(self) -> Scored | None:
        """Return the chosen candidate, None when none is good enough."""
        return self.ranked[0] if self.is_settled else None

    @property
    def place(self) -> Place | None:
        """Return the chosen place, None when none is good enough."""
        return self.ranked[0].candidate.place if self.is_settled else None

    @property
    def shares(self) -> dict[str, float]:
        """Return how the belief is divided among the candidates, by id; the sum is 1."""
        if not self.ranked:
            return {}
        top = self.ranked[0].score
        weights = {s.candidate.place.id: exp(s.score - top) for s in self.ranked}
        total = sum(weights.values())
        return {place_id: round(weight / total, 3) for place_id, weight in weights.items()}

    @property
    def confidence(self) -> float:
        """Return how sure the choice is: its share of the belief, less where its score is low."""
        if not self.ranked:
            return 0.0
        best = self.ranked[0]
        share = self.shares[best.candidate.place.id]
        return round(share / (1 + exp(_ENOUGH - best.score)), 3)

    @property
    def refusal(self) -> str:
        """Return why no place was chosen, empty when one was."""
        if self.is_settled or not self.ranked:
            return ""
        if self.ranked[0].score < _ENOUGH:
            return "no candidate is good enough"
        return f"{len(self.ranked)} places have this name and nothing sets them apart"

    @property
    def evidence(self) -> tuple[str, ...]:
        """Return the reasons for the best candidate that carry weight, strongest first."""
        if not self.ranked:
            return ()
        telling = [f for f in self.ranked[0].features if abs(f.points) >= _TELLING]
        ordered = sorted(telling, key=lambda f: (-abs(f.points), f.name))
        return tuple(feature.sentence for feature in ordered)


_TELLING = 0.3


@cache
def _weights() -> Mapping[str, tuple[float, str]]:
    return {
        row["feature"]: (float(row["weight"]), row["sentence"])
        for row in knowledge("resolution_weights.csv")
    }


def resolve(readings: Sequence[Reading], document: Document, geography: Geography) -> list[Choice]:
    """Return one choice for each reading, in the same order."""
    own = [_own_scores(reading) for reading in readings]
    choices = [_choose(reading, [Scored(c, f) for c, f in scored])
               for reading, scored in zip(readings, own, strict=True)]  # fmt: skip
    years = _years(document)
    for _ in range(_ROUNDS):
        scene = _Scene(choices, geography, years)
        choices = [
            _choose(reading, [Scored(c, (*f, *scene.features(i, c))) for c, f in own[i]])
            for i, reading in enumerate(readings)
        ]
    return choices


def _choose(reading: Reading, scored: Sequence[Scored]) -> Choice:
    ranked = tuple(
        sorted(
            scored, key=lambda s: (-s.score, -s.candidate.place.importance, s.candidate.place.id)
        )
    )
    return Choice(reading, ranked, bool(ranked) and _is_enough(ranked))


def _is_enough(ranked: Sequence[Scored]) -> bool:
    """Tell whether the best is good, and better than namesakes that nothing sets apart."""
    best = ranked[0]
    if best.score < _ENOUGH:
        return False
    here = best.candidate.place
    close = [s.candidate.place for s in ranked[1:] if best.score - s.score < _TIE]
    rivals = [place for place in close if _flat_km(_at(here), _at(place)) > _ONE_SPOT_KM]
    return len(rivals) <= 1 or any(f.name in _SETTLING and f.points > 0 for f in best.features)


_SETTLING = frozenset({"inside", "other_name", "same_sense"})


# What a mention says by itself


def _own_scores(reading: Reading) -> list[tuple[Candidate, tuple[Feature, ...]]]:
    cue = _effective_cue(reading)
    is_bare_form = any(not c.is_short_form for c in reading.candidates)
    return [
        (c, tuple(_own_features(reading, c, cue, is_bare_form=is_bare_form)))
        for c in reading.candidates
    ]


def _own_features(
    reading: Reading, candidate: Candidate, cue: Cue, *, is_bare_form: bool
) -> Iterator[Feature]:
    place = candidate.place
    kind = (("words", cue.words), ("type", _type_name(place)))
    fits = place.type in cue.types
    if cue and not (cue.weak and not fits):
        value = 1.0 if not fits or not cue.features or place.feature in cue.features else 0.9
        yield Feature("type_word" if fits else "other_type", value * (0.4 if cue.weak else 1), kind)
    else:
        yield Feature("bare_type", _bare_value(candidate, is_bare_form=is_bare_form), kind)
    yield Feature("importance", prominence(place))
    yield Feature("spelling", _HOW.get(candidate.how, 0.3), (("source", "the tables"),))
    value = 0.2 if candidate.is_short_form else _KINDS.get(candidate.kind, 0.5)
    yield Feature("name_kind", value, (("form", candidate.form), ("kind", candidate.kind)))
    if (value := _language_value(candidate.lang, reading.lang)) > 0:
        yield Feature("language", value, (("form", candidate.form),))
    if candidate.world and place.type not in ("country", "continent"):
        yield Feature("world", 1.0)
        if candidate.kind == "variant" and not _language_value(candidate.lang, reading.lang) >= 1:
            yield Feature("foreign_variant", 1.0, (("form", candidate.form),))
    if place.type in ("hydro", "mountain") and _is_within(reading, candidate):
        yield Feature("within", 1.0, kind)
    if not _is_governed(reading, candidate):
        yield Feature("wrong_case", 1.0, (("case", candidate.grammatical_case),))


def _is_within(reading: Reading, candidate: Candidate) -> bool:
    """Tell whether something is said to be in the place, as one is in towns and not in rivers."""
    if candidate.case.startswith("locative"):
        return True
    before = reading.context.before
    return bool(before) and before[0].key in ("in", "в", "во")


def _is_governed(reading: Reading, candidate: Candidate) -> bool:
    """Tell whether the preposition before the mention allows the case of the written form."""
    before = reading.context.before
    if not before or not before[0].is_word:
        return True
    cases = _governed_cases().get((reading.lang.partition("-")[0], before[0].key))
    case = candidate.case.partition(" of the ")[0].partition(" singular")[0]
    return not cases or not case or case not in _CASES or case in cases


_CASES = frozenset(
    ["nominative", "genitive", "dative", "accusative", "instrumental", "prepositional"]
)


@cache
def _governed_cases() -> Mapping[tuple[str, str], frozenset[str]]:
    return {
        (row["lang"], word): frozenset(row["cases"].split("|"))
        for row in knowledge("prepositions.csv")
        for word in row["words"].split("|")
    }


def _bare_value(candidate: Candidate, *, is_bare_form: bool) -> float:
    """Return how readily a name with no type word beside it means a place of this type."""
    place = candidate.place
    if candidate.is_adjective:
        return {"district": 1.0, "region": 0.6}.get(place.type, 0.0)
    if candidate.is_short_form and is_bare_form:
        return 0.0
    if place.type in _BY_PROMINENCE:
        return min(1.0, _HAMLET + prominence(place))
    if place.feature == "marz":
        return _BARE["region"]
    return _BARE.get(place.type, 0.0)


def _effective_cue(reading: Reading) -> Cue:
    """Return the type words as far as they can be true of any candidate.

    Words that fit none of the places of this name belong to something else in the sentence;
    words behind a genitive name what the place contains ("the villages of X").
    """
    cue = reading.cue
    if not cue:
        return cue
    if cue.case and all(c.grammatical_case != cue.case for c in reading.candidates):
        return replace(cue, types=("district", "region", "country"), features=(), weak=True)
    if any(c.place.type in cue.types for c in reading.candidates):
        return cue
    return Cue()


def _type_name(place: Place) -> str:
    return place.feature if place.feature and place.feature != place.type else place.type


def _language_value(name_lang: str, text_lang: str) -> float:
    primary, asked = name_lang.partition("-")[0], text_lang.partition("-")[0]
    asked = "hy" if asked == "hyw" else asked
    primary = "hy" if primary == "hyw" else primary
    if primary == asked:
        return 1.0
    return 0.5 if primary in ("und", "mul", "") else 0.0


# What the mentions say of each other


def _years(document: Document) -> tuple[int, int] | None:
    """Return the years that a document speaks of: its date, or the middle of those it names."""
    if match := _YEAR.search(document.date):
        return int(match[0]), int(match[0])
    named = sorted(int(year) for year in _YEAR.findall(document.text[:20_000]))
    if not named:
        return None
    middle = int(median(named))
    return min(middle, named[0]), max(middle, named[-1])


class _Scene:
    """The choices of one round, as the next round reads them."""

    def __init__(
        self, choices: Sequence[Choice], geography: Geography, years: tuple[int, int] | None
    ) -> None:
        self._choices = choices
        self._readings = [choice.reading for choice in choices]
        self._is_container = [
            choice.place is not None
            and choice.place.type in _CONTAINERS
            and choice.place.feature not in _OPEN_LAND
            for choice in choices
        ]
        self._contained_by = _contained_by(self._readings)
        self._geography = geography
        self._years = years
        self._sentence = _sentences(choices)
        self._paragraph = _paragraphs(choices)
        self._systems = _systems(choices)
        self._senses = _senses(choices)

    def features(self, index: int, candidate: Candidate) -> Iterator[Feature]:
        """Yield what the other mentions say of a candidate of this one."""
        place = candidate.place
        if len(self._choices[index].ranked) > 1:
            yield from self._containment(index, place)
            yield from self._other_name(index, place)
            yield from self._nearness(index, place)
            yield from self._sense(index, place)
            yield from self._alike(index, place)
            yield from self._contents(index, place)
        yield from self._dates(place)
        if place.system and place.system in self._systems:
            yield Feature("system", 1.0)

    def _containment(self, index: int, place: Place) -> Iterator[Feature]:
        """Say whether the place lies in a district, region or country of the same sentence."""
        if place.type in ("country", "continent"):
            return
        best: Feature | None = None
        for other, strength in self._containers(index):
            container = self._choices[other].place
            if container is None or container.id == place.id:
                continue
            if container.type == "country" and strength < CLOSE:
                strength *= _LOOSE_COUNTRY
            share = self._geography.inside(place, container)
            details = (("other", self._choices[other].reading.text),)
            if share > 0:
                feature = Feature("inside", strength * share, details)
                if best is None or feature.points > best.points:
                    best = feature
            elif strength >= CLOSE and best is None:
                best = Feature("outside", strength, details)
        if best:
            yield best

    def _containers(self, index: int) -> Iterator[tuple[int, float]]:
        """Yield the mentions that may contain this one, with how closely the text ties them."""
        for other in self._around(index):
            if self._is_container[other]:
                strength = tie(
                    self._readings, index, other, sentence=self._sentence,
                    paragraph=self._paragraph, rivals=self._rivals(index, other),
                )  # fmt: skip
                if strength > 0:
                    yield other, strength

    def _contents(self, index: int, place: Place) -> Iterator[Feature]:
        """Say that the place contains what the text puts right into it ("Martuni of …")."""
        if place.type not in _CONTAINERS:
            return
        for other in self._contained_by.get(index, ()):
            inner = self._choices[other].place
            if inner and inner.id != place.id and self._geography.inside(inner, place) > 0:
                yield Feature("contains", 1.0, (("other", self._readings[other].text),))
                return

    def _rivals(self, index: int, other: int) -> int:
        first, last = min(index, other), max(index, other)
        return sum(self._is_container[first + 1 : last])

    def _other_name(self, index: int, place: Place) -> Iterator[Feature]:
        """Say that the mention joined by a bracket or slash can be the same place."""
        for other in self._joined(index):
            ids = {s.candidate.place.id for s in self._choices[other].ranked}
            if place.id in ids:
                words = self._choices[other].reading.text
                yield Feature("other_name", 1.0, (("words", words),))
                return

    def _joined(self, index: int) -> Iterator[int]:
        here = self._choices[index].reading
        if here.link in ("slash", "bracket") and index + 1 < len(self._choices):
            yield index + 1
        if index and self._choices[index - 1].reading.link in ("slash", "bracket"):
            yield index - 1

    def _nearness(self, index: int, place: Place) -> Iterator[Feature]:
        """Say how near the place is to what the text names around it."""
        if place.type in ("country", "continent"):
            return
        here, key = _at(place), self._readings[index].key
        local, total, weights = (0.0, 0.0, ""), 0.0, 0.0
        for other in self._around(index):
            anchor = self._choices[other].place
            if anchor is None or anchor.type not in _ANCHORS or anchor.id == place.id:
                continue
            if self._readings[other].key == key:
                continue
            distance = self._distance(place, here, anchor)
            weight = 1 / (1 + abs(other - index))
            if self._sentence[index] == self._sentence[other]:
                worth = exp(-distance / _LOCAL_KM) * self._closeness(index, other)
                if worth > local[0]:
                    local = (worth, distance, self._readings[other].text)
            elif self._paragraph[index] != self._paragraph[other]:
                weight *= 0.5
            total += weight * exp(-distance / _DOCUMENT_KM)
            weights += weight
        if local[0]:
            yield Feature("near", local[0], (("km", f"{local[1]:.0f}"), ("other", local[2])))
        if weights:
            yield Feature("around", total / weights)

    def _distance(self, place: Place, here: tuple[float, float], anchor: Place) -> float:
        """Return the kilometres between a place and a neighbour, 0 when it contains it."""
        if place.type in _CONTAINERS and place.id in self._geography.ancestors(anchor):
            return 0.0
        return max(0.0, _flat_km(here, _at(anchor)) - self._geography.reach_km(anchor))

    def _closeness(self, index: int, other: int) -> float:
        """Return 1 for the next word, a half for some words between, less beyond other mentions."""
        first, last = min(index, other), max(index, other)
        between = sum(len(self._readings[k].gap) for k in range(first, last))
        if last - first == 1 and says_beside(self._readings[first]):
            return _BESIDE
        return _CLOSE_TEXT / (_CLOSE_TEXT + between) / sqrt(last - first)

    def _alike(self, index: int, place: Place) -> Iterator[Feature]:
        """Say that the other members of a list are of the same type."""
        beside = [
            k for k, link in ((index - 1, index - 1), (index + 1, index))
            if 0 <= k < len(self._choices) and self._readings[link].link in ("list", "dash")
        ]  # fmt: skip
        types = {p.type for k in beside if (p := self._choices[k].place)}
        if place.type in types:
            yield Feature("alike", 1.0)

    def _around(self, index: int) -> Iterator[int]:
        first = max(0, index - _WINDOW)
        last = min(len(self._choices), index + _WINDOW + 1)
        return (k for k in range(first, last) if k != index)

    def _sense(self, index: int, place: Place) -> Iterator[Feature]:
        """Say that the same name was settled elsewhere; not when it was settled in two ways."""
        settled = self._senses.get(self._choices[index].reading.key, {})
        others = {sense for sense, where in settled.items() if where != {index}}
        if len(settled) == 1 and place.id in others:
            yield Feature("same_sense", 1.0)

    def _dates(self, place: Place) -> Iterator[Feature]:
        if self._years is None or not (place.since or place.until):
            return
        first, last = self._years
        since = int(place.since[:4]) if place.since[:4].isdigit() else 0
        until = int(place.until[:4]) if place.until[:4].isdigit() else 9999
        if last < since or first > until:
            yield Feature("dated", 1.0)


def _at(place: Place) -> tuple[float, float]:
    return place.lat, place.lon


def _flat_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance in a plane that is right to a few per cent within the region."""
    lat = radians((one[0] + other[0]) / 2)
    return hypot((one[0] - other[0]) * 111.2, (one[1] - other[1]) * 111.3 * cos(lat))


def _contained_by(readings: Sequence[Reading]) -> dict[int, list[int]]:
    """Return, for each mention in the place of a container, the mentions tied closely to it."""
    found: dict[int, list[int]] = {}
    for index in range(len(readings)):
        for other in (closely_behind(readings, index), closely_before(readings, index)):
            if other >= 0:
                found.setdefault(other, []).append(index)
    return found


def _sentences(choices: Sequence[Choice]) -> list[int]:
    return _numbers(choices, {"next", "far"})


def _paragraphs(choices: Sequence[Choice]) -> list[int]:
    return _numbers(choices, {"far"})


def _numbers(choices: Sequence[Choice], breaks: set[str]) -> list[int]:
    numbers, number = [], 0
    for choice in choices:
        numbers.append(number)
        number += choice.reading.link in breaks
    return numbers


def _systems(choices: Sequence[Choice]) -> frozenset[str]:
    """Return the systems whose polity the document names, such as a republic or an oblast."""
    return frozenset(
        place.system
        for choice in choices
        if (place := choice.place) and place.type == "region" and place.system
        and place.system != "current"
    )  # fmt: skip


def _senses(choices: Sequence[Choice]) -> dict[str, dict[str, set[int]]]:
    """Return, for each name, the places that the text itself settled it to, and where."""
    senses: dict[str, dict[str, set[int]]] = {}
    for index, choice in enumerate(choices):
        if len(choice.ranked) > 1 and choice.best and _is_explicit(choice.best):
            place = choice.best.candidate.place.id
            senses.setdefault(choice.reading.key, {}).setdefault(place, set()).add(index)
    return senses


def _is_explicit(scored: Scored) -> bool:
    return any(
        feature.name in ("inside", "other_name") and feature.value >= _EXPLICIT
        for feature in scored.features
    )


_EXPLICIT = 0.6
