"""Find the clubs that play a match: «Кяпаз» — «Нефтчи» 2:1, Kapaz 1 Sabail 1.

Between names a score makes clubs of them where the paragraph speaks of sport, or where they
stand in quotation marks; elsewhere it is a time of day or a number of people.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gazetteer.geoparsing.candidates import Reading
from gazetteer.geoparsing.context import is_listed, word_key
from gazetteer.geoparsing.predicates import TABLE
from gazetteer.geoparsing.roles import LITERAL, Finding

_CAPITAL = "A-ZÀ-ÖØ-ÞƏĞİŞЀ-ЯҒҜҸҺӘӨҮԱ-Ֆ"
_NAME = (
    r"(?:[«“\"][^«»“”\"\n]{2,30}[»”\"]"
    rf"|(?<!\w)[{_CAPITAL}][\w’'-]*(?: [{_CAPITAL}][\w’'-]*){{0,2}})"
)
_SCORE = re.compile(r"\d{1,2}\s?[:–-]\s?\d{1,2}(?!\d)")
_GOALS = re.compile(rf"(?<=\s)\d\s({_NAME})\s\d(?![\w.,:])")  # of one team, the other and its own
_PAIR_BEFORE = re.compile(rf"({_NAME})\s?[–—-]\s?({_NAME}),?\s\(?$")
_NAME_BEFORE = re.compile(rf"({_NAME})\s$")
_NAME_BEHIND = re.compile(rf"\s({_NAME})")
_LONGEST = 90  # characters of two names before a score
_QUOTED = '«“"'
_BEFORE, _BEHIND = 400, 100  # characters of its paragraph in which a word of sport may stand
_WORD = re.compile(r"[^\W\d_]+")
_CLUB = Finding("associative", "the name of a team beside a score", "", "after")


def with_clubs(
    findings: Sequence[Finding], readings: Sequence[Reading], text: str
) -> list[Finding]:
    """Return the findings with those of the clubs of a match, in the same order."""
    found = list(findings)
    spans = sorted(_clubs(text, readings))
    starts = [start for start, _, _ in spans]
    for i, reading in enumerate(readings):
        at = bisect_right(starts, reading.start) - 1
        if at >= 0 and reading.end <= spans[at][1] and found[i] is LITERAL:
            found[i] = replace(_CLUB, words=spans[at][2])
    return found


def _clubs(text: str, readings: Sequence[Reading]) -> Iterator[tuple[int, int, str]]:
    """Yield where the names of clubs begin and end, each with the words of its match."""
    starts = [reading.start for reading in readings]
    for one, other, end in _matches(text):
        at = bisect_right(starts, end) - 1
        if at < 0 or starts[at] < one[0]:
            continue  # no place has any of these names
        is_quoted = text[one[0]] in _QUOTED and text[other[0]] in _QUOTED
        if is_quoted or _is_of_sport(text, one[0], end, readings[at].lang):
            words = text[one[0] : end]
            yield *one, words
            yield *other, words


def _matches(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int], int]]:
    """Yield the ends of two names that a score stands beside, and the end of it all.

    >>> [text[:end] for text in ["A – B 2:1 now", "Ab 2-1 Cd", "Ab 1 Cd 0"]
    ...  for _, _, end in _matches(text)]
    ['A – B 2:1', 'Ab 2-1 Cd', 'Ab 1 Cd 0']
    """
    for met in _SCORE.finditer(text):
        first = max(0, met.start() - _LONGEST)
        if pair := _PAIR_BEFORE.search(text, first, met.start()):
            yield pair.span(1), pair.span(2), met.end()
        elif (other := _NAME_BEHIND.match(text, met.end())) and (
            one := _NAME_BEFORE.search(text, first, met.start())
        ):
            yield one.span(1), other.span(1), other.end()
    for met in _GOALS.finditer(text):
        first = max(0, met.start() - _LONGEST)
        if one := _NAME_BEFORE.search(text, first, met.start()):
            yield one.span(1), met.span(1), met.end()


def _is_of_sport(text: str, start: int, end: int, lang: str) -> bool:
    """Tell whether the paragraph around a stretch has a word of sport."""
    first = max(text.rfind("\n\n", 0, start) + 1, start - _BEFORE)
    last = text.find("\n\n", end)
    around = text[first : min(end + _BEHIND, last if last >= 0 else len(text))]
    words = set(_WORD.findall(around))
    return any(is_listed(TABLE, "sport", lang, word_key(word, lang)) for word in words)
