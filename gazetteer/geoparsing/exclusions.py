"""Tell when a word that is written like a place is none: a common word, a person, a street.

The words that decide are rows of `geodata/knowledge/not_places.csv`, by language and kind; this
module says where each kind must stand. Every exclusion has its reason as a sentence.
"""

import re
from bisect import bisect_right
from collections.abc import Container, Sequence
from functools import cache
from typing import Final

from gazetteer.geoparsing.morphology import azerbaijani_cyrillic
from gazetteer.geoparsing.tokens import light_key
from gazetteer.model import Segment
from geodata.door import knowledge

_REACH: Final = 48  # characters looked at on each side: four or five words
_ENDS: Final = frozenset(".!?։…")
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
    words = {
        light_key(row["word"])
        for row in knowledge("not_places.csv")
        if row["kind"] == kind and (lang == "und" or row["lang"] in wanted)
    }
    if lang == "az-Cyrl":
        latin = words_of(kind, "az")
        words |= latin | {light_key(azerbaijani_cyrillic(word)) for word in latin}
    return frozenset(words)


def _relatives(lang: str) -> frozenset[str]:
    if lang.startswith("hy"):
        return frozenset({"hy", "hyw"})
    return frozenset({lang, "tr"} if lang == "az" else {lang})


@cache
def type_words(lang: str) -> frozenset[str]:
    """Return the words of `generic_words.csv` of a language in all their forms, as light keys."""
    return frozenset(
        light_key(form)
        for row in knowledge("generic_words.csv")
        if lang == "und" or row["lang"] in _relatives(lang)
        for form in [row["word"], *row["forms"].split("|")]
        if form
    )


def is_known_word(light: str, lang: str) -> bool:
    """Tell whether a word is a common word, a title or a word for people of a language."""
    kinds = ("common", "qualifier", "person word", "title before", "kin before", "given")
    return any(light in words_of(kind, lang) for kind in kinds)


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

    __slots__ = ("_places", "_start", "after", "before", "lang", "written")

    def __init__(
        self, text: str, start: int, end: int, lang: str, places: Container[int] = ()
    ) -> None:
        self.before = text[max(0, start - _REACH) : start]
        self.after = text[end : end + _REACH]
        self.written = text[start:end]
        self.lang = lang
        self._start, self._places = start, places

    @property
    def follows_place(self) -> bool:
        """Tell whether the word before begins a match itself."""
        met = _PREVIOUS.search(self.before)
        return bool(met) and self._start - len(self.before) + met.start() in self._places

    @property
    def follows_name(self) -> bool:
        """Tell whether a capitalised word, most likely a given name, stands directly before."""
        previous, mark = self.previous
        return not mark and previous[:1].isupper()

    @property
    def precedes_name(self) -> bool:
        """Tell whether a capitalised word stands directly after, on the same line."""
        met = _NEXT.match(self.after)
        return bool(met) and met[1] == " " and met[2][0].isupper()

    def is_person(self, light: str) -> bool:
        """Tell whether the words around, or the ending, look like those of a person's name."""
        if self.follows_name or self.precedes_name or _is_surname(self.written, self.lang):
            return True
        return bool(_titled(self, light, frozenset()) or _named(self, light, frozenset()))

    @property
    def begins_sentence(self) -> bool:
        """Tell whether the match is the first word of a sentence, heading or list item."""
        stripped = self.before.rstrip(_QUOTES)
        if not stripped.strip():
            return len(stripped) < _REACH or "\n" in stripped
        if stripped[-1] == "\n":
            return stripped.rstrip(" \t\r\n")[-1:] in _ENDS or "\n\n" in stripped[-4:].replace(
                "\r", ""
            )
        if stripped[-1] == ":":  # typed for the Armenian full stop; elsewhere no sentence ends
            return self.lang.startswith("hy")
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


def exclusion(around: Surroundings, forms: frozenset[str], signs: frozenset[str]) -> str:
    """Return the reason why a single capitalised word is no place here; empty when it may be.

    `forms` are the light keys of the word as written and of the names that it may be. `signs`
    are `world` (no place of the region has the name) and `local` (its case says where or whither).
    """
    for rule in (_people, _street, _titled, _named, _common):
        if reason := next(filter(None, (rule(around, light, signs) for light in forms)), ""):
            return reason
    return ""


def _people(around: Surroundings, light: str, _: frozenset[str]) -> str:
    if light in words_of("person word", around.lang):
        return f"{light} is a word for people or an adjective"
    return ""


def _street(around: Surroundings, light: str, _: frozenset[str]) -> str:
    following = light_key(around.following) if around.following else ""
    if following and following in words_of("street after", around.lang):
        return f"{light} {following}: a street or house is not the place it is named after"
    previous, mark = around.previous
    key = light_key(previous)
    if mark != "," and key and key in words_of("street before", around.lang):
        return f"{key} {light}: a street, house or brand is not the place it is named after"
    return ""


def _titled(around: Surroundings, light: str, signs: frozenset[str]) -> str:
    lang = around.lang
    previous, mark = around.previous
    before = light_key(previous)
    if mark in {"", "."} and before in words_of("title before", lang):
        return f"after the title {previous}: a person"
    after = light_key(around.following) if around.following[:1].islower() else ""
    if after and after in words_of("title after", lang):
        return f"before {around.following}: a person"
    if "local" in signs or not _is_given(light, lang):
        return ""
    if before in words_of("kin before", lang) and mark != ".":
        return f"after {previous}: a person"
    if after in words_of("kin after", lang) | words_of("person after", lang):
        return f"before {around.following}: a person"
    return ""


def _named(around: Surroundings, light: str, signs: frozenset[str]) -> str:
    """Find a person by the name beside it: Van Petrosyan, Gor Shahumyan, Սևանը՝ աշխատակիցը."""
    lang = around.lang
    if "local" in signs or _has_type_word(around):
        return ""
    is_given = _is_given(light, lang)
    if is_given and (
        _is_surname(around.following, lang) or ("world" in signs and around.precedes_name)
    ):
        return f"before the surname {around.following}: a person"
    key = light_key(around.previous[0])
    is_first = _is_given(key, lang) or not around.follows_place
    if around.follows_name and is_first and _is_surname(around.written, lang):
        if key not in words_of("common", lang) and key not in words_of("qualifier", lang):
            return f"after {around.previous[0]}: a surname"
    if not is_given:
        return ""
    following = around.words_after(5)
    if around.after.lstrip()[:1] in {"՝", ","} and (
        set(following[:4]) & words_of("occupation after", lang)
    ):
        return "an occupation stands in apposition: a person"
    return "said to be a name" if set(following) & words_of("name word", lang) else ""


def _is_given(light: str, lang: str) -> bool:
    return light in words_of("given", lang)


def _is_surname(word: str, lang: str) -> bool:
    if len(word) < 5 or not word[0].isupper():  # noqa: PLR2004
        return False
    return light_key(word).endswith(_surname_endings(lang))


def _has_type_word(around: Surroundings) -> bool:
    """Tell whether a word such as kəndi, գյուղում, село stands directly beside."""
    following = around.following
    if following[:1].islower() and light_key(following) in type_words(around.lang):
        return True
    previous, mark = around.previous
    if mark == "." and len(previous) > _ABBREVIATION:
        return False
    return mark in {"", "."} and light_key(previous) in type_words(around.lang)


_ABBREVIATION: Final = 4  # letters before the stop of an abbreviated type word (г., пос.)


def _common(around: Surroundings, light: str, signs: frozenset[str]) -> str:
    if f"{light} {light_key(around.following)}" in type_words(around.lang):
        return f"{light} {around.following}: a type word of two words"
    if light not in words_of("common", around.lang) or _has_type_word(around):
        return ""
    if "world" in signs and not _after_place_preposition(around):
        return f"{light} is a common word"
    return f"{light} begins the sentence: a common word" if around.begins_sentence else ""


def _after_place_preposition(around: Surroundings) -> bool:
    previous, mark = around.previous
    return not mark and light_key(previous) in _PREPOSITIONS


_PREPOSITIONS: Final = frozenset(
    "in from to near at towards via в из к около под à de en nach aus".split()
)
