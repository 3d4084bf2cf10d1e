"""Score what a mention says by itself, and keep each reason with its share of the score.

Every candidate gets named features between -1 and 1; the score is the sum of their weights, which
stand with their sentences in `geodata/knowledge/resolution_weights.csv`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from math import exp
from operator import attrgetter, eq
from typing import NamedTuple

from gazetteer.geoparsing.candidates import Candidate, Reading
from gazetteer.geoparsing.context import primary_of
from gazetteer.geoparsing.cues import Cue, container_cue, country_of, is_articled
from gazetteer.geoparsing.geography import flat_km, is_outside, prominence
from gazetteer.geoparsing.grammar import prepositions
from gazetteer.geoparsing.patterns import AROUND
from gazetteer.geoparsing.unknown_names import alike
from gazetteer.model import Place
from gazetteer.prior import listed_prominence
from geodata.door import knowledge

_ENOUGH = 1.2  # score below which no candidate is good enough
_TIE = 0.25  # villages closer than this in score cannot be told apart
_MOST_ALTERNATIVES = 5  # other candidates that a mention lists
_ONE_SPOT_KM = 10.0  # two records nearer than this are no different answer
_SEAT_KM = 40.0  # from a town to the middle of the district that is called after it
_TELLING = 0.3  # points from which a reason is worth a sentence
_SETTLING = frozenset({"inside", "other_name", "same_sense"})
# Values of features from which the text itself settles a name; "near" is said, or is next door.
_EXPLAINING = {"inside": 0.6, "other_name": 0.6, "near": 0.75, "touching": 0.75}
_NEVER = 9.0
WIDE = frozenset({"country", "continent"})
_BARE = {
    "country": 1.0, "region": 0.9, "continent": 0.9, "road": 0.3, "district": 0.0, "other": 0.2,
}  # fmt: skip
_BY_PROMINENCE = frozenset({"settlement", "hydro", "mountain", "monument"})
_HAMLET = 0.45  # how readily a bare name is one of these, before its prominence is added
_KINDS = {
    "official": 1.0, "common": 1.0, "romanization": 0.9, "historical": 0.6, "variant": 0.6,
    "misspelling": 0.3,
}  # fmt: skip
_HOW = {
    "exact": 1.0, "folded": 0.8, "diacritics": 0.7, "alphabet": 0.5, "romanized": 0.5, "fuzzy": 0.2,
    "phonetic": 0.0,
}  # fmt: skip


class Feature(NamedTuple):
    """One reason for or against a candidate, its points and the words of its sentence."""

    name: str
    value: float
    points: float
    details: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=8192)
def _sentence(name: str, points: float, details: tuple[tuple[str, str], ...]) -> str:
    """Return a reason as a sentence with its points."""
    return f"{_weights()[name][1].format(**dict(details))} ({points:+.1f})"


_new = tuple.__new__  # makes a record in a third of the time, where there are many


def feature(name: str, value: float, details: tuple[tuple[str, str], ...] = ()) -> Feature:
    """Return a feature with the points that its weight gives it."""
    return _new(Feature, (name, value, value * _weights()[name][0], details))


class Scored(NamedTuple):
    """A candidate with its features; `score` is the sum of their points."""

    candidate: Candidate
    features: tuple[Feature, ...]
    score: float

    def more(self, features: Iterable[Feature]) -> "Scored":
        """Return the candidate with further features."""
        added = tuple(features)
        points = sum([found.points for found in added])
        return _new(Scored, (self.candidate, self.features + added, self.score + points))


class Told(NamedTuple):
    """What is said of a choice: how sure it is, the other candidates on that scale, the reasons."""

    confidence: float = 0.0
    alternatives: tuple[tuple[str, float], ...] = ()
    evidence: tuple[str, ...] = ()


class Ranking:
    """Candidates, best first, whether the best is good enough, and what follows from that.

    One ranking serves all mentions that say the same; what is said of it is worked out when it
    is asked for, once.
    """

    __slots__ = ("_explicit", "_told", "is_settled", "place", "ranked")

    def __init__(self, scored: Iterable[Scored]) -> None:
        """Rank scored candidates; equal scores are ordered by importance and id."""
        ranked = sorted(scored, key=_SCORE, reverse=True)
        scores = list(map(_SCORE, ranked))
        if any(map(eq, scores, scores[1:])):
            ranked.sort(key=_order)
        self.ranked = tuple(ranked)
        self.is_settled = bool(self.ranked) and _is_enough(self.ranked)
        self.place = self.ranked[0].candidate.place if self.is_settled else None
        self._told: Told | None = None
        self._explicit: bool | None = None

    @property
    def best(self) -> Scored | None:
        """Return the chosen candidate, None when none is good enough."""
        return self.ranked[0] if self.is_settled else None

    @property
    def is_explicit(self) -> bool:
        """Tell whether the text itself settles which of several places is meant."""
        if self._explicit is None:
            self._explicit = len(self.ranked) > 1 and any(
                found.value >= _EXPLAINING.get(found.name, _NEVER)
                for found in self.ranked[0].features
            )
        return self._explicit

    @property
    def told(self) -> Told:
        """Return how sure the choice is, what else was possible, and why."""
        if self._told is None:
            self._told = _tell(self.ranked, is_settled=self.is_settled) if self.ranked else Told()
        return self._told


def _tell(ranked: Sequence[Scored], *, is_settled: bool) -> Told:
    """Return what is said of a choice.

    The candidates share the belief by their scores. The shares of other units on the ground of
    the best are its own: whether "Karabakh" is the region or the khanate, and "Martakert" the
    raion or the province, the place is the same. All count less where the score of the best is
    low.
    """
    best = ranked[0]
    here, top = best.candidate.place, best.score
    weights = [exp(one.score - top) for one in ranked]
    total = sum(weights)
    shares = [round(weight / total, 3) for weight in weights]
    sureness = 1 / (1 + exp(_ENOUGH - top))
    same = [
        share
        for one, share in zip(ranked, shares, strict=True)
        if _is_same_ground(here, one.candidate.place)
    ]
    first = 1 if is_settled else 0
    last = first + _MOST_ALTERNATIVES
    others = zip(ranked[first:last], shares[first:last], strict=True)
    return Told(
        round(min(1.0, sum(same)) * sureness, 3),
        tuple([(one.candidate.place.id, round(share * sureness, 3)) for one, share in others]),
        _evidence(best, "" if is_settled else _refusal(ranked)),
    )


def _refusal(ranked: Sequence[Scored]) -> str:
    """Return why no place was chosen."""
    if ranked[0].score < _ENOUGH:
        return "no candidate is good enough"
    return f"{len(ranked)} places have this name and nothing sets them apart"


def _evidence(best: Scored, refusal: str) -> tuple[str, ...]:
    """Return how the form comes from the name, then what carries weight, strongest first."""
    telling = [found for found in best.features if abs(found.points) >= _TELLING]
    telling.sort(key=_by_weight)
    said = [_sentence(name, points, details) for name, _, points, details in telling]
    return tuple(filter(None, (best.candidate.derivation, refusal, *said)))


def _by_weight(found: Feature) -> tuple[float, str]:
    return -abs(found.points), found.name


_SCORE = attrgetter("score")


def _is_same_ground(here: Place, other: Place) -> bool:
    if here is other:
        return True
    reach = _SAME_GROUND_KM.get(here.type, 0.0)
    return bool(reach) and other.type in _AREAS and flat_km(here, other) <= reach


_SAME_GROUND_KM = {"district": 10.0, "region": 60.0, "mountain": 60.0}
_AREAS = frozenset({"district", "region", "mountain"})


def _order(scored: Scored) -> tuple[float, float, str]:
    place = scored.candidate.place
    return -scored.score, -place.importance, place.id


class Choice(NamedTuple):
    """What a reading was taken for."""

    reading: Reading
    ranking: Ranking

    @property
    def ranked(self) -> tuple[Scored, ...]:
        """Return the candidates, best first."""
        return self.ranking.ranked

    @property
    def is_settled(self) -> bool:
        """Tell whether the best candidate is good enough."""
        return self.ranking.is_settled

    @property
    def place(self) -> Place | None:
        """Return the chosen place, None when none is good enough."""
        return self.ranking.place


@cache
def _weights() -> Mapping[str, tuple[float, str]]:
    return {
        row["feature"]: (float(row["weight"]), row["sentence"])
        for row in knowledge("resolution_weights.csv")
    }


def _is_enough(ranked: Sequence[Scored]) -> bool:
    """Tell whether the best is good, and better than namesakes that nothing sets apart."""
    best = ranked[0]
    if best.score < _ENOUGH:
        return False
    here = best.candidate.place
    if here.type != "settlement":  # the point of a region or range says too little
        return True
    if best.candidate.world and here.importance >= _WORLD_TOWN:
        return True  # of Venices far away the one that everybody knows
    close = [s.candidate.place for s in ranked[1:] if best.score - s.score < _TIE]
    rivals = [place for place in close if flat_km(here, place) > _reach_of(place)]
    return len(rivals) <= 1 or any(f.name in _SETTLING and f.points > 0 for f in best.features)


def _reach_of(place: Place) -> float:
    """Return how near a place of the name is no rival: the same spot, or the district of a town."""
    return _SEAT_KM if place.type in _AREAS else _ONE_SPOT_KM


class Own:
    """What equal mentions say by themselves: the scored candidates and their ranking."""

    def __init__(self, scored: Sequence[Scored]) -> None:
        self.scored = scored
        self.ranking = Ranking(scored)
        self.reaches_abroad = any(is_outside(one.candidate.place) for one in scored)
        proper = (c for c, *_ in scored if c.kind in _PROPER and not c.world)
        towns = [prominence(one.place) for one in proper if one.place.type == "settlement"]
        self.town = max(towns, default=0.0)  # how well known the best known one here is

    def is_beyond_doubt(self, reach: float) -> bool:
        """Tell whether neighbours that add at most `reach` points cannot change the choice.

        The best is out of reach, or a country with whose name only places far away are called.
        """
        best, second = self.scored[:2]
        if second.score < best.score - reach:
            return True
        others = self.scored[1:]
        return best.candidate.place.type in WIDE and all(s.candidate.world for s in others)


class OwnScores:
    """What mentions say by themselves; equal mentions are scored once."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[object, Own]] = {}

    def of(self, reading: Reading) -> Own:
        """Return what the mention says itself."""
        before = reading.context.before
        word = before[0].key if before and before[0].is_word else ""
        is_telling = word in _telling_words(primary_of(reading.lang))
        if not is_telling and not country_of(word, reading.lang):
            word = ""
        articled = is_articled(reading.cue, reading.context)
        shape = reading.text.count(" "), reading.precedes_word, bool(before), articled
        key = (id(reading.candidates), reading.cue, reading.lang, word, shape)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > _MOST_SCORES:
                self._known.clear()
            # The candidates are kept too, so that their identity stays theirs.
            found = self._known[key] = reading.candidates, Own(own_scores(reading))
        return found[1]


@cache
def _telling_words(primary: str) -> frozenset[str]:
    """Return the words that say something of a mention when they stand right before it."""
    governing = (word for lang, word in _governed_cases() if lang == primary)
    return prepositions("inside").union(governing)


_MOST_SCORES = 4_000  # some 13 MB


def own_scores(reading: Reading) -> list[Scored]:
    """Return the candidates scored by what the mention says by itself, best first."""
    cue = _effective_cue(reading)
    has_own_name = any(
        c.kind in _PROPER and _language_value(c.lang, reading.lang) == 1 and not c.world
        for c in reading.candidates
    )
    names_country = not cue and any(_is_country_around(c) for c in reading.candidates)
    has_town = any(_is_town_here(c) for c in reading.candidates)
    ill_placed = [_is_ill_placed(reading, c) for c in reading.candidates]
    if all(ill_placed):  # then it sets none apart: «на Верхнем Ларсе» is said of a post
        ill_placed = [False] * len(ill_placed)
    scored = []
    for c, is_ill_placed in zip(reading.candidates, ill_placed, strict=True):
        fame = _LENT if has_own_name and _is_byname(c, reading) else 1.0
        one = Scored(c, (), 0.0).more(_own_features(reading, c, cue, fame=fame))
        if is_ill_placed:
            one = one.more([_ill_placed(c)])
        if names_country and c.place.type not in WIDE:
            one = one.more([feature("overshadowed", 1.0, (("form", c.form),))])
        elif has_town and c.place.type in WIDE and not _is_country_around(c):
            one = one.more([feature("world", 1.0)])
        scored.append(one)
    return sorted(scored, key=lambda s: -s.score)


def _is_country_around(candidate: Candidate) -> bool:
    """Tell whether it is one of the countries of which every text about the region speaks."""
    return candidate.place.type == "country" and candidate.place.country_code in AROUND


def _is_town_here(candidate: Candidate) -> bool:
    place = candidate.place
    return not candidate.world and place.type == "settlement" and prominence(place) >= _TOWN


_PROPER = frozenset({"official", "common"})
_LENT = 0.4  # what a place's fame counts under a name that properly is another's


def _is_byname(candidate: Candidate, reading: Reading) -> bool:
    """Tell whether the form is a lesser name of the place and in no language of the text.

    The fame of a monastery is not that of Վանք, as it was once called too.
    """
    if candidate.place.type == "monument" and candidate.kind in ("variant", "historical"):
        return True
    lesser = candidate.kind in ("variant", "misspelling")
    return lesser and _language_value(candidate.lang, reading.lang) < 1


def _own_features(
    reading: Reading, candidate: Candidate, cue: Cue, *, fame: float
) -> Iterator[Feature]:
    place = candidate.place
    kind = (("words", cue.words), ("type", _type_name(place)))
    fits = _is_said_of(candidate, cue)
    without = _left_without(candidate, reading)
    if cue and not (cue.weak and not fits):
        value = _fit(place, cue) if fits else 1.0
        if cue.weak:  # of what bears a generic word an article says as little as the bare name
            value *= 0.4 * (without if cue.words.lower() == "the" else 1.0)
        said = "container_word" if cue.is_container else "type_word"
        yield feature(said if fits else "other_type", value, kind)
    else:
        bare = _bare_value(candidate, fame)
        if candidate.is_adjective:
            bare = _adjective_value(place, reading)
        yield feature("bare_type", bare * without, kind)
    yield feature("importance", fame * prominence(place))
    yield feature("spelling", _HOW.get(candidate.how, 0.3), (("source", "the tables"),))
    value = _KINDS["romanization" if _respells(candidate) else candidate.kind]
    yield feature("name_kind", value, (("form", candidate.form), ("kind", candidate.kind)))
    if (value := _language_value(candidate.lang, reading.lang)) > 0:
        yield feature("language", value, (("form", candidate.form),))
    is_unit_abroad = place.type == "district" and not cue and is_outside(place)
    if (candidate.world and place.type not in WIDE) or is_unit_abroad:
        yield feature("world", _OF_METROPOLIS if _is_metropolis(candidate, reading.lang) else 1.0)
    if candidate.world and _is_foreign_form(candidate, reading):
        yield feature("foreign_variant", 1.0, (("form", candidate.form),))
    if place.country_code and _is_of_country(reading, place):
        yield feature("of_country", 1.0, (("words", reading.context.before[0].text),))
    if place.type in _GROUND and is_articled(reading.cue, reading.context):
        yield feature("article", 1.0, (("type", _type_name(place)),))
    if not _is_governed(reading, candidate):
        yield feature("wrong_case", 1.0, (("case", candidate.grammatical_case),))


def _is_of_country(reading: Reading, place: Place) -> bool:
    """Tell whether the adjective of its country stands before a place: «с иранской Астарой»."""
    before = reading.context.before
    if not before or place.type in WIDE:
        return False
    return country_of(before[0].key, reading.lang) == place.country_code


_NATURE = frozenset({"hydro", "mountain"})
_GROUND = frozenset({"settlement", "district"})


def _ill_placed(candidate: Candidate) -> Feature:
    place = candidate.place
    name = "within" if place.type in _NATURE else "upon"
    return feature(name, 1.0, (("type", _type_name(place)),))


def _is_ill_placed(reading: Reading, candidate: Candidate) -> bool:
    """Tell whether the text speaks of being in a river, or on a town."""
    place = candidate.place
    if place.type in _NATURE:
        return _is_within(reading, candidate)
    return place.type in _GROUND and _is_upon(reading, candidate)


def _is_metropolis(candidate: Candidate, lang: str) -> bool:
    """Tell whether everybody knows the city by this name, as Tashkent is known as Daşkənd."""
    is_own = candidate.kind in _PROPER and _language_value(candidate.lang, lang) == 1
    return is_own and candidate.place.importance >= _WORLD_CITY


_OF_METROPOLIS = 0.2  # what is left of the doubt about a far place


def _is_foreign_form(candidate: Candidate, reading: Reading) -> bool:
    """Tell whether a far place has the name in no language of the text.

    So it is with a lesser name of a place that is not well known, and with a country that only
    other languages call so: Katar is none in English.
    """
    value = _language_value(candidate.lang, reading.lang)
    if candidate.place.type == "country":
        return value == 0 and not _is_country_around(candidate)
    if candidate.kind != "variant" or value == 1:
        return False
    is_native = _NATIVE.get(reading.lang) == candidate.lang
    if is_native and reading.context.before and _respells(candidate):
        return False  # «из Хайфы»; a common word begins a sentence: «Зимой»
    is_long = len(candidate.form) >= _LONG
    if is_long and is_native and primary_of(reading.lang) == "ru":
        return False
    return candidate.place.importance < (_WORLD_TOWN if is_long else _WORLD_CITY)


def _respells(candidate: Candidate) -> bool:
    """Tell whether a lesser name is but its common name in other letters, as Хайфа is of Haifa."""
    if candidate.kind != "variant" or not candidate.world:
        return False
    names = (name for name in candidate.place.names if name.kind == "common")
    return any(alike(candidate.form, name.form, name.lang) >= _RESPELT for name in names)


_RESPELT = 0.9
# Names filed under no language that are mostly those of one.
_NATIVE = {"ru": "und-Cyrl", "en": "und-Latn"}


def _is_said_of(candidate: Candidate, cue: Cue) -> bool:
    """Tell whether the words can be said of what the name means.

    A bridge is called after its river, but "Goris bridge" is that of the town, whose name the
    river bears with a word of its own.
    """
    if candidate.is_short and "bridge" in cue.features and candidate.place.type == "hydro":
        return False
    return _fits(candidate.place, cue)


def _fits(place: Place, cue: Cue) -> bool:
    """Tell whether the words can be said of the place; a bridge is no corridor, a church no mosque.

    What is a ruin now was a city, or anything else that was built: "the city of Ani". A uezd and
    its governorate bear one name, and each goes by its own word alone.
    """
    if place.feature in BY_OWN_WORD or not BY_OWN_WORD.isdisjoint(cue.features):
        return place.feature in cue.features
    if place.type not in cue.types:
        return place.feature == "ruin" and "city" in cue.features
    if place.type not in _BUILT or not cue.features or place.feature in cue.features:
        return True
    return place.feature in _OF_ANY_KIND


BY_OWN_WORD = frozenset({"governorate", "uezd", "khanate"})
_BUILT = frozenset({"road", "monument"})
_OF_ANY_KIND = frozenset({"ruin", "monument"})


def _fit(place: Place, cue: Cue) -> float:
    """Return how well a place of the right type goes with the words.

    A city is no hamlet, a reservoir no river, and a municipality is no district unless the text
    calls it one.
    """
    if place.feature == "municipality" and "municipality" not in cue.features:
        return _MUNICIPALITY
    if not cue.features:
        return 1.0
    is_named = place.feature in cue.features
    if "city" in cue.features and place.type == "settlement":
        rank = 0.4 + 0.6 * min(1.0, prominence(place) / _TOWN)
        return rank if is_named else _VILLAGE_AS_CITY * rank
    if is_named:
        return 1.0
    return _OTHER_KIND if place.type in ("hydro", "region") else 0.9


_MUNICIPALITY = 0.2
_OTHER_KIND = 0.6
_VILLAGE_AS_CITY = 0.85


_WORLD_CITY = 0.6  # importance from which any spelling of a city can be met
_WORLD_TOWN = 0.45  # the same for a long one, which is no word of another language
_LONG = 6
_TOWN = 0.4  # importance from which a settlement is readily called a town
# "Hakari" can be "Hakari River", though less readily than a place of just this name; "Karabakh" is
# hardly the "Karabakh Range".
_WITHOUT_GENERIC = {"hydro": 0.6, "monument": 0.5}


def _left_without(candidate: Candidate, reading: Reading) -> float:
    """Return how readily the bare name is this place, where the text leaves out a word of it.

    A mountain that everybody knows needs none: Aragats.
    """
    place = candidate.place
    if len(candidate.form.split()) > len(_BROKEN.sub("", reading.text).split()):
        is_known = place.type == "mountain" and listed_prominence(place)
        return 1.0 if is_known else _WITHOUT_GENERIC.get(place.type, 0.15)
    return _CUT_SHORT if candidate.is_short else 1.0


_CUT_SHORT = 0.2  # Tərtər is hardly Tərtərçay, where no water is spoken of
_BROKEN = re.compile(r"[-‐¬\u00ad]\r?\n")


def _is_within(reading: Reading, candidate: Candidate) -> bool:
    """Tell whether something is in the place or comes from it, as from a town, not a river."""
    if candidate.case.startswith(("locative", "ablative")):
        return True
    before = reading.context.before
    return bool(before) and before[0].key in prepositions("inside")


def _is_upon(reading: Reading, candidate: Candidate) -> bool:
    """Tell whether Russian says «на» of the place, as of a lake or an island: на Севане."""
    before = reading.context.before
    return (
        primary_of(reading.lang) == "ru"
        and bool(before)
        and before[0].key == "на"
        and "prepositional" in _cases_of(reading, candidate)
    )


def _is_governed(reading: Reading, candidate: Candidate) -> bool:
    """Tell whether the preposition before the mention allows the case of the written form."""
    before = reading.context.before
    if not before or not before[0].is_word:
        return True
    cases = _governed_cases().get((primary_of(reading.lang), before[0].key))
    read = _cases_of(reading, candidate)
    return not cases or not read or not read.isdisjoint(cases)


def _cases_of(reading: Reading, candidate: Candidate) -> frozenset[str]:
    """Return the cases that the written form may be, none where no case is known.

    Of forms that are spelt alike the patterns keep one: в Шуше is no dative, в Казани no genitive.
    """
    case = candidate.case.partition(" of the ")[0].partition(" singular")[0]
    if case not in _CASES:
        return frozenset()
    if primary_of(reading.lang) != "ru":
        return frozenset([case])
    return _ALIKE.get((case, reading.text[-1:].lower()), frozenset([case]))


_OBLIQUE = frozenset(["genitive", "dative", "prepositional"])
_ALIKE = {
    ("dative", "е"): _OBLIQUE - {"genitive"},
    ("genitive", "и"): _OBLIQUE,
    ("dative", "и"): _OBLIQUE,
}
_CASES = frozenset(
    ["nominative", "genitive", "dative", "accusative", "instrumental", "prepositional"]
)


@cache
def _governed_cases() -> Mapping[tuple[str, str], frozenset[str]]:
    return {
        (row["lang"], word): frozenset(row["cases"].split("|"))
        for row in knowledge("prepositions.csv")
        if row["cases"]
        for word in row["words"].split("|")
    }


def _bare_value(candidate: Candidate, fame: float) -> float:
    """Return how readily a name with no type word beside it means a place of this type."""
    place = candidate.place
    if place.type in _BY_PROMINENCE:
        return min(1.0, _HAMLET + fame * prominence(place))
    if place.feature == "marz":
        return _BARE["region"]
    if place.feature in BY_OWN_WORD:
        return 0.0
    return _BARE.get(place.type, 0.0)


def _adjective_value(place: Place, reading: Reading) -> float:
    """Return what an adjective without a type word stands for.

    Before an organisation it is the town ("Гадрутский музей"), alone the district ("Шушинский,
    но не Лачинский").
    """
    if reading.precedes_word:
        return {"settlement": 1.0, "country": 1.0, "region": 0.9}.get(place.type, 0.0)
    return {"district": 1.0, "region": 0.6, "settlement": -0.8}.get(place.type, 0.0)


def _effective_cue(reading: Reading) -> Cue:
    """Return the type words as far as they can be true of any candidate.

    Words that fit none of the places of this name belong to something else in the sentence;
    words behind a genitive name what the place contains ("the villages of X").
    """
    cue = reading.cue
    if not cue:
        return cue
    if cue.case and all(c.grammatical_case != cue.case for c in reading.candidates):
        return container_cue(cue)._replace(shared=cue.shared, weak=True)
    if any(_is_said_of(c, cue) for c in reading.candidates):
        return cue
    if BY_OWN_WORD.isdisjoint(cue.features) or "district" not in cue.types:
        return Cue()
    # Where no uezd has the name, another district is called so loosely.
    loose = cue._replace(features=())
    return loose if any(_fits(c.place, loose) for c in reading.candidates) else Cue()


def _type_name(place: Place) -> str:
    return place.feature if place.feature and place.feature != place.type else place.type


def _language_value(name_lang: str, text_lang: str) -> float:
    primary = primary_of(name_lang)
    if primary == primary_of(text_lang):
        return 1.0
    return 0.5 if primary in ("und", "mul", "") else 0.0
