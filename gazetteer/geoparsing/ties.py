"""How closely the text ties a mention to a district or country that may contain it.

Armenian, Azerbaijani and Turkish set the container before ("Xocalı rayonunun Ağbulaq kəndi"),
English, French and German behind ("Chartar in Martuni region"), Russian mostly behind ("Чайкенд
Ханларского района"). A container in brackets stands behind in every language. The tie is 1 for
the closest grammar and less for a container that is merely named before, in the sentence or the
paragraph.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

from gazetteer.geoparsing.candidates import Reading
from gazetteer.geoparsing.context import (
    Token,
    find_rules,
    is_listed,
    primary_of,
    word_key,
    words_on,
)
from gazetteer.geoparsing.cues import TABLE, country_of, links_of
from gazetteer.geoparsing.grammar import languages_with

_WORD = re.compile(r"[^\W\d_]+")
_SAID = re.compile(r"^\s(?:is|was)\s(?:also\s)?an?\s(?=\w)")
_MARKS = frozenset(" ,('’[\n\r\t")
_LONGEST = 45  # characters of a gap that can still be "village of the … region of"

CLOSE = 1.0
_LISTED = 0.85  # a later member of a list behind its district
_HEADED = 0.7  # under the heading of a district, or in a paragraph that it opens
_BEFORE = {
    True: 0.7,
    False: 0.55,
}  # earlier in the sentence, where the container comes first or not
_BEHIND = {True: 0.12, False: 0.25}
_PARAGRAPH = 0.3
_SPENT = 0.4  # what is left of a container that is closely tied to another mention


@lru_cache(maxsize=40_000)
def is_glue(gap: str, lang: str) -> bool:
    """Tell whether the text between two mentions holds nothing but type words and "of".

    >>> is_glue(" village of ", "en"), is_glue(" and ", "en"), is_glue(" rayonunun ", "az")
    (True, False, True)
    """
    if len(gap) > _LONGEST or any(not c.isalpha() and c not in _MARKS for c in gap):
        return False
    if primary_of(lang) == "en":
        gap = _SAID.sub(" ", gap)  # "Gandzak is a village in Gegharkunik"
    glue = words_on(TABLE, "glue", lang)
    return all(
        key in glue or _is_type_word(key, lang)
        for word in _WORD.findall(gap)
        for key in (word_key(word, lang),)
    )


def _is_type_word(key: str, lang: str) -> bool:
    return is_listed(TABLE, "after", lang, key) or is_listed(TABLE, "before", lang, key)


class Layout:
    """How the mentions of a document stand to each other; the same in every round.

    `sentence` and `paragraph` number those of each mention, `behind` and `before` hold the
    container that stands closely there, or -1. `apart` are the mentions of which the next one
    says nothing: "X, not the village of the same name near Y". `opposed` are the pairs of equal
    names that the text tells apart; what places the other counts as another sentence, to which the
    one is `deaf`. `of_country` have the adjective of a country before them.
    """

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.readings = readings
        self.keys = [reading.key for reading in readings]
        self.texts = [reading.text for reading in readings]
        sentence = _numbers(readings, frozenset({"next", "far"}))
        self.paragraph = _numbers(readings, frozenset({"far"}))
        self.opposed = opposed(readings, self.keys, self.paragraph)
        self.sentence = _parted(sentence, self.opposed)
        parts = self.sentence
        self.deaf = {i: parts[k] for i, k, _ in self.opposed if parts[i] != parts[k]}
        self.gap_ends = list(accumulate((len(reading.gap) for reading in readings), initial=0))
        numbers = range(len(readings))
        self.apposed = frozenset([index for index in numbers if _is_apposed(readings, index)])
        lasts = last_of_lists([reading.link for reading in readings])
        self.behind = [_closely_behind(readings, index, lasts[index]) for index in numbers]
        self.before = [_closely_before(readings, index) for index in numbers]
        self.apart = frozenset([i for i in numbers if _names_namesake(readings, i)])
        self.head_last = [_head_last(reading.lang) for reading in readings]
        self.of_country = frozenset([i for i in numbers if _follows_country(readings[i])])
        self._namesakes: dict[tuple[int, str], list[int]] = {}
        for index, place in enumerate(zip(self.sentence, self.keys, strict=True)):
            self._namesakes.setdefault(place, []).append(index)
        self.contained_by: dict[int, list[int]] = {}
        for index in numbers:
            for other in (self.behind[index], self.before[index]):
                if other >= 0:
                    self.contained_by.setdefault(other, []).append(index)

    def around(self, index: int) -> tuple[int, int]:
        """Return where the mentions near this one in the text begin and end."""
        return max(0, index - _WINDOW), min(len(self.readings), index + _WINDOW + 1)

    def closeness(self, index: int, other: int) -> float:
        """Return 1 for the next word, a half for some words between, less beyond other mentions."""
        first, last = (index, other) if index < other else (other, index)
        if last - first == 1 and (
            _says_beside(self.readings[first]) or _is_near_in_bracket(self.readings, first)
        ):
            return BESIDE
        between = self.gap_ends[last] - self.gap_ends[first]
        return _CLOSE_TEXT / (_CLOSE_TEXT + between) / sqrt(last - first)

    def owns(self, index: int, inner: int) -> bool:
        """Tell whether a mention is the genitive before what lies in it: "Ağdamın Qaradağlısı"."""
        return self.before[inner] == index and self.head_last[index]

    def has_namesake_between(self, index: int, other: int) -> bool:
        """Tell whether a mention of the same name stands between, in the same sentence."""
        same = self._namesakes[self.sentence[index], self.keys[index]]
        if len(same) == 1:
            return False
        first, last = (index, other) if index < other else (other, index)
        return bisect_right(same, first) < bisect_left(same, last)

    def joined(self, index: int) -> list[int]:
        """Return the mentions that a slash or bracket makes another name of this one's place.

        What can be no name of it is a neighbour like others: the tables may lack the name.
        """
        return [
            k
            for k in self._beside(index, _JOINING)
            if not _is_near_in_bracket(self.readings, min(index, k))
            and _share_place(self.readings[index], self.readings[k])
        ]

    def listed(self, index: int) -> list[int]:
        """Return the neighbours in a list or at the other end of a road."""
        return self._beside(index, _LISTING)

    def _beside(self, index: int, links: frozenset[str]) -> list[int]:
        beside = []
        if self.readings[index].link in links and index + 1 < len(self.readings):
            beside.append(index + 1)
        if index and self.readings[index - 1].link in links:
            beside.append(index - 1)
        return beside


_WINDOW = 10  # mentions on each side that can speak for a candidate
_CLOSE_TEXT = 40  # characters of text after which a neighbour counts half
BESIDE = 1.6  # what "near" or "5 km east of" adds to a neighbour
_JOINING = frozenset({"slash", "bracket"})
_LISTING = frozenset({"list", "dash"})


class Opposed(NamedTuple):
    """A name and its repetition that the text says to be another place.

    `is_aside` tells that what places the other stands before it: "X of A, not X of B" and
    "A-dakı X yox".
    """

    one: int
    other: int
    is_aside: bool


def opposed(
    readings: Sequence[Reading], keys: Sequence[str], paragraph: Sequence[int]
) -> tuple[Opposed, ...]:
    """Return the pairs of equal names of one paragraph that are said to be different places.

    "Our Martuni, not to be confused with Martuni on the lake", "Xocavənddəki Qaradağlı yox".
    """
    found = []
    seen: dict[str, int] = {}
    for index, key in enumerate(keys):
        last = seen.get(key, -1)
        seen[key] = index
        if last < 0 or paragraph[last] != paragraph[index] or index - last > _OPPOSED_REACH:
            continue
        reading = readings[index]
        for side, tokens in (
            ("after_other", reading.context.after),
            ("before_other", reading.context.before),
        ):
            if find_rules(TABLE, side, tokens, reading.lang, reach=_OPPOSING_WORDS):
                found.append(Opposed(last, index, side == "after_other"))
                break
    return tuple(found)


_OPPOSED_REACH = 4  # mentions
_OPPOSING_WORDS = 4  # between a name and what sets it against its namesake


def _parted(sentence: Sequence[int], pairs: Sequence[Opposed]) -> list[int]:
    """Return the numbers of sentences with numbers of their own for what places the others."""
    numbers = list(sentence)
    for fresh, (one, other, is_aside) in enumerate(pairs, start=len(numbers)):
        first, last = (
            (one + 1, other) if is_aside else (other, min(other + _WINDOW, len(numbers) - 1))
        )
        for index in range(first, last + 1):
            if sentence[index] != sentence[one]:
                break
            numbers[index] = fresh
    return numbers


def _numbers(readings: Sequence[Reading], breaks: frozenset[str]) -> list[int]:
    """Return the number of the stretch of each mention; a link of `breaks` ends a stretch."""
    ends = (reading.link in breaks for reading in readings)
    return list(accumulate(ends, initial=0))[: len(readings)]


def last_of_lists(links: Sequence[str]) -> list[int]:
    """Return the last member of the list that each mention is in, itself outside of one.

    `links` join each mention to the next. To look ahead from each one took minutes for a list of
    a hundred thousand.
    """
    lasts = list(range(len(links)))
    for index in range(len(links) - 2, -1, -1):
        if links[index] == "list":
            lasts[index] = lasts[index + 1]
    return lasts


def _closely_behind(readings: Sequence[Reading], index: int, last: int) -> int:
    """Return the index of the mention that stands right behind as a container may, or -1.

    Looks past the other members of a list: "Malibeyli and Gushchular villages of Shusha". `last`
    is the last one of them.
    """
    if _is_apposed(readings, index) or _is_district_cell(readings, index, index + 1):
        return index + 1
    if last + 1 >= len(readings):
        return -1
    here = readings[last]
    if here.link == "bracket" and last == index:
        is_near = _is_near_in_bracket(readings, last)
        return -1 if is_near or _share_place(here, readings[last + 1]) else last + 1
    if here.link != "same":
        return -1
    if _head_last(here.lang):
        return last + 1 if _is_said_to_be_in(here, readings[last + 1]) else -1
    return last + 1 if _joins_behind(here.gap, here.lang, readings[last + 1]) else -1


def _is_district_cell(readings: Sequence[Reading], index: int, container: int) -> bool:
    """Tell whether a mention and the next share a line of a table, one of them its district."""
    return readings[index].link == "cell" and readings[container].cue.types[:1] in _DISTRICTS


def _is_near_in_bracket(readings: Sequence[Reading], index: int) -> bool:
    """Tell whether a bracket says what a mention is near to: "Ağbulaq (Hadrutdan şərqdə)"."""
    here = readings[index]
    if here.link != "bracket" or not _head_last(here.lang):
        return False
    return _holds("beside", readings[index + 1].gap[:_DIRECTION], here.lang)


_DIRECTION = 12  # characters behind a name in which a direction stands


def _is_said_to_be_in(here: Reading, container: Reading) -> bool:
    """Tell whether a sentence says where the place is: "Zeyvə Laçın rayonundadır".

    The name is in the nominative, the type word of the container in the locative, or in the
    genitive before a predicate ("Əhmədli də Laçın rayonunun kəndidir").
    """
    primary = primary_of(here.lang)
    predicate = _PREDICATE.get(primary)
    if predicate is None or container.cue.types[:1] not in _DISTRICTS or len(here.gap) > _LONGEST:
        return False
    particles = words_on(TABLE, "particle", here.lang)
    between = [word_key(word, here.lang) for word in _WORD.findall(here.gap)]
    if not all(key in particles or _is_type_word(key, here.lang) for key in between):
        return False
    if not all(c.isalpha() or c.isspace() for c in here.gap):
        return False
    if all(candidate.grammatical_case != "nominative" for candidate in here.candidates):
        return False
    said = " ".join(word_key(word, container.lang) for word in _WORD.findall(container.gap)[:2])
    return bool(predicate.match(said))


_DISTRICTS = (("district",), ("region",))
_PREDICATE = {
    "az": re.compile(r"\w+n[dt][aə](?:d[ıiuü]r)?(?: |$)|\w+n[ıiuü]n \w+d[ıiuü]r(?: |$)"),
    "tr": re.compile(r"\w+n[dt][ae](?:d[ıiuü]r)?(?: |$)|\w+n[ıiuü]n \w+d[ıiuü]r(?: |$)"),
    "hy": re.compile(r"\w+ում(?: |$)|\w+ի \w+ է(?: |$)"),
}


def _follows_country(reading: Reading) -> bool:
    before = reading.context.before
    return bool(before) and bool(country_of(before[0].key, reading.lang))


def _is_apposed(readings: Sequence[Reading], index: int) -> bool:
    """Tell whether a country or a state abroad alone follows behind a comma: "Paris, Texas"."""
    if readings[index].link != "list" or readings[index].gap.strip() != ",":
        return False
    if index + 1 >= len(readings) or readings[index + 1].link in ("list", "dash"):
        return False
    if index and readings[index - 1].link == "list":
        return False
    return any(
        candidate.place.type == "country" or candidate.place.feature == "state"
        for candidate in readings[index + 1].candidates
    )


def _joins_behind(gap: str, lang: str, container: Reading) -> bool:
    if not is_glue(gap, lang):
        return False
    if primary_of(lang) == "ru":  # "из Гориса в Лачин" is a way, "Сос в Мартунинском районе" is not
        return not _PREPOSITION.search(gap) or "district" in container.cue.types
    return bool(_WORD.search(gap)) or "," in gap or "(" in gap


_PREPOSITION = re.compile(r"(?<!\w)(?:в|из)(?!\w)")


def _closely_before(readings: Sequence[Reading], index: int) -> int:
    """Return the index of the container right before, as in "rayonunun", "district’s", or -1."""
    if not index:
        return -1
    if _is_district_cell(readings, index - 1, index - 1):
        return index - 1
    gap, lang = readings[index - 1].gap, readings[index - 1].lang
    if readings[index - 1].link != "same" or not is_glue(gap, lang):
        return -1
    if _head_last(lang):
        owns = "," not in gap and "(" not in gap and _is_genitive(readings[index - 1])
        return index - 1 if owns else -1
    is_russian = primary_of(lang) == "ru" and not _LEAVING.search(gap)
    owns = gap.lstrip().startswith(("'s", "’s")) or is_russian
    return index - 1 if owns else -1


# «переселенцев из Варденисского района в Барде»: the genitive does not own what comes behind it.
_LEAVING = re.compile(r"(?:района|уезда|области|края)\s+(?:в|во|из|на)\s")


def _share_place(one: Reading, other: Reading) -> bool:
    """Tell whether a name in brackets can be another name of the place before it."""
    ids = {candidate.place.id for candidate in one.candidates}
    return any(candidate.place.id in ids for candidate in other.candidates)


# How the word before what it contains ends: the genitive, or the attribute of a place.
_GENITIVE = {
    "az": re.compile(r"(?:[ıiuü]n|d[aə]k[ıi])$"),
    "tr": re.compile(r"(?:[ıiuü]n|d[ae]ki)$"),
    "hy": re.compile(r"(?:ի|ու|ան|վա|ոյ|այ|ին|ուն)$"),
}


def _is_genitive(reading: Reading) -> bool:
    """Tell whether the mention, or the type word behind it, is in the genitive."""
    words = _WORD.findall(reading.gap) or _WORD.findall(reading.text)
    ending = _GENITIVE.get(primary_of(reading.lang))
    if ending is None or not words:
        return False
    return ending.search(word_key(words[-1], reading.lang)) is not None


def _says_beside(reading: Reading) -> bool:
    """Tell whether the text behind a mention says that the next one is near it.

    Behind "and" it says so of something else: "left the road at X and climbed by Y".
    """
    if reading.link != "same" or len(reading.gap) > _LONGEST or "," in reading.gap:
        return False
    if not links_of(reading.lang).isdisjoint(reading.gap.split()):
        return False
    return _holds("beside", reading.gap, reading.lang)


def _names_namesake(readings: Sequence[Reading], index: int) -> bool:
    """Tell whether the next mention speaks of another place of the name.

    Armenian, Azerbaijani and Turkish say so behind it: "X-ի մոտ գտնվող համանուն գյուղը".
    """
    here = readings[index]
    if here.link not in _SAYING or index + 1 == len(readings):
        return False
    gap = readings[index + 1].gap if _head_last(here.lang) else here.gap
    return _holds("namesake", gap[:_NAMESAKE_REACH], here.lang)


_SAYING = frozenset({"same", "list"})
_NAMESAKE_REACH = 80  # characters


@lru_cache(maxsize=20_000)
def _holds(side: str, gap: str, lang: str) -> bool:
    """Tell whether a text holds one of the phrases of a side of the table."""
    keys = [word_key(word, lang) for word in _WORD.findall(gap)]
    for index, key in enumerate(keys):
        if is_listed(TABLE, side, lang, key):  # a word of "close to" alone says nothing
            tokens = [Token(each, each) for each in keys[index:]]
            if find_rules(TABLE, side, tokens, lang, reach=0):
                return True
    return False


def _head_last(lang: str) -> bool:
    return lang in languages_with("genitive order", "before noun")


def tie(layout: Layout, index: int, other: int, rivals: int) -> float:
    """Return how closely the text ties mention `index` to the container `other`, 0 for not.

    `rivals` counts the other containers between the two.
    """
    if other in (layout.behind[index], layout.before[index]):
        return CLOSE
    head_last = layout.head_last[index]
    if layout.sentence[index] == layout.sentence[other]:
        if other > index:
            return _BEHIND[head_last] / (1 + rivals)
        strength = _BEFORE[head_last]
        # What has a village of its own begins another thought: "of X, and Y's village of the name".
        is_member = head_last and index not in layout.contained_by
        if is_member and _in_list_behind(layout.readings, other, index):
            strength = _LISTED
        if not head_last and other and layout.behind[other - 1] == other:
            strength *= _SPENT
        return strength / (1 + rivals)
    if other > index or rivals:
        return 0.0
    if layout.readings[other].is_header:
        return _HEADED
    if layout.paragraph[index] != layout.paragraph[other]:
        return 0.0
    return _HEADED if layout.readings[other].opens else _PARAGRAPH


def _in_list_behind(readings: Sequence[Reading], container: int, index: int) -> bool:
    """Tell whether a list joins the mention to the first one behind the container.

    "Xocalı rayonunun Əsgəran qəsəbəsi, Daşbulaq və Ballıca kəndləri" is one list; its members
    may have type words of their own.
    """
    first = readings[container]
    if not is_glue(first.gap, first.lang) or "," in first.gap:
        return False
    return all(_goes_on(readings[k]) for k in range(container + 1, index))


def _goes_on(reading: Reading) -> bool:
    if reading.link == "list":
        return True
    head, _, tail = reading.gap.rpartition(",")
    return bool(head) and not tail.strip() and is_glue(head, reading.lang)
