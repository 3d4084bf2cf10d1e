"""Find capitalised words that no table has but that stand or sound like a place name.

Three signs are taken: a type word beside it ("the village of Tsvategh", «село Цватег», «X kəndi»),
a known place to which it is joined ("Kalpajar and Lachin"), and a spelling within one letter, or
with the same consonants, of a name of some weight. What it is, a strict look-up decides later.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from gazetteer.geoparsing.exclusions import (
    TYPE_WORD,
    Languages,
    Surroundings,
    exclusion,
    follows_preposition,
    is_known_word,
    kinds_of,
    written_word,
)
from gazetteer.geoparsing.tokens import fold_name, light_key
from gazetteer.keys import phonetic_key, romanized_keys


class Unknown(NamedTuple):
    """A capitalised word that may name a place, and the sentence that says why."""

    start: int
    end: int
    context: str


class Sounds(NamedTuple):
    """How the weightier names of the tables sound: consonant skeletons, and near spellings."""

    skeletons: frozenset[str]
    near: frozenset[str]


def spellings_within_one(key: str) -> set[str]:
    """Return a key with each of its letters left out, and itself.

    Two keys within one insertion, deletion, change or swap share such a spelling.

    >>> sorted(spellings_within_one("abc"))
    ['ab', 'abc', 'ac', 'bc']
    """
    return {key} | {key[:at] + key[at + 1 :] for at in range(len(key))}


_MOST: Final = 60  # letters; no name is longer, but what is no text may be
AFTER: Final = ", behind a preposition of place"
_LEAST: Final = 5  # letters; shorter words are near too many names
_CAPITALISED: Final = re.compile(
    r"(?<![\w’'-])[A-ZÇƏĞİÖŞÜÀ-ÖØ-ÞА-ЯЁӘҒҜҸҺӨҮЈԱ-Ֆ][\w՛՜՞\u0300-\u036f]+(?:-[A-ZÇƏĞİÖŞÜА-ЯЁԱ-Ֆ][\w]+)?"
)
_LINK: Final = (
    r"(?:,\s*(?:and |und |et |и |və |և )?"
    r"|\s+(?:and|or|und|et|и|или|və|вә|ilə|և|եւ|ու|ve)\s+|\s*/\s*|\s*\()"
)
_JOINED: Final = re.compile(f"{_LINK}$")
_JOINING: Final = re.compile(_LINK)


def unknown_names(
    text: str, taken: Iterable[tuple[int, int]], sounds: Sounds, languages: Languages
) -> Iterator[Unknown]:
    """Yield the unknown names of a text outside the taken spans, in order."""
    spans = list(taken)
    starts = {start for start, _ in spans}
    ends = {end for _, end in spans}
    covered = _Covered(spans)
    for met in _CAPITALISED.finditer(text):
        start, end = met.span()
        if not 4 <= end - start <= _MOST or covered.covers(start, end) or _abbreviates(met[0]):
            continue
        if reason := _reason(text, start, end, starts, ends, sounds, languages):
            yield Unknown(start, end, reason)


def capitalised(
    text: str, taken: Iterable[tuple[int, int]], languages: Languages, langs: Collection[str]
) -> Iterator[tuple[int, int]]:
    """Yield the capitalised words outside the taken spans in paragraphs of some languages."""
    covered = _Covered(list(taken))
    for first, last in languages.stretches(langs):
        for met in _CAPITALISED.finditer(text, first, last):
            start, end = met.span()
            if end - start <= _MOST and not covered.covers(start, end):
                yield start, end


def _abbreviates(written: str) -> bool:
    return len(written) < 6 and written.isupper()


class _Covered:
    """Tells whether a stretch touches one of the spans; asked in the order of the text."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = spans
        self._at = 0

    def covers(self, start: int, end: int) -> bool:
        while self._at < len(self._spans) and self._spans[self._at][1] <= start:
            self._at += 1
        return self._at < len(self._spans) and self._spans[self._at][0] < end


def _reason(
    text: str, start: int, end: int, starts: set[int], ends: set[int], sounds: Sounds,
    languages: Languages,
) -> str:  # fmt: skip
    written = text[start:end]
    near = _resembles(written, sounds)
    before, after = text[max(0, start - 30) : start], text[end : end + 30]
    joined = (
        not near
        and (_links(before.rstrip()[-4:]) or _links(after.lstrip()[:4]))
        and _is_joined(text, start, end, starts, ends)
    )
    if not near and not joined and not _may_have_type_word(before, after):
        return ""
    lang = languages.at(start)
    around = Surroundings(text, start, end, lang)
    if is_known_word(light_key(written), lang):
        return ""
    if word := _type_word(around, lang):
        return f"beside the type word {word}"
    if joined and not around.follows_name:
        return "joined to a known place"
    if near and not around.begins_sentence and not _is_person(around):
        return f"spelt almost like a known place{AFTER * follows_preposition(around)}"
    return ""


def _links(beside: str) -> bool:
    """Tell whether the letters beside a word can belong to a link between two names."""
    return beside[-1:] in ",/(" or beside[:1] in ",/(" or not _LINK_WORDS.isdisjoint(beside.split())


_LINK_WORDS: Final = frozenset({
    "and", "or", "und", "et", "и", "или", "və", "вә", "ilə", "և", "եւ", "ու", "ve",
})  # fmt: skip


def _is_person(around: Surroundings) -> bool:
    if around.follows_name or around.precedes_name:
        return True
    word = written_word(around.written, (), (), around.lang)
    return "surname" in word.signs or bool(exclusion(around, word))


def _is_joined(text: str, start: int, end: int, starts: set[int], ends: set[int]) -> bool:
    after = _JOINING.match(text, end)
    if after and after.end() in starts and after[0].strip() != "(":
        return True
    before = _JOINED.search(text, max(0, start - 8), start)
    return bool(before) and before.start() in ends  # type: ignore[union-attr]


def _may_have_type_word(before: str, after: str) -> bool:
    if any(_is_type_word(word) for word in before.split()[-2:]):
        return True
    return bool(following := after.split(None, 1)) and _is_type_word(following[0])


@lru_cache(maxsize=1 << 15)
def _is_type_word(word: str) -> bool:
    return word[:1].islower() and TYPE_WORD in kinds_of(light_key(word), "und")


def _type_word(around: Surroundings, lang: str) -> str:
    """Return the type word directly beside; in English "of" may stand between."""
    if TYPE_WORD in around.after_kinds and not (lang == "ru" and around.begins_sentence):
        return around.following  # «Жители сёл …»: a Russian type word stands before its name
    previous, mark = around.previous, around.mark
    if previous in {"of", "de", "du"}:
        met = re.search(r"([^\W\d_]+)\s+(?:of|de|du)\s+(?:the\s+)?$", around.text_before)
        previous = met[1] if met else ""
    if mark and (mark != "." or len(previous) > 4 or _YEAR.search(around.text_before)):
        return ""  # «1968 г.» is a year and no town
    is_type = previous[:1].islower() and TYPE_WORD in kinds_of(light_key(previous), lang)
    return previous if is_type else ""


_YEAR: Final = re.compile(r"\d\s*г\.\s*$")


@lru_cache(maxsize=50_000)
def _resembles(written: str, sounds: Sounds) -> bool:
    """Tell whether a word is within one letter of a weighty name, or has its consonants."""
    if len(written) < _LEAST or (written.isupper() and len(written) < 6):
        return False
    for key in (fold_name(written).lower(), *romanized_keys(written)):
        if len(key) >= _LEAST and not spellings_within_one(key).isdisjoint(sounds.near):
            return True
    skeleton = phonetic_key(written)
    return len(skeleton) >= 4 and skeleton in sounds.skeletons
