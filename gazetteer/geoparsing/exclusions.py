"""Tell when a word that is written like a place is none: a common word, a person, a street.

The words that decide are rows of `geodata/knowledge/not_places.csv`, by language and kind; this
module says where each kind must stand. Every exclusion has its reason as a sentence.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Final

from gazetteer.geoparsing.tokens import light_key
from gazetteer.model import Segment
from geodata.door import knowledge

_REACH: Final = 48  # characters looked at on each side: four or five words
_ENDS: Final = frozenset(".!?։…:")
_QUOTES: Final = " \t«»“”„\"'‘’(*_#>•–—-"
_PREVIOUS: Final = re.compile(r"([^\W\d_][\w՛՜՞’'-]*)([.,՝:«“\"]?)[ \t]*\n?[ \t]*[«“\"]?$")
_NEXT: Final = re.compile(r"[»”\"]?([ \t]*\n?[ \t]*)([^\W\d_][\w՛՜՞’'-]*)")
_WORD: Final = re.compile(r"[^\W\d_][\w՛՜՞’'-]*")


@cache
def words_of(kind: str, lang: str) -> frozenset[str]:
    """Return the words of a kind for a language, as light keys.

    `und` takes the words of every language.
    """
    wanted = _relatives(lang)
    return frozenset(
        light_key(row["word"])
        for row in knowledge("not_places.csv")
        if row["kind"] == kind and (lang == "und" or row["lang"] in wanted)
    )


def _relatives(lang: str) -> frozenset[str]:
    if lang.startswith("hy"):
        return frozenset({"hy", "hyw"})
    return frozenset({lang, "tr"} if lang == "az" else {lang})


@cache
def _surname_endings(lang: str) -> tuple[str, ...]:
    return tuple(words_of("surname ending", lang))


def language_at(text: str, position: int, segments: Sequence[Segment] = ()) -> str:
    """Return the language of the text at a position: that of its segment, else by its letters.

    >>> language_at("Степанакертдәки", 3), language_at("Шуша", 0), language_at("Şuşa kəndi", 0)
    ('az-Cyrl', 'ru', 'az')
    """
    if segments:
        at = bisect_right(segments, position, key=lambda s: s.start) - 1
        segment = segments[max(at, 0)]
        if segment.start <= position < segment.end and segment.lang != "und":
            return segment.lang
    around = text[max(0, position - 200) : position + 200]
    letter = text[position] if position < len(text) else ""
    if "\u0530" <= letter < "\u0590":
        return "hy"
    if "\u0400" <= letter < "\u0530":
        return "az-Cyrl" if _AZ_CYRILLIC.search(around) else "ru"
    return "az" if len(_AZ_LATIN.findall(around)) > len(around) / 100 else "en"


_AZ_CYRILLIC: Final = re.compile("[әғҝҹөүһјӘҒҜҸӨҮҺЈ]")
_AZ_LATIN: Final = re.compile("[əƏğĞışŞ]")


class Surroundings:
    """The words around a match, read when they are asked for."""

    __slots__ = ("_end", "_start", "after", "before", "lang", "written")

    def __init__(self, text: str, start: int, end: int, lang: str) -> None:
        self.before = text[max(0, start - _REACH) : start]
        self.after = text[end : end + _REACH]
        self.written = text[start:end]
        self.lang = lang
        self._start, self._end = start, end

    @property
    def begins_sentence(self) -> bool:
        """Tell whether the match is the first word of a sentence, heading or list item."""
        stripped = self.before.rstrip(_QUOTES)
        if not stripped.strip():
            return len(stripped) < _REACH or "\n" in stripped
        if stripped[-1] == "\n":
            return stripped.rstrip(" \t\r\n")[-1:] in _ENDS or "\n\n" in stripped[-4:].replace("\r", "")
        return stripped[-1] in _ENDS and not _ABBREVIATED.search(stripped)

    @property
    def previous(self) -> tuple[str, str]:
        """Return the word before and the mark between, empty when a sentence parts them."""
        met = _PREVIOUS.search(self.before)
        return (met[1], met[2]) if met else ("", "")

    @property
    def following(self) -> str:
        """Return the word after when only a space stands between."""
        met = _NEXT.match(self.after)
        return met[2] if met and met[1] else ""

    def words_after(self, limit: int) -> list[str]:
        """Return the words after up to the end of the sentence."""
        sentence = re.split(r"[.!?։…\n]", self.after, maxsplit=1)[0]
        return [light_key(word) for word in _WORD.findall(sentence)[:limit]]


_ABBREVIATED: Final = re.compile(r"(?:^|[\s(])[^\W\d_]{1,3}\.$")


def exclusion(around: Surroundings, light: str, *, is_world: bool) -> str:
    """Return the reason why a single capitalised word is no place here; empty when it may be."""
    for rule in (_street, _titled, _named, _common):
        if reason := rule(around, light, is_world):
            return reason
    return ""


def _street(around: Surroundings, light: str, _: bool) -> str:
    following = light_key(around.following) if around.following else ""
    if following and following in words_of("street after", around.lang):
        return f"{light} {following}: a street or house is not the place it is named after"
    previous, mark = around.previous
    key = light_key(previous)
    if mark != "," and key and key in words_of("street before", around.lang):
        return f"{key} {light}: a street, house or brand is not the place it is named after"
    return ""


def _titled(around: Surroundings, light: str, _: bool) -> str:
    lang = around.lang
    is_given = _is_given(light, lang)
    previous, mark = around.previous
    before = light_key(previous)
    if mark in {"", "."} and before in words_of("title before", lang):
        return f"after the title {previous}: a person"
    if is_given and before in words_of("kin before", lang) and mark != ".":
        return f"after {previous}: a person"
    after = light_key(around.following) if around.following else ""
    if after and around.following[0].islower():
        if after in words_of("title after", lang):
            return f"before {around.following}: a person"
        if is_given and after in words_of("kin after", lang):
            return f"before {around.following}: a person"
        if is_given and after in words_of("person after", lang):
            return f"before {around.following}: a person"
    return ""


def _named(around: Surroundings, light: str, _: bool) -> str:
    """Find a person by the name beside it: Van Petrosyan, Gor Shahumyan, Սևանը՝ աշխատակիցը."""
    lang = around.lang
    is_given = _is_given(light, lang)
    if is_given and _is_surname(around.following, lang):
        return f"before the surname {around.following}: a person"
    previous, mark = around.previous
    if not mark and previous[:1].isupper() and _is_surname(around.written, lang):
        key = light_key(previous)
        if key not in words_of("common", lang) and key not in words_of("qualifier", lang):
            return f"after {previous}: a surname"
    if is_given:
        following = around.words_after(5)
        if around.after.lstrip()[:1] in {"՝", ","} and (
            set(following[:4]) & words_of("occupation after", lang)
        ):
            return "an occupation stands in apposition: a person"
        if set(following) & words_of("name word", lang):
            return "said to be a name"
    return ""


def _is_given(light: str, lang: str) -> bool:
    given = words_of("given", lang)
    return light in given or any(light[:-cut] in given for cut in (1, 2, 3) if len(light) > cut + 2)


def _is_surname(word: str, lang: str) -> bool:
    if len(word) < 5 or not word[0].isupper():  # noqa: PLR2004
        return False
    return light_key(word).endswith(_surname_endings(lang))


def _common(around: Surroundings, light: str, is_world: bool) -> str:
    if light not in words_of("common", around.lang):
        return ""
    if is_world and not _after_place_preposition(around):
        return f"{light} is a common word"
    return f"{light} begins the sentence: a common word" if around.begins_sentence else ""


def _after_place_preposition(around: Surroundings) -> bool:
    previous, mark = around.previous
    return not mark and light_key(previous) in _PREPOSITIONS


_PREPOSITIONS: Final = frozenset("in from to near at towards via в из к около под à de en nach aus".split())
