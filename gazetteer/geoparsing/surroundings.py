"""Tell what the words beside a match are, and what the match itself may be.

The words are rows of `geodata/knowledge/not_places.csv` and `generic_words.csv`, by language and
kind; `exclusions` and `persons` say what follows from them.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from gazetteer.geoparsing.context import primary_of
from gazetteer.geoparsing.grammar import languages_with, prepositions, value_of
from gazetteer.geoparsing.morphology import azerbaijani_cyrillic, is_tail
from gazetteer.geoparsing.tokens import fold_name, light_key
from gazetteer.model import Segment
from geodata.door import knowledge

_REACH: Final = 48  # characters looked at on each side: four or five words
ENDS: Final = frozenset(".!?։…")
_QUOTES: Final = " \t«»“”„\"'‘’(*_#>•–—-"
_BETWEEN: Final = ' \t\n\r«“„"(_*'
_BEHIND: Final = ' \t\n\r»”"'
_LAST_WORD: Final = re.compile(r"([^\W\d_][\w՛՜՞’'-]*?)([^\w’'՛՜՞]?)$")
WORD: Final = re.compile(r"[^\W\d_][\w՛՜՞’'-]*")
TYPE_WORD: Final = "type word"


@cache
def lexicon(lang: str) -> Mapping[str, frozenset[str]]:
    """Return the kinds of every word that the tables name for a language, by its light key.

    `und` takes the words of every language. Azerbaijani in Cyrillic reads the Latin rows too.
    """
    wanted = _relatives(lang)
    kinds: dict[str, set[str]] = {}
    for row in knowledge("not_places.csv"):
        if lang == "und" or row["lang"] in wanted:
            _note(kinds, row["word"], row["kind"], lang)
    for row in knowledge("generic_words.csv"):
        is_road = row["types"].startswith("road") and "corridor" not in row["features"]
        if not is_road and (lang == "und" or row["lang"] in wanted):  # "side roads" names none
            for form in filter(None, [row["word"], *row["forms"].split("|")]):
                _note(kinds, form, TYPE_WORD, lang)
    return {word: frozenset(found) for word, found in kinds.items()}


def _note(kinds: dict[str, set[str]], word: str, kind: str, lang: str) -> None:
    kinds.setdefault(light_key(word), set()).add(kind)
    if lang == "az" and kind in _TYPED_WITHOUT_MARKS:
        kinds.setdefault(fold_name(word).lower(), set()).add(kind)
    if lang == "az-Cyrl":
        kinds.setdefault(light_key(azerbaijani_cyrillic(word)), set()).add(kind)


# Azerbaijani is often typed without its letters: sair Fuzuli, Horadiz seheri.
_TYPED_WITHOUT_MARKS: Final = frozenset(
    {TYPE_WORD, "title before", "title after", "kin before", "kin after", "street after"}
)


def _relatives(lang: str) -> frozenset[str]:
    if primary_of(lang) == "hy":
        return frozenset({"hy", "hyw"})
    return {
        "az": frozenset({"az", "tr"}), "tr": frozenset({"az", "tr"}),
        "az-Cyrl": frozenset({"az", "az-Cyrl"}),
    }.get(lang, frozenset({lang}))  # fmt: skip


_NONE: Final[frozenset[str]] = frozenset()


def kinds_of(light: str, lang: str) -> frozenset[str]:
    """Return what a word is in a language: `common`, `given`, `type word` … or nothing.

    >>> sorted(kinds_of("տեղ", "hy")), sorted(kinds_of("կարին", "hy"))
    (['common'], ['common', 'given'])
    """
    return lexicon(lang).get(light, _NONE)


@cache
def endings_of(kind: str, lang: str) -> tuple[str, ...]:
    """Return the endings that the table has as a kind, for a language."""
    return tuple(word for word, kinds in lexicon(lang).items() if kind in kinds)


def ends_as_adjective(word: str, lang: str) -> bool:
    """Tell whether a word ends as adjectives of a language do, where endings tell them.

    >>> ends_as_adjective("средней", "ru"), ends_as_adjective("школа", "ru")
    (True, False)
    """
    return light_key(word).endswith(endings_of("adjective ending", lang))


def is_known_word(light: str, lang: str) -> bool:
    """Tell whether a word is a common word, a title or a word for people of a language."""
    return bool(kinds_of(light, lang) & _WORDS) or is_inhabitant(light, lang)


def is_inhabitant(light: str, lang: str) -> bool:
    """Tell whether a word ends like one for the people of a place.

    >>> is_inhabitant("գորիսեցի", "hy"), is_inhabitant("գորիս", "hy")
    (True, False)
    """
    return light.endswith(endings_of("inhabitant ending", lang))


_WORDS: Final = frozenset(
    {"common", "common bare", "stop", "qualifier", "person word", "title before", "kin before"}
    | {"given", TYPE_WORD}
)


class Languages:
    """The language at each position of a text: that of its segment, else by its letters.

    >>> [Languages(text).at(0) for text in ("Степанакертдәки", "Шуша", "Şuşa kəndi")]
    ['az-Cyrl', 'ru', 'az']
    """

    def __init__(self, text: str, segments: Sequence[Segment] = ()) -> None:
        self._text = text
        self._segments = segments
        self._starts = [segment.start for segment in segments]
        # Of the segments; the next position is mostly in it too.
        self._first = self._end = 0
        self._lang = self._script = ""

    def at(self, position: int) -> str:
        """Return the language of a position."""
        # The second letter of a word may not be misread.
        text = self._text
        letter = text[position + 1 : position + 2] or text[position : position + 1]
        script = "" if letter < "\u0400" or letter >= "\u0590" else _script(letter)
        if not self._first <= position < self._end and self._starts:
            self._enter(self._segments[max(bisect_right(self._starts, position) - 1, 0)])
        # A word in another script than its segment's language is a word of another language.
        if script == self._script and self._first <= position < self._end and self._lang != "und":
            return self._lang
        return self._by_letters(position, script)

    def _enter(self, segment: Segment) -> None:
        self._first, self._end, self._lang = segment.start, segment.end, segment.lang
        self._script = _SCRIPTS.get(segment.lang, "")

    def _by_letters(self, position: int, script: str) -> str:
        """Return what language the letters around a position are of."""
        if script == "hy":
            return "hy"
        around = self._text[max(0, position - 200) : position + 200]
        if script:
            return "az-Cyrl" if _AZ_CYRILLIC.search(around) else "ru"
        if around.isascii():
            return "en"
        return "az" if len(_AZ_LATIN.findall(around)) > len(around) / 100 else "en"

    def stretches(self, langs: Collection[str]) -> Iterator[tuple[int, int]]:
        """Yield where the segments in one of the languages begin and end."""
        for segment in self._segments:
            if segment.lang in langs:
                yield segment.start, segment.end


def _script(letter: str) -> str:
    """Return the script of a letter that is not Latin: `ru` for Cyrillic, `hy` for Armenian."""
    return "ru" if letter < "\u0530" else "hy"


# The languages that are not written in Latin letters, by the first of their script.
_SCRIPTS: Final = {"hy": "hy", "hyw": "hy", "ru": "ru", "az-Cyrl": "ru"}
_AZ_CYRILLIC: Final = re.compile("[әғҝҹөүһјӘҒҜҸӨҮҺЈ]")
_AZ_LATIN: Final = re.compile("[əƏğĞışŞ]")
NO_NAMES: Final = frozenset({"common", "stop", "qualifier", TYPE_WORD})


class Beside:
    """Signs of what stands beside a match, as bits: most rules need one and are else not asked."""

    HYPHEN, STOP, STREET, TITLE, AGE = 1, 2, 4, 8, 16
    OF, OWNED, NAMED, SPOKEN, NAME, CAPITAL = 32, 64, 128, 256, 512, 1024


# The kinds of words beside a match, and the letters behind it, that are such signs.
_KINDS_BEFORE: Final = {
    "street before": Beside.STREET, "title before": Beside.TITLE, "age word": Beside.AGE,
    "name is": Beside.NAMED,
}  # fmt: skip
_KINDS_AFTER: Final = {
    "street after": Beside.STREET, "quoted after": Beside.STREET, "title after": Beside.TITLE,
    "work after": Beside.OWNED, "name word": Beside.NAMED, "speech verb": Beside.SPOKEN,
}  # fmt: skip
_WORDS_BEFORE: Final = {"of": Beside.OF, "named": Beside.NAMED}


class _MarksBehind(dict[str, int]):
    """The signs that the two letters behind a match are."""

    def __missing__(self, letters: str) -> int:
        first, second = letters[:1], letters[1:]
        signs = Beside.HYPHEN if first in HYPHENS else 0
        if first in "’',":
            signs |= Beside.OWNED
        if first in ",(՝" or (first.isspace() and second in "(12"):
            signs |= Beside.AGE
        if first.isspace() and second.isupper():
            signs |= Beside.CAPITAL
        self[letters] = signs
        return signs


_MARKS_BEHIND: Final = _MarksBehind()
HYPHENS: Final = frozenset("-‐‑")


class Surroundings:
    """The words around a match; what rules ask for more than once is read once."""

    __slots__ = (
        "_before", "_end", "_is_bracketed", "_places", "after_kinds", "before_kinds", "beside",
        "following", "is_cell", "lang", "mark", "precedes_name", "previous", "text_after",
        "text_before", "written",
    )  # fmt: skip

    def __init__(
        self, text: str, start: int, end: int, lang: str, places: Container[int] = ()
    ) -> None:
        self.text_before = before = text[start - _REACH if start > _REACH else 0 : start]
        self.text_after = after = text[end : end + _REACH]
        self.written = text[start:end]
        self.lang = lang
        self._end, self._places = end, places
        stripped = before.rstrip(_BETWEEN)
        self._before = start - len(before) + len(stripped)
        chunks = stripped.rsplit(None, 1)
        chunk = chunks[-1] if chunks else ""
        self._is_bracketed = self.is_cell = False
        if before[-1:] != " " or len(before) - len(stripped) > 1:
            between = before[len(stripped) :]
            self._is_bracketed = "(" in between
            self.is_cell = _GAP in between or _parts_cells(between, after)
            if self.is_cell or between.count("\n") > 1:
                chunk = ""
        self.previous, self.mark, self.before_kinds, signs = _word_before(chunk, lang)
        spaced = after.lstrip(_BEHIND)
        apart = len(after) - len(spaced)
        chunk = ""
        in_row = after[:1] == "\t" or after[:3] == _GAP
        in_row = in_row or (before[-1:] == "\t" and after[:1] == "\n")
        if spaced and apart and not in_row and (after[0].isspace() or after[1:2].isspace()):
            chunk = (spaced.split(None, 1) or [""])[0]
        self.following, self.after_kinds, more = _word_after(chunk, lang)
        self.precedes_name = apart == 1 and after[0] == " " and self.following[:1].isupper()
        self.beside = signs | more | _MARKS_BEHIND[after[:2]]

    @property
    def follows_place(self) -> bool:
        """Tell whether the word before begins a match itself."""
        return self._before - len(self.mark) - len(self.previous) in self._places

    @property
    def precedes_place(self) -> bool:
        """Tell whether the word after, one space on, begins a match itself."""
        return self._end + 1 in self._places

    @property
    def ends_before(self) -> bool:
        """Tell whether a mark parts a match from the word before; the stop of «проф.» does not."""
        if self.mark != ".":
            return bool(self.mark)
        word = self.previous
        return not (len(word) <= _ABBREVIATION or word[:1].isupper()) or word[-1:] in _OPEN

    @property
    def follows_name(self) -> bool:
        """Tell whether a capitalised word, most likely a given name, stands directly before.

        An abbreviation is no given name ("the ICRC (Geneva)").
        """
        if self.mark or self._is_bracketed or not self.previous[:1].isupper():
            return False
        if self.previous.isupper() and len(self.previous) > 1 and not self.written.isupper():
            return False
        return "given" in self.before_kinds or not self.before_kinds & NO_NAMES

    @property
    def begins_list(self) -> bool:
        """Tell whether one of the next members of a list begins a match: Վանք, Կոլատակ, Կիչան."""
        members = _MEMBERS.match(self.text_after)
        return members is not None and any(
            self._end + at + 2 in self._places for at, mark in enumerate(members[0]) if mark == ","
        )

    @property
    def has_type_word(self) -> bool:
        """Tell whether a word such as kəndi, գյուղում, село, г. stands directly beside.

        Where it stands before its name, as in Russian, it stands behind nothing but an adjective.
        """
        if TYPE_WORD in self.after_kinds and (
            value_of("type word order", self.lang) != "before name"
            or ends_as_adjective(self.written, self.lang)
        ):
            return True
        if self.mark and (self.mark != "." or len(self.previous) > _ABBREVIATION):
            return False
        is_name = self.previous[:1].isupper() and "given" in self.before_kinds
        return TYPE_WORD in self.before_kinds and not is_name and not self._follows_unit

    @property
    def _follows_unit(self) -> bool:
        """Tell whether the type word before is that of the name before it: Lachin District Bank."""
        if not self.previous[:1].isupper():
            return False
        before = self.text_before.rstrip(_BETWEEN).removesuffix(self.previous)
        words = before.split()
        if not words or before[-1:] != " " or not words[-1][0].isupper():
            return False
        if not words[-1][-1].isalnum():  # «Мы были в Шуше. Село Правда далеко»
            return False
        kinds = kinds_of(light_key(words[-1]), self.lang)
        return not is_preposition(words[-1]) and not kinds & NO_NAMES

    @property
    def begins_sentence(self) -> bool:
        """Tell whether the match is the first word of a sentence, heading or list item."""
        stripped = self.text_before.rstrip(_QUOTES)
        if not stripped.strip():
            return len(stripped) < _REACH or "\n" in stripped
        last = stripped[-1]
        if last == "\n":
            above = stripped.rstrip()
            gap = stripped[len(above) :]
            return gap.count("\n") > 1 or above[-1] in ENDS
        if last == ":":  # typed for the Armenian full stop; elsewhere it ends no sentence
            return primary_of(self.lang) == "hy"
        return last in ENDS and not _ABBREVIATED.search(stripped)

    def words_after(self, limit: int, within: str = "[.!?։…\n]") -> list[str]:
        """Return the words after up to the end of the sentence, as light keys."""
        sentence = re.split(within, self.text_after, maxsplit=1)[0]
        return [light_key(word) for word in WORD.findall(sentence)[:limit]]


_MEMBERS: Final = re.compile(r"(?:, [^\W\d_]+(?: [^\W\d_]+)?(?=[,.։]| [^\W\d_])){1,2}")
_ABBREVIATION: Final = 4  # letters before the stop of an abbreviated word (г., пос., проф.)
_OPEN: Final = frozenset("аеиоуяaeiouəıöüաեէիոօ")  # vowels, in which no abbreviation ends
_ABBREVIATED: Final = re.compile(r"(?:^|[\s(])[^\W\d_]{1,3}\.$")


def _parts_cells(between: str, after: str) -> bool:
    """Tell whether what stands before a match parts two cells or two rows of a table."""
    if "\t" in between:
        return True
    return "\n" in between and _ROW.match(after) is not None


_GAP: Final = "   "  # spaces that part columns
_ROW: Final = re.compile(r"[^\n]*?(?:\t| \| |\S   )")


@lru_cache(maxsize=1 << 15)
def _word_before(chunk: str, lang: str) -> tuple[str, str, frozenset[str], int]:
    """Return the last word of what stands between two spaces, the mark behind, kinds and signs.

    Cached: texts repeat the words beside their names.
    """
    met = _LAST_WORD.search(chunk)
    word, mark = (met[1], met[2]) if met else ("", chunk[-1:])
    kinds = kinds_of(light_key(word), lang) if word else _NONE
    signs = _WORDS_BEFORE.get(word, 0) | _signs(kinds, _KINDS_BEFORE)
    if mark == ".":
        signs |= Beside.STOP
    return word, mark, kinds, signs | (Beside.NAME if word[:1].isupper() else 0)


def _signs(kinds: Iterable[str], of_kinds: Mapping[str, int]) -> int:
    signs = 0
    for kind in kinds:
        signs |= of_kinds.get(kind, 0)
    return signs


@lru_cache(maxsize=1 << 15)
def _word_after(chunk: str, lang: str) -> tuple[str, frozenset[str], int]:
    """Return the first word of what stands between two spaces, of a small one its kinds, signs."""
    met = WORD.match(chunk)
    if not met:
        return "", _NONE, 0
    kinds = inflected_kinds(light_key(met[0]), lang)
    if not met[0][0].islower():
        kinds &= _CAPITALISED
    signs = _signs(kinds, _KINDS_AFTER)
    return met[0], kinds, signs | (Beside.NAME if met[0][0].isupper() else 0)


# What is written in capitals too: Baku Street, Sevan Hanım.
_CAPITALISED: Final = frozenset({"street after", "title after"})
_LONGEST_TAIL: Final = 6
_LEAST_STEM: Final = 3


def inflected_kinds(light: str, lang: str) -> frozenset[str]:
    """Return what a word is, if need be without its case ending: küçəsindəki, պողոտայում."""
    kinds = kinds_of(light, lang)
    if kinds or lang not in languages_with("agglutination"):
        return kinds
    for cut in range(1, min(_LONGEST_TAIL, len(light) - _LEAST_STEM) + 1):
        if is_tail(light[-cut:]) and (kinds := kinds_of(light[:-cut], lang) & _DECLINED):
            return kinds
    return _NONE


_DECLINED: Final = frozenset(
    {
        "body",
        "kin before",
        "title before",
        "street after",
        "title after",
        "kin after",
        "person after",
        "work after",
        "occupation after",
    }
)


class Written(NamedTuple):
    """What is known of a written word whatever stands around it.

    `kinds` are those of the word and of the names that it may be. `signs` are, of its places,
    `world` (none of the region has the name), `state` (a country or a seat of government has it),
    `town` (nothing but settlements have it) and `short name` (far away, and written in capitals);
    of its case, `local` (says where or whence), `oblique` (any case), `bare`, `definite` and
    `dative` (cases that tell who comes from where one goes), `owner` and `object` (a genitive, an
    accusative) and `declined` (an adjective made of the name); of its letters, `surname`, `surname
    form` (it ends like one only as it is declined), `capitals`, `abbreviation` (short and in
    capitals, which the name is not), `phrase` (several words), `begins type` (a type word of two
    words begins so), `vocabulary` (a word of the tables of rules) and `loose` (behind “old” or
    “new” words written small that are capitals in the name).
    """

    light: str
    kinds: frozenset[str]
    signs: frozenset[str]


def written_word(written: str, forms: Collection[str], signs: Iterable[str], lang: str) -> Written:
    """Return what a written word is, given the names that it may be."""
    light = light_key(written)
    signs = frozenset(signs)
    inherited = frozenset().union(*(kinds_of(form, lang) for form in forms)) - BARE
    kinds = kinds_of(light, lang) | inherited
    if is_surname(written, lang):
        # "Ağdamın" ends like a surname and is the genitive of a name that does not.
        own = not forms or light in forms or any(is_surname(form.title(), lang) for form in forms)
        signs |= {"surname" if own and "declined" not in signs else "surname form"}
    if written.isupper():
        signs |= {"capitals"}
    if light in _type_beginnings(lang):
        signs |= {"begins type"}
    return Written(light, kinds, signs)


@cache
def _type_beginnings(lang: str) -> frozenset[str]:
    """Return the first words of the type words of several words."""
    words = (word for word, kinds in lexicon(lang).items() if TYPE_WORD in kinds and " " in word)
    return frozenset(word.partition(" ")[0] for word in words)


def written_phrase(written: str, signs: Iterable[str], lang: str) -> Written:
    """Return what several words are as one name."""
    light = light_key(written)
    first = light_key(written.split(" ", 1)[0])
    kinds = inflected_kinds(light, lang) & {"body"} | kinds_of(first, lang) & {"saint"}
    return Written(light, kinds, frozenset(["phrase", *signs]))


BARE: Final = frozenset({"common bare", "qualifier"})  # said of just this form


def is_surname(word: str, lang: str) -> bool:
    """Tell whether a capitalised word ends like a surname.

    >>> is_surname("Petrosyan", "en"), is_surname("Сарсанг", "ru")
    (True, False)
    >>> is_surname("All-Armenian", "en")
    False
    """
    if len(word) < 5 or not word[0].isupper():
        return False
    light = light_key(word)
    if "-" in word and "person word" in kinds_of(light.rpartition(" ")[2], lang):
        return False
    return light.endswith(endings_of("surname ending", lang))


def stands_as_place(around: Surroundings) -> bool:
    """Tell whether a type word or a preposition of place speaks for a place."""
    return around.has_type_word or follows_preposition(around)


def follows_preposition(around: Surroundings) -> bool:
    """Tell whether a preposition of place stands directly before."""
    return not around.mark and is_preposition(around.previous)


def precedes_postposition(around: Surroundings) -> bool:
    """Tell whether a postposition of place stands directly behind."""
    return around.following in prepositions("behind place")


def is_preposition(word: str) -> bool:
    """Tell whether a word is a preposition of place."""
    return light_key(word) in _prepositions()


@cache
def _prepositions() -> frozenset[str]:
    return frozenset(map(light_key, prepositions("inside") | prepositions("before place")))
