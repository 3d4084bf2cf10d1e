"""Find the places that a name can mean: one level after another, the strictest first.

A query passes through `STAGES`. Each yields hits; the first stage whose hits answer well is the
last. Hits are then ranked by how they match, what kind of name it is, the generic words and the
options of the query, and how prominent the place is; `gazetteer.candidate` says it in words.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypedDict, overload
from zlib import crc32

from gazetteer.candidate import Candidate, Context, Hit, speaks
from gazetteer.distance import great_circle_m
from gazetteer.errors import OptionError
from gazetteer.generic_words import Announced, is_generic, take_generic_word, take_joined_word
from gazetteer.index import INFLECTED, LEVEL_MASK, PRIOR_SHARE, SCORE_STEPS, STRIPPED
from gazetteer.keys import folded_key, likeness, reading_worth, romanized_keys, skeleton
from gazetteer.model import How
from gazetteer.names import clean_name
from gazetteer.near_misses import one_less_codes, pieces
from gazetteer.qualifiers import take_qualifier

if TYPE_CHECKING:
    from gazetteer.index import Index, Level

__all__ = ["Candidate", "lookup"]

_HOW: tuple[How, ...] = ("exact", "folded", "romanized", "folded")
_LONGEST = 160  # longer input is no name
_MOST_HITS = 400


class LookupOptions(TypedDict, total=False):
    """The options of a look-up, all of which may be left out."""

    lang: str | None
    type: str | None
    country: str | None
    near: tuple[float, float] | None
    limit: int


class Query:
    """What is asked: the cleaned name, the options, and what the name itself says of the kind.

    `bare` is the name without its generic word, `wanted` the types that the word announces,
    `written` the postings of the text as written where these were looked up already. Keys are
    made once, however many stages ask for them.
    """

    __slots__ = (
        "_folded", "_sounds", "announced", "bare", "country", "lang", "near", "text", "type",
        "wanted", "written",
    )  # fmt: skip

    def __init__(
        self, text: str, *, lang: str = "", type: str = "", country: str = "",  # noqa: A002
        near: tuple[float, float] | None = None, announced: Announced | None = None,
    ) -> None:  # fmt: skip
        self.text = text
        self.lang = lang
        self.type = type
        self.country = country
        self.near = near
        self.announced = announced
        self.bare = announced.rest if announced else text
        self.wanted = announced.types if announced else ()
        self.written: memoryview | None = None
        self._folded: dict[str, str] = {}
        self._sounds: dict[str, tuple[str, ...]] = {}

    def about(self, text: str, announced: Announced | None = None) -> "Query":
        """Return the query for another text, with the same options."""
        return Query(
            text, lang=self.lang, type=self.type, country=self.country, near=self.near,
            announced=announced,
        )  # fmt: skip

    def folded(self, text: str) -> str:
        """Return the folded key of the text or of a part of it."""
        key = self._folded.get(text)
        if key is None:
            key = self._folded[text] = folded_key(text)
        return key

    def sounds(self, text: str) -> tuple[str, ...]:
        """Return the romanized keys of the text or of a part of it."""
        keys = self._sounds.get(text)
        if keys is None:
            keys = self._sounds[text] = romanized_keys(text, self.lang)
        return keys

    def part(self, text: str) -> str:
        """Return what a hit on a text says that it met: nothing for the whole."""
        return "" if text == self.text else text


def lookup(
    index: "Index", name: str, *, lang: str | None = None, type: str | None = None,  # noqa: A002
    country: str | None = None, near: tuple[float, float] | None = None, limit: int = 10,
) -> list[Candidate]:  # fmt: skip
    """Return the places that a name can mean, best first, at most `limit`.

    `lang` keeps only names in that language, `type` and `country` only such places; `near` (lat,
    lon in degrees) prefers places close by. An empty or overlong name, or one that nothing
    resembles, gives an empty list. Raises OptionError for an option that cannot be used.
    """
    if limit < 1:
        raise OptionError(f"limit {limit} must be 1 or more")
    is_plain = not (lang or type or country or near)
    if is_plain:
        packed = _written(index, name)
        if packed and _suffices(index, name, packed):
            return _candidates(index, Context(name, Listed(packed)), limit)
    check_filters(index, type, country, lang)
    if near and not (-90 <= near[0] <= 90 and -180 <= near[1] <= 180):
        raise OptionError(f"{near[0]},{near[1]} is off the globe; latitude comes first")
    text = clean_name(name[: 8 * _LONGEST])
    if not text or len(text) > _LONGEST:
        return []
    query = Query(
        text, lang=lang or "", type=type or "", country=(country or "").upper(), near=near,
        announced=_announced(text),
    )  # fmt: skip
    if is_plain and text == name and name.isprintable():
        query.written = packed
    return _answer(index, query, limit)


def check_filters(index: "Index", type_: str | None, country: str | None, lang: str | None) -> None:
    """Raise OptionError for what no place could have: a type, a country, a name's language."""
    if type_ and type_ not in index.meta["types"]:
        raise OptionError(f"type {type_!r} is none of {', '.join(index.meta['types'])}")
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise OptionError(f"country {country!r} is no ISO 3166-1 alpha-2 code, as AZ, AM or RU is")
    if lang and not _is_language(index, lang):
        raise OptionError(f"lang {lang!r} is no BCP 47 code of a language, as hy, az, ru or en is")


def _is_language(index: "Index", lang: str) -> bool:
    """Tell whether a name of the gazetteer is in the language, or a table knows its code."""
    from geodata import knowledge

    primary = lang.partition("-")[0].lower()
    tables = (knowledge(name) for name in ("language_codes.csv", "language_scripts.csv"))
    known = chain(index.meta["langs"], (row["lang"] for table in tables for row in table))
    return any(one.partition("-")[0] == primary for one in known)


def _announced(text: str) -> Announced | None:
    """Return the generic word of the name; that of its surroundings is none of it."""
    announced = take_generic_word(text)
    return None if announced and _SURROUNDINGS.search(announced.rest) else announced


def _written(index: "Index", name: str) -> memoryview:
    """Return the postings of a name as written, or but for case and marks; empty without any."""
    packed = index.levels["exact"].find(name[: _LONGEST + 1])
    if packed is None and 0 < len(name) <= _LONGEST and name.isprintable():
        if " " in (name[0], name[-1]):
            return _NOTHING
        packed = index.levels["folded"].find(folded_key(name))
    return _NOTHING if packed is None else packed


_NOTHING = memoryview(b"")


def _suffices(index: "Index", name: str, packed: memoryview) -> bool:
    """Tell whether the places with a name as written leave nothing to be asked."""
    place, score = packed[0], (packed[1] >> 6 & SCORE_STEPS) / SCORE_STEPS
    return _is_sure(index, place, score) and (" " not in name or _is_wanted(index, name, place))


def _is_wanted(index: "Index", name: str, place: int) -> bool:
    """Tell whether the place is of the kind that a generic word in the name asks for.

    `Dilican şəhəri` is a municipality's name too, and means the town.
    """
    announced = _announced(name)
    return announced is None or index.brief(place).type in announced.types


def _answer(index: "Index", query: Query, limit: int) -> list[Candidate]:
    hits: dict[int, Hit] = {}
    best: Hit | None = None
    is_open = not (query.type or query.country or query.lang)
    for stage, enough in STAGES:
        has_more = False
        for hit in stage(index, query):
            met = hits.get(hit.place)
            if (met is None or hit.score > met.score) and (is_open or _passes(index, query, hit)):
                hits[hit.place] = hit
                has_more = True
                if best is None or hit.score > best.score:
                    best = hit
        if best and (has_more or stage is not listed):
            fitting = best if not query.wanted else _best_of_kind(index, query, hits.values())
            if fitting and _answers_well(index, fitting, enough):
                break
    ranked = _ranked(index, query, hits)
    context = Context(query.text, ranked, query.announced, query.near, query.lang)
    return _candidates(index, context, limit)


def _candidates(index: "Index", context: Context, limit: int) -> list[Candidate]:
    return [Candidate(index, context, rank) for rank in range(min(limit, len(context.hits)))]


def _passes(index: "Index", query: Query, hit: Hit) -> bool:
    """Tell whether a hit is of the type, the country and the language that the query asks for."""
    brief = index.brief(hit.place)
    if query.type and brief.type != query.type:
        return False
    if query.country and brief.country_code != query.country:
        return False
    return not query.lang or _in_language(index, query, hit)


def _in_language(index: "Index", query: Query, hit: Hit) -> bool:
    """Tell whether some name of the place in the wanted language reads like the one that met."""
    names = index.place(hit.place).names
    met = names[hit.name]
    if speaks(met.lang, query.lang):
        return True
    key = folded_key(met.form)
    return any(speaks(n.lang, query.lang) and folded_key(n.form) == key for n in names)


def _best_of_kind(index: "Index", query: Query, hits: Iterable[Hit]) -> Hit | None:
    fitting = (hit for hit in hits if _is_of_kind(index, query, hit))
    return max(fitting, key=_score_of, default=None)


def _answers_well(index: "Index", best: Hit, enough: float | None) -> bool:
    """Tell whether the looser stages that follow have nothing to add to what was hit."""
    if enough is None:
        return _is_sure(index, best.place, best.score)
    return best.score >= enough


def _is_of_kind(index: "Index", query: Query, hit: Hit) -> bool:
    """Tell whether a place is what the generic word announces: an airport and not a corridor.

    An uezd and not a rayon, but a village for a town: which of these two it is sources differ on.
    """
    kind = index.brief(hit.place).type
    if kind not in query.wanted or query.announced is None or kind == "settlement":
        return kind in query.wanted
    features = query.announced.features
    return not features or index.place(hit.place).feature in features


_SURE = 0.8
_place_of, _score_of = attrgetter("place"), attrgetter("score")


def _is_sure(index: "Index", place: int, score: float) -> bool:
    """Tell whether a place is what was meant rather than a namesake at the end of the world.

    `Guichi` is a city in China, and how French papers write a village of the region.
    """
    return score >= _SURE or index.is_in_region(place)


# the stages


class Listed(Sequence[Hit]):
    """The hits that the index lists under a key, each made when it is asked for."""

    __slots__ = ("_packed",)

    def __init__(self, packed: memoryview) -> None:
        self._packed = packed

    def __len__(self) -> int:
        """Return the number of hits."""
        return min(len(self._packed) >> 1, _MOST_HITS)

    @overload
    def __getitem__(self, at: int) -> Hit: ...
    @overload
    def __getitem__(self, at: slice) -> list[Hit]: ...
    def __getitem__(self, at: int | slice) -> Hit | list[Hit]:
        """Return a hit, best first, or some."""
        if isinstance(at, slice):
            return _read(self._packed)[at]
        at = range(len(self))[at]
        return _read(self._packed[2 * at : 2 * at + 2])[0]


def _read(packed: memoryview, worth: float = 1.0, part: str = "") -> list[Hit]:
    """Return the hits of a list of postings, their scores times what the key is worth."""
    make, hits = Hit._make, []
    words = iter(packed[: 2 * _MOST_HITS].tolist())
    for place in words:  # most lists are short: this starts sooner than a pairing of the words
        rest = next(words)
        score = (rest >> 6 & SCORE_STEPS) / SCORE_STEPS * worth
        hits.append(make((place, rest >> 16, score, *_SAID[rest & _FLAGS], part, "")))
    return hits


_FLAGS = LEVEL_MASK | STRIPPED
_SAID = tuple(
    (_HOW[flags & LEVEL_MASK], flags & STRIPPED != 0, flags & LEVEL_MASK == INFLECTED,
     False, 1.0, False)
    for flags in range(_FLAGS + 1)
)  # fmt: skip
"""What the flags of a posting say of its hit."""


def _found(index: "Index", level: str, key: str, worth: float = 1.0, part: str = "") -> list[Hit]:
    """Return the places under a key, their scores times what the key is worth."""
    packed = index.levels[level].find(key)
    return [] if packed is None else _read(packed, worth, part)


def as_written(index: "Index", query: Query) -> list[Hit]:
    """Return the places with a name of just this form, or the same but for case and marks."""
    if query.written is not None:
        return _read(query.written)
    return _as_written(index, query, query.text)


def _as_written(index: "Index", query: Query, text: str) -> list[Hit]:
    return _found(index, "exact", text) or _found(index, "folded", query.folded(text))


def without_generic_word(index: "Index", query: Query) -> Iterator[Hit]:
    """Yield what the name means without `rayonu`, `г.`, `Lake` …, and districts by their seats."""
    if query.announced:
        hits = _as_written(index, query, query.bare) or _inflected(index, query, query.bare)
        hits = [hit._replace(part=query.bare) for hit in hits]
        yield from hits
        yield from _districts(index, query, hits)


def _districts(index: "Index", query: Query, hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield the districts whose seats were hit, where the query asks for a district."""
    if "district" in query.wanted or "region" in query.wanted:
        for hit in hits:
            for district in index.districts_of_seats().get(hit.place, ()):
                match = hit.score - PRIOR_SHARE * index.prior(hit.place)
                score = match * _SEAT_SHARE + PRIOR_SHARE * index.prior(district)
                name = _first_name(index, district)
                yield hit._replace(place=district, name=name, score=score, is_seat=True)


_SEAT_SHARE = 0.92


def _first_name(index: "Index", ordinal: int) -> int:
    from gazetteer.viewpoint import ordered_names

    place = index.place(ordinal)
    return place.names.index(ordered_names(place)[0])


def inflected(index: "Index", query: Query) -> list[Hit]:
    """Return the places of which the name is a case form or a relational adjective."""
    hits = _inflected(index, query, query.text)
    if base := _without_tail(query.text):
        for hit in _as_written(index, query, base):
            hits.append(hit._replace(how="folded", is_inflected=True))
    return hits


# DQMV-nin, ԼՂՀ-ի, Gence'den: what an abbreviation or a name is joined to is its ending.
_JOINED = re.compile(r"([^\W\d_]{2,})[-‑–’'ʼ]([^\W\d_]{1,7})$")


def _without_tail(text: str) -> str:
    joined = _JOINED.match(text)
    if joined is None:
        return ""
    base, tail = joined[1], joined[2]
    is_ending = tail == _POSSESSIVE or _is_tail()(tail)
    return base if is_ending and (base.isupper() or len(base) >= _SHORTEST_JOINED) else ""


_SHORTEST_JOINED = 3
_POSSESSIVE = "s"  # Shushi's


def _inflected(index: "Index", query: Query, text: str) -> list[Hit]:
    return _found(index, "inflected", query.folded(text))


def romanized(index: "Index", query: Query) -> list[Hit]:
    """Return the places whose names, in some reading, sound the same."""
    hits = _romanized(index, query)
    hits += _districts(index, query, hits)
    return hits


def _romanized(index: "Index", query: Query) -> list[Hit]:
    hits: list[Hit] = []
    find = index.levels["romanized"].find
    for text in dict.fromkeys((query.bare, query.text)):  # Çay Qaraqaşlı is no river
        part = query.part(text)
        keys = query.sounds(text)
        for key in keys:
            if len(key) >= _SHORTEST_HEARD and (packed := find(key)):
                hits += _read(packed, reading_worth(key, keys[0]), part)
        rest, value = take_qualifier(text)
        if value:
            keys = query.sounds(rest)
            for key in keys:
                if packed := find(f"{value} {key}"):
                    hits += _read(packed, reading_worth(key, keys[0]), part)
    return hits


_SHORTEST_HEARD = 2  # letters; `г.` and `x` are read like what is left of ՀՀ


def with_ending(index: "Index", query: Query) -> Iterator[Hit]:
    """Yield the places of which the name may be a case form in a spelling that is not known.

    `Terterdə`, `Շուշւում`: case forms are made of the names as they are written, beforehand.
    Before a generic word that is a genitive or an adjective: `Կեչուտի ջրամբար`, `Карсская область`.
    """
    for base in dict.fromkeys(_cut_off(query.bare)):
        hits = _as_written(index, query, base) or _romanized(index, query.about(base))
        yield from _as_declined(query, hits)
    if query.announced:
        for base in dict.fromkeys(_attributive_bases(query.bare)):
            yield from _as_declined(query, _of_kind(index, query, base))


def _cut_off(text: str) -> Iterator[str]:
    is_tail = _is_tail()
    for length in _TAIL_LENGTHS:
        base, tail = text[:-length], text[-length:]
        if len(base) >= _SHORTEST_STEM and is_tail(tail):
            yield base


@cache
def _is_tail() -> Callable[[str], bool]:
    from gazetteer.geoparsing.morphology import is_tail

    return is_tail


def _attributive_bases(text: str) -> Iterator[str]:
    from gazetteer.geoparsing.morphology import adjective_bases, stems

    yield from (stem for stem, case in stems(text) if case == "genitive")
    yield from adjective_bases(text)


def without_joined_word(index: "Index", query: Query) -> Iterator[Hit]:
    """Yield what the name means without the word that it is joined to: `Խաչենագետ`, a river."""
    if not query.announced and (announced := take_joined_word(query.text)):
        asked = query.about(query.text, announced)
        for hit in _of_kind(index, asked, announced.rest):
            yield hit._replace(part=announced.rest)


def _of_kind(index: "Index", query: Query, text: str) -> Iterator[Hit]:
    """Yield the places of the announced kind with a name written or read so."""
    for hit in (*_as_written(index, query, text), *_romanized(index, query.about(text))):
        if _is_of_kind(index, query, hit):
            yield hit


def _as_declined(query: Query, hits: Iterable[Hit]) -> Iterator[Hit]:
    for hit in hits:
        score = hit.score * _STEM_WORTH
        yield hit._replace(how="romanized", score=score, is_inflected=True, part=query.bare)


_TAIL_LENGTHS = (5, 4, 3, 2)
_SHORTEST_STEM = 4
_STEM_WORTH = 0.9


def mistyped(index: "Index", query: Query) -> Iterator[Hit]:
    """Yield the places with a name that looks the same but for a letter."""
    level, typos = index.levels["folded"], index.buckets["typos"]
    for text in _comparable(query):
        folded = query.folded(text)
        numbers = dict.fromkeys(typos.find(one_less_codes(folded)))
        for alike, number in _most_alike(level, numbers, (folded,), _LEAST_SEEN):
            met = Alike(alike, alike, _FUZZY, False, query.part(text))
            yield from _near_hits(index, level.postings(number), met)


def misheard(index: "Index", query: Query) -> Iterator[Hit]:
    """Yield the places with a name that has the same consonants or sounds nearly the same."""
    level = index.levels["romanized"]
    for text in _comparable(query):
        keys = tuple([key for key in query.sounds(text) if len(key) >= _SHORTEST_HEARD])
        if not keys:
            continue
        numbers = _heard(index, keys)
        best = _most_alike(level, numbers, keys, _LEAST_HEARD)
        if not best:
            numbers = dict.fromkeys(_with_pieces(index, keys), _FUZZY)
            best = _most_alike(level, numbers, keys, _LEAST_HEARD)
        for hit in _heard_hits(index, best, numbers, keys, query.part(text)):
            if hit.score >= _LEAST_ALIKE:
                yield hit
    yield from _misheard_beside_qualifier(index, query)


def _misheard_beside_qualifier(index: "Index", query: Query) -> Iterator[Hit]:
    """Yield the places of the same qualifier in another language: `Böyük Qafqaz`."""
    rest, value = take_qualifier(query.bare)
    if value and len(rest) <= _LONGEST_ALIKE:
        keys = query.sounds(rest)
        numbers = _heard(index, keys)
        best = _most_alike(index.levels["romanized"], numbers, keys, _LEAST_HEARD)
        for hit in _heard_hits(index, best, numbers, keys, query.part(query.bare)):
            form = index.place(hit.place).names[hit.name].form
            if take_qualifier(form)[1] == value:
                yield hit


def _heard_hits(
    index: "Index", best: Iterable[tuple[float, int]], numbers: Mapping[int, How],
    keys: tuple[str, ...], part: str,
) -> Iterator[Hit]:  # fmt: skip
    level = index.levels["romanized"]
    for _, number in best:
        # Of two forms as near the one that differs in voicing alone is nearer.
        key = level.key(number)
        alike = max([likeness(other, key) for other in keys])
        met = Alike(alike, alike * _SOUND_WORTH, numbers[number], True, part)
        yield from _near_hits(index, level.postings(number), met)


def listed(index: "Index", query: Query) -> Iterator[Hit]:
    """Yield the place that is named twice, or with what it lies in or by.

    `Stepanakert/Khankendi` is both, `Zabux, Laçın rayonu` is the one in the other.
    """
    if query.text.isalpha():
        return
    parts = [part.strip() for part in _SPLIT.split(query.text) if part.strip()]
    if len(parts) > 1:
        is_pair = not _SURROUNDINGS.search(query.text)
        parts = list(dict.fromkeys(parts))[:_MOST_PARTS]
        found = [(part, _hits_of(index, query, part)) for part in parts]
        around = _around(found[1:])
        for part, hits in found if is_pair or not found[0][1] else found[:1]:
            is_there = _are_around(index, hits, around, _REACH_M)
            share = 1.0 if part == parts[0] else len(part) / len(query.text)
            for hit, is_one in zip(hits, is_there, strict=True):
                malus = _ELSEWHERE_MALUS if any(is_there) and not is_one else 0.0
                malus += _PART_MALUS * (1 - share)
                told = ", ".join(parts[1:]) if is_one and not is_pair else ""
                score = max(0.0, hit.score - malus)
                yield hit._replace(score=score, part=part, around=told)


def in_part(index: "Index", query: Query) -> Iterator[Hit]:
    """Yield what some of the words mean, such places first that the other words speak of."""
    words = query.text.split()
    size = len(words)
    runs = [(i, j) for i in range(size) for j in range(i + 1, size + 1) if j - i < size]
    runs.sort(key=lambda run: run[0] - run[1])
    parts = [" ".join(words[i:j]) for i, j in runs] if size <= _MOST_PARTS else words
    if query.announced:  # the word for a district is no village, unless it is written as a name
        parts = [part for part in parts if part != query.announced.word or not part.islower()]
    found = [(part, _hits_of(index, query, part)) for part in dict.fromkeys(parts[:_MOST_PARTS])]
    places = {part: _around([(part, hits)]) for part, hits in found}
    rest, value = take_qualifier(query.text)
    unqualified = rest if value else ""
    for part, hits in found:
        others = [other for other in places if other not in part and part not in other]
        inside = [_are_around(index, hits, places[o], _reach(o)) for o in others]
        for at, hit in enumerate(hits):
            told = [o for o, are_inside in zip(others, inside, strict=True) if are_inside[at]]
            around = max(told, key=len, default="")
            score = hit.score - _PART_MALUS * (1 - (len(part) + len(around)) / len(query.text))
            holds = not told and any(_holds_one(index, hit.place, places[o]) for o in others)
            if holds or index.brief(hit.place).type in _WIDE:  # said of where a place lies
                score -= _WIDE_MALUS
            if part == unqualified:
                score -= _UNQUALIFIED_MALUS
            score = max(0.0, score - _LEAST_PART_MALUS)
            yield hit._replace(score=score, part=part, around=around)


def _hits_of(index: "Index", query: Query, part: str) -> list[Hit]:
    return _part_hits(index, query.about(part, take_generic_word(part)))


_PART_MALUS, _LEAST_PART_MALUS = 0.3, 0.02
_UNQUALIFIED_MALUS = 0.12  # of Qafqaz where Böyük Qafqaz is asked for
_WIDE, _WIDE_MALUS = frozenset({"region", "country", "continent"}), 0.12
_MOST_PARTS = 9
_ELSEWHERE_MALUS = 0.15  # of a place that is not where the query says
_SPLIT = re.compile(r"[,;/()\[\]|]+|\s[-–—]\s")
_SURROUNDINGS = re.compile(r"[,;(\[]")  # what follows says where the place lies; a slash does not
# How far from the point of what is named beside it a place still lies in it or by it.
_REACH_M = {
    "district": 35_000, "region": 90_000, "hydro": 40_000, "mountain": 30_000,
    "settlement": 30_000, "road": 20_000, "monument": 20_000,
}  # fmt: skip
# What words without a comma name beside a place may be the place that is meant itself.
_OUTER = {"hydro": 40_000, "mountain": 30_000}


def _reach(part: str) -> dict[str, int]:
    """Return how far what a part names reaches: a district, only where the part says so."""
    announced = take_generic_word(part)
    return _REACH_M if announced and "district" in announced.types else _OUTER


def _around(found: Iterable[tuple[str, list[Hit]]]) -> set[int]:
    """Return the places that the other parts of the query speak of."""
    return {hit.place for _, hits in found for hit in hits[:_FEW]}


def _is_within(index: "Index", ordinal: int, around: set[int]) -> bool:
    """Tell whether a place is one of those around it or lies in one by any administration."""
    return bool(around) and not around.isdisjoint(_containers(index, ordinal))


def _containers(index: "Index", ordinal: int) -> set[int]:
    """Return the place and all that it lies in."""
    found: set[int] = set()
    waiting = [ordinal]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            parents = map(index.ordinal, index.place(current).parents)
            waiting += [parent for parent in parents if parent is not None]
    return found


def _holds_one(index: "Index", ordinal: int, others: set[int]) -> bool:
    return any(ordinal in _containers(index, other) for other in others - {ordinal})


def _are_around(
    index: "Index", hits: Sequence[Hit], around: set[int], reach: dict[str, int]
) -> list[bool]:
    """Tell which hits lie in one of the places around or, where none does, within its reach."""
    within = [_is_within(index, hit.place, around) for hit in hits]
    if any(within) or not around:
        return within
    centres = [index.brief(other) for other in around]
    near = [(c.lat, c.lon, reach[c.type]) for c in centres if c.type in reach]
    places = [index.brief(hit.place) for hit in hits]
    return [
        any(great_circle_m(place.lat, place.lon, lat, lon) <= far for lat, lon, far in near)
        for place in places
    ]


def _part_hits(index: "Index", query: Query) -> list[Hit]:
    for stage in (as_written, without_generic_word, inflected, romanized):
        hits = [_adjusted(index, query, hit) for hit in stage(index, query)]
        if hits:
            return sorted(hits, key=lambda hit: -hit.score)
    return []


def _comparable(query: Query) -> list[str]:
    """Return what may be a slip of the pen: the name with and without its generic word.

    A generic word that is all there is to it is spelt as it was meant: `region` is no Megion.
    """
    texts = dict.fromkeys((query.text, query.bare))
    return [text for text in texts if len(text) <= _LONGEST_ALIKE and not is_generic(text)]


@cache
def _similarity() -> "Callable[[str, str], float]":
    from rapidfuzz.distance.OSA import normalized_similarity

    return normalized_similarity


def _most_alike(
    level: "Level", numbers: Iterable[int], keys: tuple[str, ...], least: float
) -> list[tuple[float, int]]:
    """Return how alike the entries are that are most like one of the keys, best first."""
    similarity = _similarity()
    best: list[tuple[float, int]] = []
    for number in numbers:
        key = level.key(number)
        alike = max([similarity(other, key) for other in keys])
        if alike >= least:
            best.append((alike, number))
    best.sort(reverse=True)
    del best[_MOST_ALIKE:]
    return best


class Alike(NamedTuple):
    """How a name met that is only alike: by how much, what that is worth, by letters or sounds."""

    likeness: float
    worth: float
    how: How
    is_heard: bool
    part: str


def _near_hits(index: "Index", packed: memoryview, met: Alike) -> list[Hit]:
    """Return the hits of a name that is only alike: fame counts less than how much it is."""
    likeness, worth, how, is_heard, part = met
    lost = _ALIKE_SHARE * (1.0 - worth)
    prior, make = index.prior, Hit._make
    hits = []
    for place, name, full, _, is_bare, is_inflected, _, _, _, _, _ in _read(packed):
        fame = prior(place) - _USUAL_PRIOR
        score = (full - _FAME_CUT * fame if fame > 0.0 else full) - lost - 0.01
        if score < 0.0:
            score = 0.0
        hits.append(
            make((place, name, score, how, is_bare, is_inflected, False, likeness, is_heard,
                  part, ""))
        )  # fmt: skip
    return hits


_LEAST_SEEN, _LEAST_HEARD = 0.6, 0.65
_LONGEST_ALIKE = 64  # a longer text is no slip of the pen
_MOST_ALIKE = 40
_SOUND_WORTH = 0.95
_ALIKE_SHARE = 0.65
_LEAST_ALIKE = 0.45  # less is noise that no reader would have meant
_FEW = 3


_FAME_CUT, _USUAL_PRIOR = 0.25, 0.55


def _heard(index: "Index", keys: Iterable[str]) -> dict[int, How]:
    found: dict[int, How] = {}
    misses, phonetic = index.buckets["misses"], index.buckets["phonetic"]
    for key in keys:
        found |= dict.fromkeys(misses.find(one_less_codes(key)), _FUZZY)
        for number in phonetic.find((crc32(skeleton(key).encode("utf-8", "surrogatepass")),)):
            found.setdefault(number, "phonetic")
    return found


_FUZZY: How = "fuzzy"
_MOST_PIECES = 4000


def _with_pieces(index: "Index", keys: Iterable[str]) -> list[int]:
    """Return the entries that share the most runs of three letters with the first reading."""
    counts: dict[int, int] = {}
    buckets = index.buckets["pieces"]
    for key in tuple(keys)[:1]:
        lists = sorted((buckets.bucket(piece) for piece in pieces(key)), key=len)
        left = _MOST_PIECES
        for numbers in lists:
            left -= len(numbers)
            if left < 0:
                break
            for number in numbers:
                counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return [number for number, count in counts.items() if count > max(1, most // 2)]


Stage = Callable[["Index", Query], Iterable[Hit]]
_NEVER = 2.0
STAGES: tuple[tuple[Stage, float | None], ...] = (
    (as_written, None), (without_generic_word, None), (inflected, _NEVER), (romanized, 0.72),
    (listed, 0.5), (with_ending, 0.74), (without_joined_word, 0.74), (mistyped, 0.6),
    (misheard, 0.65), (in_part, _NEVER),
)  # fmt: skip
"""What a query tries, in this order, each with the score from which its hits spare the next ones.

None: where the best hit is sure to be what was meant.
"""


# ranking

_WANTED_BONUS, _UNWANTED_MALUS = 0.06, 0.35
_MISFIT_MALUS = 0.13  # of a rayon where an uezd is asked for
_NEAR_BONUS, _NEAR_M = 0.25, 20_000
_SEAT_MARGIN = 0.06


def _ranked(index: "Index", query: Query, hits: dict[int, Hit]) -> list[Hit]:
    if query.wanted or query.near:
        hits = {place: _adjusted(index, query, hit) for place, hit in hits.items()}
    if len(hits) > 1 and not query.wanted and not query.type:
        _put_seats_first(index, hits)
    ranked = sorted(hits.values(), key=_place_of)
    ranked.sort(key=_score_of, reverse=True)
    return ranked


def _put_seats_first(index: "Index", hits: dict[int, Hit]) -> None:
    """Keep districts below the seats that the query means about as well.

    Within one key the index has done so; hits of several keys meet here.
    """
    districts_of = index.districts_of_seats()
    for seat in [hit for place, hit in hits.items() if place in districts_of]:
        for district in districts_of[seat.place]:
            if (hit := hits.get(district)) and 0.0 <= hit.score - seat.score < _SEAT_MARGIN:
                hits[district] = hit._replace(score=seat.score - 0.005)


def _adjusted(index: "Index", query: Query, hit: Hit) -> Hit:
    """Return the hit with what the generic word and the given position say of it."""
    # A hit on the whole name was ranked with its generic word when the index was built.
    wanted = query.wanted if hit.part == query.bare else ()
    if not (wanted or query.near):
        return hit
    brief = index.brief(hit.place)
    score = hit.score
    if wanted:
        score += (
            (_WANTED_BONUS if _is_of_kind(index, query, hit) else -_MISFIT_MALUS)
            - 0.01 * wanted.index(brief.type)
            if brief.type in wanted else -_UNWANTED_MALUS
        )  # fmt: skip
    if query.near:
        metres = great_circle_m(*query.near, brief.lat, brief.lon)
        score = score * (1 - _NEAR_BONUS) + _NEAR_BONUS / (1 + metres / _NEAR_M)
    return hit._replace(score=score)
