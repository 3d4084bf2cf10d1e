"""Tell when a word that is written like a place is none: a common word, a person, a street.

The words that decide are rows of `geodata/knowledge/not_places.csv`, by language and kind; this
module says where each kind must stand. Every exclusion has its reason as a sentence.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from gazetteer.geoparsing.morphology import azerbaijani_cyrillic, is_tail
from gazetteer.geoparsing.tokens import fold_name, light_key
from gazetteer.model import Segment
from geodata.door import knowledge

_REACH: Final = 48  # characters looked at on each side: four or five words
_ENDS: Final = frozenset(".!?։…")
_QUOTES: Final = " \t«»“”„\"'‘’(*_#>•–—-"
_BETWEEN: Final = ' \t\n\r«“„"(_*'
_BEHIND: Final = ' \t\n\r»”"'
PERSON: Final = "a person"  # how the reasons that speak of a person end
SURNAME: Final = "before the surname"  # how those begin that know a person by one
_LAST_WORD: Final = re.compile(r"([^\W\d_][\w՛՜՞’'-]*?)([^\w’'՛՜՞]?)$")
_WORD: Final = re.compile(r"[^\W\d_][\w՛՜՞’'-]*")
TYPE_WORD: Final = "type word"


@cache
def _lexicon(lang: str) -> Mapping[str, frozenset[str]]:
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
    if lang.startswith("hy"):
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
    return _lexicon(lang).get(light, _NONE)


@cache
def _endings(kind: str, lang: str) -> tuple[str, ...]:
    return tuple(word for word, kinds in _lexicon(lang).items() if kind in kinds)


def is_known_word(light: str, lang: str) -> bool:
    """Tell whether a word is a common word, a title or a word for people of a language."""
    return bool(kinds_of(light, lang) & _WORDS) or is_inhabitant(light, lang)


def is_inhabitant(light: str, lang: str) -> bool:
    """Tell whether a word ends like one for the people of a place.

    >>> is_inhabitant("գորիսեցի", "hy"), is_inhabitant("գորիս", "hy")
    (True, False)
    """
    return light.endswith(_endings("inhabitant ending", lang))


_WORDS: Final = frozenset(
    {"common", "common bare", "stop", "qualifier", "person word", "title before", "kin before"}
    | {"given", TYPE_WORD}
)


class Languages:
    """The language at each position of a text: that of its segment, else by its letters."""

    def __init__(self, text: str, segments: Sequence[Segment] = ()) -> None:
        self._text = text
        self._segments = segments
        self._starts = [segment.start for segment in segments]

    def at(self, position: int) -> str:
        """Return the language of a position."""
        script = _script_at(self._text, position)
        if self._starts:
            segment = self._segments[max(bisect_right(self._starts, position) - 1, 0)]
            lang = segment.lang
            # A word in another script than its segment's language is a word of another language.
            is_inside = segment.start <= position < segment.end
            if is_inside and lang != "und" and script == _SCRIPTS.get(lang, ""):
                return lang
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


def language_at(text: str, position: int, segments: Sequence[Segment] = ()) -> str:
    """Return the language of the text at a position: that of its segment, else by its letters.

    >>> language_at("Степанакертдәки", 3), language_at("Шуша", 0), language_at("Şuşa kəndi", 0)
    ('az-Cyrl', 'ru', 'az')
    """
    return Languages(text, segments).at(position)


def _script_at(text: str, position: int) -> str:
    """Return `hy` for Armenian, `ru` for Cyrillic letters; the second letter may not be misread."""
    letter = text[position + 1 : position + 2] or text[position : position + 1]
    if "\u0530" <= letter < "\u0590":
        return "hy"
    return "ru" if "\u0400" <= letter < "\u0530" else ""


# The languages that are not written in Latin letters, by the first of their script.
_SCRIPTS: Final = {"hy": "hy", "hyw": "hy", "ru": "ru", "az-Cyrl": "ru"}
_AZ_CYRILLIC: Final = re.compile("[әғҝҹөүһјӘҒҜҸӨҮҺЈ]")
_AZ_LATIN: Final = re.compile("[əƏğĞışŞ]")


_NO_NAMES: Final = frozenset({"common", "stop", "qualifier", TYPE_WORD})


class Surroundings:
    """The words around a match; what rules ask for more than once is read once."""

    __slots__ = (
        "_before", "_end", "_is_bracketed", "_places", "after_kinds", "before_kinds", "following",
        "lang", "mark", "precedes_name", "previous", "text_after", "text_before", "written",
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
        if len(before) - len(stripped) > 1 and before[len(stripped) :].count("\n") > 1:
            chunk = ""
        self.previous, self.mark, self.before_kinds = _word_before(chunk, lang)
        self._is_bracketed = "(" in before[len(stripped) :]
        spaced = after.lstrip(_BEHIND)
        chunk = ""
        if spaced and len(after) > len(spaced) and (after[0].isspace() or after[1:2].isspace()):
            chunk = (spaced.split(None, 1) or [""])[0]
        self.following, self.after_kinds = _word_after(chunk, lang)
        is_near = len(after) - len(spaced) == 1 and after[0] == " "
        self.precedes_name = is_near and self.following[:1].isupper()

    @property
    def follows_place(self) -> bool:
        """Tell whether the word before begins a match itself."""
        return self._before - len(self.mark) - len(self.previous) in self._places

    @property
    def precedes_place(self) -> bool:
        """Tell whether the word after, one space on, begins a match itself."""
        return self._end + 1 in self._places

    @property
    def follows_name(self) -> bool:
        """Tell whether a capitalised word, most likely a given name, stands directly before.

        An abbreviation is no given name ("the ICRC (Geneva)").
        """
        if self.mark or self._is_bracketed or not self.previous[:1].isupper():
            return False
        if self.previous.isupper() and len(self.previous) > 1 and not self.written.isupper():
            return False
        return "given" in self.before_kinds or not self.before_kinds & _NO_NAMES

    @property
    def begins_list(self) -> bool:
        """Tell whether one of the next members of a list begins a match: Վանք, Կոլատակ, Կիչան."""
        members = _MEMBERS.match(self.text_after)
        return members is not None and any(
            self._end + at + 2 in self._places for at, mark in enumerate(members[0]) if mark == ","
        )

    @property
    def has_type_word(self) -> bool:
        """Tell whether a word such as kəndi, գյուղում, село, г. stands directly beside."""
        if TYPE_WORD in self.after_kinds:
            return True
        if self.mark and (self.mark != "." or len(self.previous) > _ABBREVIATION):
            return False
        is_name = self.previous[:1].isupper() and "given" in self.before_kinds
        return TYPE_WORD in self.before_kinds and not is_name

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
            return gap.count("\n") > 1 or above[-1] in _ENDS
        if last == ":":  # typed for the Armenian full stop; elsewhere it ends no sentence
            return self.lang.startswith("hy")
        return last in _ENDS and not _ABBREVIATED.search(stripped)

    def words_after(self, limit: int, within: str = "[.!?։…\n]") -> list[str]:
        """Return the words after up to the end of the sentence, as light keys."""
        sentence = re.split(within, self.text_after, maxsplit=1)[0]
        return [light_key(word) for word in _WORD.findall(sentence)[:limit]]


_MEMBERS: Final = re.compile(r"(?:, [^\W\d_]+(?: [^\W\d_]+)?(?=[,.։]| [^\W\d_])){1,2}")
_ABBREVIATION: Final = 4  # letters before the stop of an abbreviated type word (г., пос.)
_ABBREVIATED: Final = re.compile(r"(?:^|[\s(])[^\W\d_]{1,3}\.$")


@lru_cache(maxsize=1 << 15)
def _word_before(chunk: str, lang: str) -> tuple[str, str, frozenset[str]]:
    """Return the last word of what stands between two spaces, the mark behind it, its kinds.

    Cached: texts repeat the words beside their names.
    """
    met = _LAST_WORD.search(chunk)
    if not met:
        return "", chunk[-1:], _NONE
    return met[1], met[2], kinds_of(light_key(met[1]), lang)


@lru_cache(maxsize=1 << 15)
def _word_after(chunk: str, lang: str) -> tuple[str, frozenset[str]]:
    """Return the first word of what stands between two spaces and, of a small one, its kinds."""
    met = _WORD.match(chunk)
    if not met:
        return "", _NONE
    kinds = _inflected_kinds(light_key(met[0]), lang)
    return met[0], kinds if met[0][0].islower() else kinds & _CAPITALISED


# What is written in capitals too: Baku Street, Sevan Hanım.
_CAPITALISED: Final = frozenset({"street after", "title after"})
_LONGEST_TAIL: Final = 6
_LEAST_STEM: Final = 3


def _inflected_kinds(light: str, lang: str) -> frozenset[str]:
    """Return what a word is, if need be without its case ending: küçəsindəki, պողոտայում."""
    kinds = kinds_of(light, lang)
    if kinds or not lang.startswith(("az", "hy", "tr")):
        return kinds
    for cut in range(1, min(_LONGEST_TAIL, len(light) - _LEAST_STEM) + 1):
        if is_tail(light[-cut:]) and (kinds := kinds_of(light[:-cut], lang) & _DECLINED):
            return kinds
    return _NONE


_DECLINED: Final = frozenset(
    {
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

    `kinds` are those of the word and of the names that it may be. `signs` are `world` (no place
    of the region has the name), `state` (a country or a seat of government has it), `town`
    (nothing but settlements have it), `local` (its case says where or whence), `bare`, `definite`
    and `dative` (cases that tell who comes from where one goes), `owner` and `object` (a genitive,
    an accusative), `surname`, `surname form` (it ends like one only as it is declined), `declined`
    (an adjective made of the name), `phrase` (several words), `loose` (behind “old” or “new” words
    written small that are capitals in the name) and `abbreviation` (short and in capitals, which
    the name is not).
    """

    light: str
    kinds: frozenset[str]
    signs: frozenset[str]


def written_word(written: str, forms: Collection[str], signs: Iterable[str], lang: str) -> Written:
    """Return what a written word is, given the names that it may be."""
    light = light_key(written)
    signs = frozenset(signs)
    inherited = frozenset().union(*(kinds_of(form, lang) for form in forms)) - _BARE
    kinds = kinds_of(light, lang) | inherited
    if is_surname(written, lang):
        # "Ağdamın" ends like a surname and is the genitive of a name that does not.
        own = not forms or light in forms or any(is_surname(form.title(), lang) for form in forms)
        signs |= {"surname" if own and "declined" not in signs else "surname form"}
    return Written(light, kinds, signs)


_BARE: Final = frozenset({"common bare", "qualifier"})  # said of just this form


def is_surname(word: str, lang: str) -> bool:
    """Tell whether a capitalised word ends like a surname.

    >>> is_surname("Petrosyan", "en"), is_surname("Сарсанг", "ru")
    (True, False)
    """
    if len(word) < 5 or not word[0].isupper():
        return False
    return light_key(word).endswith(_endings("surname ending", lang))


_Rule = Callable[[Surroundings, Written], str]


def exclusion(around: Surroundings, word: Written) -> str:
    """Return the reason why a capitalised name is no place here; empty when it may be."""
    for rule in _rules_for(word.kinds, word.signs):
        if reason := rule(around, word):
            return reason
    return ""


@lru_cache(maxsize=4096)
def _rules_for(kinds: frozenset[str], signs: frozenset[str]) -> tuple[_Rule, ...]:
    """Return the rules that can hold for a word of these kinds and signs, in their order."""
    if "phrase" in signs:
        return _OF_PHRASES
    own = kinds | signs
    return tuple(r for r in _RULES if r not in _NEEDED or not own.isdisjoint(_NEEDED[r]))


def _abbreviation(around: Surroundings, word: Written) -> str:
    if "abbreviation" in word.signs and not (
        around.previous.isupper() or around.following.isupper()
    ):
        return f"{around.written} alone in capitals: an abbreviation"
    return ""


def _people(_: Surroundings, word: Written) -> str:
    if "person word" in word.kinds:
        return f"{word.light} is a word for people or an adjective"
    return ""


def _joined(around: Surroundings, _: Written) -> str:
    """Find what a hyphen makes of a name: Shushi-born, Kars-Petrov."""
    met = _COMPOUND.match(around.text_after) if around.text_after[:1] in _HYPHENS else None
    if not met:
        return ""
    if "joined after" in kinds_of(met[1].lower(), around.lang):
        return f"joined to {met[1]}: people and not the place"
    is_named = "title before" in around.before_kinds or around.follows_name
    if is_surname(met[1], around.lang) and (is_named or "kin before" in around.before_kinds):
        return f"joined to the surname {met[1]}: a person"
    return ""


_HYPHENS: Final = frozenset("-‐‑")
_COMPOUND: Final = re.compile("[-‐‑]([^\\W\\d_]{3,})")


def _other_sense(around: Surroundings, word: Written) -> str:
    """Find the thing that a word means too, by the words around: turkey, not lamb."""
    if "other sense" not in kinds_of(word.light, around.lang):
        return ""
    before = _SENTENCE_ENDS.split(around.text_before)[-1]
    near = [*map(light_key, _WORD.findall(before)), *around.words_after(6)]
    for key in near:
        if "of other sense" in kinds_of(key, around.lang):
            return f"beside {key}: {word.light} is no name here"
    return ""


_SENTENCE_ENDS: Final = re.compile("[.,;:!?։…\n]")


def _street(around: Surroundings, _: Written) -> str:
    beside = ""
    if "street after" in around.after_kinds:
        beside = around.following
    elif "street before" in around.before_kinds and around.mark in {"", "."}:
        beside = around.previous
    elif "quoted after" in around.after_kinds and around.text_after[:1] in _CLOSING:
        beside = around.following
    return f"beside {beside}: a street, house or brand is not its namesake" if beside else ""


_CLOSING: Final = frozenset('»”“"')


def _titled(around: Surroundings, word: Written) -> str:
    if "title before" in around.before_kinds and around.mark in {"", "."}:
        return f"after the title {around.previous}: a person"
    # "Laçın müəllim" is called so; who is "Laçının müəllimi" teaches there.
    owns = "owner" in word.signs and around.lang in _POSSESSED
    if "title after" in around.after_kinds and not owns:
        return f"before {around.following}: a person"
    return ""


def _kin(around: Surroundings, word: Written) -> str:
    if (
        "occupation before" in around.before_kinds
        and not around.mark
        and "surname" in word.signs
        and not {"local", "declined"} & word.signs
        and TYPE_WORD not in around.after_kinds
    ):
        return f"after {around.previous}, like a surname: a person"
    if "given" not in word.kinds or "local" in word.signs:
        return ""
    if around.before_kinds & _KIN and around.mark not in _ENDS and not _is_goal(around, word):
        return f"after {around.previous}: a person"
    if "particle" in around.before_kinds and (met := _LAST_WORDS.search(around.text_before)):
        first = kinds_of(light_key(met[0].split()[0]), around.lang)
        if first & _KIN and not around.has_type_word and not _is_goal(around, word):
            return f"after {met[0].split()[0]}: a person"
    if around.after_kinds & {"kin after", "person after"}:
        return f"before {around.following}: a person"
    return ""


_KIN: Final = frozenset({"kin before", "own kin"})


def _is_goal(around: Surroundings, word: Written) -> bool:
    """Tell whether kin went to the place: "dostum Laçına getdi" and "եղբայրս Մասիս գնաց"."""
    if around.has_type_word:
        return True
    tells = "bare" if around.lang.startswith("hy") else "dative"
    if tells not in word.signs or not around.lang.startswith(("az", "hy", "tr")):
        return False
    return any("motion verb" in kinds_of(key, around.lang) for key in around.words_after(4))


def _aged(around: Surroundings, word: Written) -> str:
    """Find a person by an age: "Ani, 24,", "Ani, a 24-year-old", «24-летняя Ани», 24 yaşlı Ani."""
    after = around.text_after
    if (after[:1] in _BEFORE_AGE or after[:2] == " (") and (met := _AGE.match(after)):
        is_said = bool(met[2]) and "age word" in kinds_of(light_key(met[2]), around.lang)
        if is_said if met[2] else "given" in word.kinds and after[met.end() :][:1] in _CLOSED_AGE:
            return f"{met[1]} years old: a person"
    if "given" in word.kinds and "age word" in around.before_kinds and not around.mark:
        return f"after {around.previous}: a person"
    return ""


_BEFORE_AGE: Final = frozenset(",(՝")
_CLOSED_AGE: Final = frozenset(",)")
_AGE: Final = re.compile(
    r" ?[,(՝]\s*(?:an?\s|aged\s)?(\d{1,3})(?:[\s‐‑-]([^\W\d_][\w-]*))?(?![\d.])"
)


def _accompanied(around: Surroundings, word: Written) -> str:
    """Find a person by its kin beside it: "Masis and his sister", Araz və bacısı."""
    if "given" not in word.kinds or "local" in word.signs or around.mark == "(":
        return ""
    met = _COMPANY.match(around.text_after)
    if not met or "joins" not in kinds_of(light_key(met[1]), around.lang):
        return ""
    first, second = (kinds_of(light_key(key or ""), around.lang) for key in met.groups()[1:])
    is_kin = "pronoun" in first and second & _RELATED
    if is_kin or (around.lang in _POSSESSED and "person after" in first):
        return f"with {met[2] if not is_kin else met[3]}: a person"
    return ""


_COMPANY: Final = re.compile(r"\s([^\W\d_]+)\s+([^\W\d_]+)(?:\s+([^\W\d_]+))?")
_RELATED: Final = frozenset({"kin before", "kin after", "kin owned", "person after", "given owned"})
_POSSESSED: Final = frozenset({"az", "az-Cyrl", "tr"})  # whose is an ending of the word for kin


def _among_kin(around: Surroundings, word: Written) -> str:
    """Find a given name in a list of kin: "three grandchildren (Ani, Gor and Paris)"."""
    if "given" in word.kinds:
        if "local" in word.signs or around.has_type_word:
            return ""
        if kin := _kin_of_list(around):
            return f"among {kin}: a person"
    elif around.previous != "of" or not _KIN_OF.search(around.text_before):
        return ""
    both = _BOTH.match(around.text_after)
    if both is None or not is_surname(both[3], around.lang):
        return ""
    first, second = kinds_of(both[1], around.lang), kinds_of(light_key(both[2]), around.lang)
    return f"with {both[2]} {both[3]}: a person" if "joins" in first and "given" in second else ""


def _kin_of_list(around: Surroundings) -> str:
    """Return the word for kin in the plural that opens the list in which a name stands."""
    if not _kin_plurals(around.lang).search(around.text_before):
        return ""
    met = _KIN_LIST.search(around.text_before)
    return met[1] if met and "kin plural" in kinds_of(light_key(met[1]), around.lang) else ""


@cache
def _kin_plurals(lang: str) -> re.Pattern[str]:
    """Return what finds a word for kin in the plural fast, which few names have before them."""
    words = [word for word, kinds in _lexicon(lang).items() if "kin plural" in kinds]
    return re.compile("|".join(map(re.escape, words)) or r"(?!)", re.IGNORECASE)


_KIN_OF: Final = re.compile(r"\b(?:child|children|son|sons|daughters?|parents)\sof\s$")
_KIN_LIST: Final = re.compile(
    r"([^\W\d_]+)\s?[(:—–՝,]?\s?(?:[^\W\d_]+(?:,\s|\s[^\W\d_]{1,4}\s)){0,4}$"
)
_BOTH: Final = re.compile(r"\s([^\W\d_]{1,4})\s([^\W\d_]+)\s([^\W\d_]+)")


def _initialled(around: Surroundings, word: Written) -> str:
    """Find a surname behind initials: «Р. Ю. Шушинский», "T. Shusha-Zade"."""
    met = _INITIALS.search(around.text_before) if around.mark == "." else None
    if met is None:
        return ""
    after = around.text_after
    joined = _COMPOUND.match(after) if after[:1] in _HYPHENS else None
    ends = _endings("surname ending", around.lang)
    is_named = joined is not None and light_key(joined[1]).endswith(ends)
    if met[1] or is_named or {"surname", "surname form", "declined"} & word.signs:
        return f"after the initial {met[2]}.: a person"
    return ""


_INITIALS: Final = re.compile(r"(?<![^\W\d_])([^\W\d_]\.\s?)?([^\W\d_])\.\s?$")


def _saint(around: Surroundings, _: Written) -> str:
    """Find a saint, his church or his day: St. James church, Saint John the Baptist."""
    first, *rest = around.written.split(" ", 1)
    name = "".join(rest)
    if "saint" not in kinds_of(light_key(first), around.lang):
        return ""
    if "given" not in kinds_of(light_key(name), around.lang):
        return ""
    is_house = "saint after" in around.after_kinds
    if is_house or around.precedes_name or _BYNAME.match(around.text_after):
        return "the name of a saint or of his house: a person"
    return ""


_BYNAME: Final = re.compile(r"\sthe\s[A-Z]|[’']s?\s")


def _institution(around: Surroundings, word: Written) -> str:
    """Find a house or a thing with an article, which no town far away has: the Hermitage."""
    if around.lang != "en" or not {"world", "town"} <= word.signs or around.mark:
        return ""
    if around.previous.lower() != "the" or around.has_type_word:
        return ""
    goes_on = around.text_after[:1].isspace() and around.following
    if goes_on and light_key(around.following) not in _governing("en") | _CLAUSE_WORDS:
        return ""
    return "behind an article: a house or a thing, and no town"


_CLAUSE_WORDS: Final = frozenset(["and", "or", "had", "has", "but", "which", "that"])


def _dated(around: Surroundings, word: Written) -> str:
    """Find the month of a date: 3 Հոկտեմբեր."""
    if "month" in kinds_of(word.light, around.lang) and _DAY.search(around.text_before):
        return "behind the day: a month"
    return ""


_DAY: Final = re.compile(r"\d\s?(?:-?[^\W\d_]{0,3}\s)?$")


def _owner(around: Surroundings, word: Written) -> str:
    """Find a person by what only a person has or does: "Lenin's sister", "Pushkin, who"."""
    after = around.text_after
    owned = _OWNED.match(after)
    owns = {"kin owned", "given owned"} if "given" in word.kinds else {"kin owned"}
    for key in owned[1].split() if owned else ():
        if owns & kinds_of(key, around.lang):
            return f"has a {key}: a person"
    if "work after" in around.after_kinds and {"given", "surname"} & {*word.kinds, *word.signs}:
        return f"before {around.following}: a person"
    if around.lang == "en" and _WHO.match(after) and not _PREPOSED.search(around.text_before):
        return "goes on with “who”: a person"
    return ""


def _acting(around: Surroundings, word: Written) -> str:
    """Find a given name by what only a person does: laughs, sings, is a teacher named so."""
    if reason := _called(around):
        return reason
    if "given" not in word.kinds or "local" in word.signs or around.has_type_word:
        return ""
    if around.text_after[:1] in _JOINING or around.text_before[-1:] in _JOINING:
        return ""  # an end of a road, a line, a tunnel
    verbs = _verbs_of(word, around.lang)
    for key in _predicates(around, word):
        if kinds_of(key, around.lang) & verbs:
            return f"{key} is said of a person"
    named = _CALLED.search(around.text_before)
    if named and "kin before" in kinds_of(named[1], around.lang):
        return f"after a {named[1]} of this name: a person"
    return ""


def _telling(around: Surroundings, word: Written) -> str:
    """Find a person by whom a verb of saying speaks of: "Goris told us that his father"."""
    if "speech verb" not in around.after_kinds or around.lang != "en" or "state" in word.signs:
        return ""
    met = _TELLS.match(around.text_after)
    if met is None or stands_as_place(around):
        return ""
    return f"{around.following} of {met[1]}: a person"


_TELLS: Final = re.compile(
    r"\s+[a-z]+(?:\s(?:us|me|him|her|them))?(?:\sthat)?\s(he|she|his|her|I|my)\s"
)


def _verbs_of(word: Written, lang: str) -> frozenset[str]:
    """Return the kinds of verb that make the name a person.

    Governments say much too. Where a name without an ending tells the goal, only its definite
    form comes or goes (Մասիսը գնաց, but Մասիս գնաց).
    """
    if lang == "en" and "state" not in word.signs:
        return _SPEAKING
    shows = "definite" if lang.startswith("hy") else "bare"
    return _MOVING if shows in word.signs else _DOING


_DOING: Final = frozenset({"person verb"})
_SPEAKING: Final = _DOING | {"speech verb"}
_MOVING: Final = _DOING | {"motion verb"}


def _predicates(around: Surroundings, word: Written) -> Iterator[str]:
    """Yield the words beside a name that may say what it does, none where it is governed.

    The subject of a verb some words on stands in no oblique case: "Մասիսի գյուղացին ասաց".
    """
    before = _LAST_WORDS.search(around.text_before)
    words = list(map(light_key, before[0].split())) if before else []
    if words and words[-1] in _governing(around.lang.partition("-")[0]):
        return
    if "resident before" in around.before_kinds:
        return
    reach = 1 if _SUBJECT.isdisjoint(word.signs) else 3
    yield from around.words_after(reach, within="[.,:;!?։…\n]")
    yield from words


_SUBJECT: Final = frozenset({"bare", "definite"})


@cache
def _governing(primary: str) -> frozenset[str]:
    """Return the prepositions and the like behind which a name is the place of an action."""
    rows = [r for r in knowledge("roles.csv") if r["lang"] == primary and r["side"] == "before"]
    words = "|".join(row["words"] for row in rows if row["role"] == "literal")
    return frozenset(word for word in words.split("|") if " " not in word)


def _called(around: Surroundings) -> str:
    """Find a person by who is said to have the name: a student named Artsakh."""
    if "name word" in around.after_kinds:
        for bearer in around.words_after(3)[1:]:  # "X adlı bir tələbə": past an article
            if _inflected_kinds(bearer, around.lang) & _BEARERS:
                return f"the name of a {bearer}: a person"
    if "named" not in around.text_before[-_NAMED_REACH:]:
        return ""
    named = _NAMED.search(around.text_before)
    if named and "kin before" in kinds_of(named[1], around.lang):
        return f"a {named[1]} named so: a person"
    return ""


_JOINING: Final = frozenset("-‐‑–—")
_BEARERS: Final = frozenset({"kin before", "title before", "occupation after", "kin after"})
_LAST_WORDS: Final = re.compile(r"(?:[^\W\d_]+\s)?[^\W\d_]+\s$")
_NAMED: Final = re.compile(r"([a-z]+)\snamed\s$")
_NAMED_REACH: Final = 7  # letters: "named" and the space behind it
_CALLED: Final = re.compile(r"([a-z]+)\s(?:named|called)\s$")
_OWNED: Final = re.compile(r"[’']s\s+([a-z]+(?:\s[a-z]+)?)")
_WHO: Final = re.compile(r",\s+who(?:se)?\s")
_PREPOSED: Final = re.compile(r"\b(?:of|in|from|and|or|to|near|at)\s+(?:the\s+)?$")


def _named(around: Surroundings, word: Written) -> str:
    """Find a person by the name beside it: Van Petrosyan, Gor Shahumyan, Սևանը՝ աշխատակիցը."""
    if "local" in word.signs or around.has_type_word:
        return ""
    is_first = "given" in word.kinds or not around.precedes_place
    following = _POSSESSIVE.sub("", around.following)
    if is_first and around.precedes_name and is_surname(following, around.lang):
        return f"{SURNAME} {around.following}: a person"
    if around.follows_name and "given" in around.before_kinds and around.lang == "en":
        if "given" in word.kinds:
            return f"after {around.previous}: the second name of a person"
        if "title before" in word.kinds and around.precedes_name:
            return f"between {around.previous} and {around.following}: a person"
    behind = around.words_after(2) if "given" in word.kinds and around.precedes_name else []
    if len(behind) > 1 and "kin after" in kinds_of(behind[1], around.lang):
        return f"before {around.following} {behind[1]}: a person"
    if _is_nisba(around, word):
        return f"after {around.previous}, “who is from there”: a person"
    is_given = "given" in around.before_kinds  # else it may be any word that begins a sentence
    is_surname_of = ("surname" in word.signs and (is_given or ends_strongly(word))) or (
        "surname form" in word.signs and is_given
    )
    if is_surname_of and around.follows_name:
        is_first = "given" in around.before_kinds or not around.follows_place
        if is_first:
            return f"after {around.previous}: the surname of a person"
    return _named_by_apposition(around, word) if "given" in word.kinds else ""


def _is_nisba(around: Surroundings, word: Written) -> bool:
    """Tell whether an Azerbaijani form in -i says whence a person is: Səfixan Qarabaği.

    It is spelt like an accusative, which would have its verb behind it.
    """
    is_form = "object" in word.signs and around.lang in _POSSESSED
    return is_form and around.follows_name and around.text_after[:1] in _CLAUSE_MARKS


_CLAUSE_MARKS: Final = frozenset([".", ",", ";", ")", ""])


def ends_strongly(word: Written) -> bool:
    """Tell whether a surname is known by its end, as -yan is and the -li of Qaradağlı is not."""
    return not word.light.endswith(_WEAK_ENDINGS)


_WEAK_ENDINGS: Final = (
    "li", "lu", "lü", "ly", "in", "ina", "ли", "лы", "лу", "лү", "ин", "ина",
)  # fmt: skip


_POSSESSIVE: Final = re.compile("[’']s?$")


def _named_by_apposition(around: Surroundings, word: Written) -> str:
    if "world" in word.signs and around.precedes_name and not _is_designation(around):
        return f"{SURNAME} {around.following}: a person"
    following = [kinds_of(key, around.lang) for key in around.words_after(5)]
    if around.text_after.lstrip()[:1] in {"՝", ","} and any(
        "occupation after" in kinds for kinds in following[:4]
    ):
        return "an occupation stands in apposition: a person"
    if around.lang == "en" and _is_apposed_bearer(around):
        return "an apposition says who it is: a person"
    clause = around.words_after(5, within="[.,!?։…\n]")
    if any("name word" in kinds_of(key, around.lang) for key in clause):
        return "said to be the name of a person"
    return ""


def _is_apposed_bearer(around: Surroundings) -> bool:
    """Tell whether an apposition says who one is: "Lori, our draughtswoman,"."""
    met = _OUR.match(around.text_after)
    if met is None:
        return False
    kinds = kinds_of(met[1], around.lang)
    return bool(kinds & {"kin before", "kin plural"}) or met[1].endswith(_BEARING)


_OUR: Final = re.compile(
    r",\s(?:our|my|his|her|their|the|an?|both|all)\s(?:[a-z]+\s)?([a-z]+(?:-\n[a-z]+)?)"
    r"(?=[,.;]|\swho\s)"
)
_BEARING: Final = ("woman", "man", "ist", "ess", "keeper", "nurse", "maid", "clerk", "cook")


def _is_designation(around: Surroundings) -> bool:
    """Tell whether the word behind makes a place and no person: Georgia State, Paris Treaty."""
    if follows_preposition(around) or around.following.isupper():
        return True
    key = light_key(around.following)
    kinds = kinds_of(key, around.lang)
    if "given" in kinds:
        return False
    if kinds & _NOT_SECOND or around.precedes_place:
        return True
    heads = _heads(around.lang)  # "Georgia Power Company"
    return any(word in heads for word in around.words_after(2, within="[.,:;!?…\n]"))


_NOT_SECOND: Final = _NO_NAMES | {"title before", "street after", "person word"}


@cache
def _heads(lang: str) -> frozenset[str]:
    """Return the words that follow a place in the names of organisations and events."""
    return frozenset(
        light_key(phrase.split()[0].rstrip("*"))
        for row in knowledge("roles.csv")
        if row["lang"] == lang and row["side"] == "after" and row["role"] == "associative"
        for phrase in row["words"].split("|")
    )


def _common(around: Surroundings, word: Written) -> str:
    if TYPE_WORD in kinds_of(f"{word.light} {light_key(around.following)}", around.lang):
        return f"{word.light} {around.following}: a type word of two words"
    is_common = bool(word.kinds & _COMMON) or ("world" in word.signs and TYPE_WORD in word.kinds)
    if not is_common or around.has_type_word or around.begins_list or _is_said_place(around):
        return ""
    if _is_headed(around) or "motion verb" in around.after_kinds:
        return ""  # "Rivers. Tartar"; one goes to Մեղրի and not to honey
    if "stop" in word.kinds:
        return f"{word.light} is a word of grammar"
    if "given" in word.kinds and ("local" in word.signs or around.following in WITHIN):
        return ""  # nobody is in a person
    if "world" in word.signs and not follows_preposition(around):
        return f"{word.light} is a common word"
    if around.lang == "en" and around.previous.lower() in _ANY_ONE:
        return f"{around.previous} {word.light}: one of many, and no name"
    if not around.begins_sentence or (
        around.written.isupper() and _HEADWORD.match(around.text_after)
    ):
        return ""
    return f"{word.light} begins the sentence: a common word"


# Postpositions of place; nobody is in, near or around a person in the same way.
WITHIN: Final = frozenset(
    {"մեջ", "մէջ", "մոտ", "մօտ", "մոտից", "մօտէն", "մոտով", "մէջէն", "միջով", "շուրջ", "շուրջը",
     "yaxınlığında", "yaxınlığındakı", "ətrafında", "istiqamətində", "јахынлығында", "әтрафында"}
)  # fmt: skip
_HEADWORD: Final = re.compile(r"(?:\s\(\w+\))?\s[–—-]\s")  # of a reference work, in capitals


_ANY_ONE: Final = frozenset(["a", "an"])


def _is_headed(around: Surroundings) -> bool:
    """Tell whether the heading of a list stands before: "Rivers and waters. Tartar"."""
    if around.mark not in _HEADING_MARKS or not around.previous:
        return False
    return light_key(around.previous) in _headings(around.lang.partition("-")[0])


_HEADING_MARKS: Final = frozenset(".:՝։–—")


@cache
def _headings(primary: str) -> frozenset[str]:
    lang = "hy" if primary == "hyw" else primary
    rows = knowledge("context_words.csv")
    words = [r["words"] for r in rows if r["side"] == "heading" and r["lang"] == lang]
    return frozenset(word for cell in words for word in cell.split("|"))


def _is_said_place(around: Surroundings) -> bool:
    """Tell whether the text says what kind of place it is: "Van is a city"."""
    if "called after" in around.after_kinds:
        return True
    met = _SAID.match(around.text_after) if around.lang == "en" else None
    return met is not None and any(
        TYPE_WORD in kinds_of(key, around.lang) for key in met[1].split()
    )


_SAID: Final = re.compile(r"\s+(?:is|was)\s+(?:a|an|the)\s+([a-z-]+(?:\s[a-z]+)?)")


_COMMON: Final = frozenset({"common", "stop", "title before", "kin before", "kin after", *_BARE})


def stands_as_place(around: Surroundings) -> bool:
    """Tell whether a type word or a preposition of place speaks for a place."""
    return around.has_type_word or follows_preposition(around)


def follows_preposition(around: Surroundings) -> bool:
    """Tell whether a preposition of place stands directly before."""
    return not around.mark and is_preposition(around.previous)


def stands_elsewhere(around: Surroundings) -> bool:
    """Tell whether anything beside a name lets it be a place: it is governed or said to be one."""
    if stands_as_place(around) or around.follows_place or around.precedes_place:
        return True
    if light_key(around.previous) in _governing(around.lang.partition("-")[0]):
        return True
    near = around.words_after(3, within="[.!?։…\n]")
    return any(TYPE_WORD in kinds_of(key, around.lang) for key in near)


def is_preposition(word: str) -> bool:
    """Tell whether a word is a preposition of place."""
    return light_key(word) in _PREPOSITIONS


_PREPOSITIONS: Final = frozenset(
    {"in", "from", "to", "near", "at", "towards", "toward", "via", "в", "во", "из", "к", "около",
     "под", "близ", "возле", "à", "de", "en", "nach", "aus", "դեպի", "դէպի", "մինչև", "մինչեւ"}
)  # fmt: skip


def _loose(around: Surroundings, word: Written) -> str:
    """Find a common phrase that begins a sentence as a name of two words does: Հին թաղեր."""
    if "loose" in word.signs and around.begins_sentence and not around.has_type_word:
        return f"{around.written} begins the sentence with a small word behind: no name"
    return ""


_OF_PHRASES: Final = (_loose, _saint, _street, _titled)  # of names of several words
_RULES: Final = (
    _abbreviation, _people, _dated, _joined, _initialled, _other_sense, _street, _titled, _kin,
    _aged, _accompanied, _among_kin, _owner, _acting, _telling, _named, _institution, _common,
)  # fmt: skip
# What a word must be for a rule; the others hold for any.
_NEEDED: Final[dict[_Rule, frozenset[str]]] = {
    _abbreviation: frozenset({"abbreviation"}),
    _people: frozenset({"person word"}),
    _dated: frozenset({"month"}),
    _other_sense: frozenset({"other sense"}),
    _kin: frozenset({"given", "surname"}),
    _accompanied: frozenset({"given"}),
    _institution: frozenset({"town"}),
}
