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

_NAME = r"(?:[«“\"][^«»“”\"\n]{2,30}[»”\"]|[^\W\d_][\w’'-]*(?: [^\W\d_][\w’'-]*){0,2})"
_SCORE = r"\d{1,2}\s?[:–-]\s?\d{1,2}(?!\d)"
_FIXTURE = re.compile(
    rf"({_NAME})\s?[–—-]\s?({_NAME}),?\s\(?{_SCORE}"  # A – B 2:1
    rf"|({_NAME})\s{_SCORE}\s({_NAME})"  # A 2:1 B
    rf"|({_NAME})\s\d\s({_NAME})\s\d(?![\w.,:])"  # A 2 B 1
)
_NUMBER = re.compile(r"\d")
_QUOTED = '«“"'
_BEFORE, _BEHIND = 400, 100  # characters of its paragraph in which a word of sport may stand
_WORD = re.compile(r"[^\W\d_]+")
_CLUB = Finding("associative", "the name of a team beside a score", "", "after")


def with_clubs(
    findings: Sequence[Finding], readings: Sequence[Reading], text: str
) -> list[Finding]:
    """Return the findings with those of the clubs of a match, in the same order."""
    found = list(findings)
    spans = list(_clubs(text, readings)) if _NUMBER.search(text) else []
    starts = [start for start, _, _ in spans]
    for i, reading in enumerate(readings):
        at = bisect_right(starts, reading.start) - 1
        if at >= 0 and reading.end <= spans[at][1] and found[i] is LITERAL:
            found[i] = replace(_CLUB, words=spans[at][2])
    return found


def _clubs(text: str, readings: Sequence[Reading]) -> Iterator[tuple[int, int, str]]:
    """Yield where the names of clubs begin and end, in order, each with the words of its match."""
    starts = [reading.start for reading in readings]
    for met in _FIXTURE.finditer(text):
        first, second = (group for group in range(1, 7) if met.group(group))
        at = bisect_right(starts, met.end()) - 1
        if at < 0 or starts[at] < met.start():
            continue  # no place has any of these names
        names = met[first], met[second]
        if not all(_is_name(name) for name in names):
            continue
        if all(name[0] in _QUOTED for name in names) or _is_of_sport(
            text, *met.span(), readings[at].lang
        ):
            yield from ((*met.span(group), met[0]) for group in (first, second))


def _is_name(written: str) -> bool:
    """Tell whether all words of a name begin with a capital: "won 2:1 in" is none."""
    return written[0] in _QUOTED or all(word[0].isupper() for word in written.split())


def _is_of_sport(text: str, start: int, end: int, lang: str) -> bool:
    """Tell whether the paragraph around a stretch has a word of sport."""
    first = max(text.rfind("\n\n", 0, start) + 1, start - _BEFORE)
    last = text.find("\n\n", end)
    around = text[first : min(end + _BEHIND, last if last >= 0 else len(text))]
    words = set(_WORD.findall(around))
    return any(is_listed(TABLE, "sport", lang, word_key(word, lang)) for word in words)
