"""Tell when a word that is written like a place is none: a common word, a person, a street.

The words that decide are rows of `geodata/knowledge/not_places.csv`, by language and kind; this
module says where each kind must stand. Every exclusion has its reason as a sentence.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

from gazetteer.geoparsing.context import primary_of
from gazetteer.geoparsing.persons import (
    accompanied,
    acting,
    aged,
    among_kin,
    before_initials,
    forenamed,
    governing,
    initialled,
    joined,
    kin,
    named,
    named_like_a_case,
    owner,
    saint,
    telling,
    titled,
    whole_name,
    with_initial,
)
from gazetteer.geoparsing.surroundings import (
    BARE,
    HYPHENS,
    TYPE_WORD,
    WORD,
    Beside,
    Surroundings,
    Written,
    follows_preposition,
    inflected_kinds,
    kinds_of,
    precedes_postposition,
    stands_as_place,
)
from gazetteer.geoparsing.tokens import light_key
from geodata.door import knowledge

_Rule = Callable[[Surroundings, Written], str]


def exclusion(around: Surroundings, word: Written) -> str:
    """Return the reason why a capitalised name is no place here; empty when it may be."""
    for rule in _rules_for(word.kinds, word.signs, around.beside):
        if reason := rule(around, word):
            return reason
    return ""


@lru_cache(maxsize=4096)
def _rules_for(kinds: frozenset[str], signs: frozenset[str], beside: int) -> tuple[_Rule, ...]:
    """Return the rules that can hold for such a word with such signs beside it, in their order."""
    own = kinds | signs
    rules = _OF_PHRASES if "phrase" in signs else _RULES
    free = _OF_GIVEN if "given" in kinds else frozenset()
    return tuple(
        rule
        for rule in rules
        if (rule not in _NEEDED or not own.isdisjoint(_NEEDED[rule]))
        and (rule not in _BESIDE or rule in free or beside & _BESIDE[rule])
    )


def _abbreviation(around: Surroundings, word: Written) -> str:
    if "world" not in word.signs:  # a village of the region in capitals, unless inside a sentence
        is_inside = around.previous.islower() and not around.mark and not stands_as_place(around)
        is_inside = is_inside and not around.following.isupper()
        return f"{around.written} in a sentence: an abbreviation" if is_inside else ""
    if _is_dateline(around):
        return ""
    if not around.previous.isupper() and not around.following.isupper():
        return f"{around.written} alone in capitals: an abbreviation"
    return ""


def _is_dateline(around: Surroundings) -> bool:
    """Tell whether a name begins a paragraph before a dash: «ՀԱԼԷՊ.— Այնթապցի տիկիններ …»."""
    return bool(_PARAGRAPH.search(around.text_before) and _DASHED.match(around.text_after))


_DASHED: Final = re.compile(r"[.։:,]?\s?[–—]")


def _in_capitals(around: Surroundings, word: Written) -> str:
    """Find a type word of a line in capitals: FÜZULİ ŞƏHƏRİNDƏ."""
    if not around.previous.isupper() and not around.following.isupper():
        return ""
    if TYPE_WORD in inflected_kinds(word.light, around.lang) and not around.has_type_word:
        return f"{word.light} in a line of capitals: a type word"
    return ""


def _people(_: Surroundings, word: Written) -> str:
    if "person word" in word.kinds:
        return f"{word.light} is a word for people or an adjective"
    return ""


def _other_sense(around: Surroundings, word: Written) -> str:
    """Find the thing that a word means too, by the words around: turkey, not lamb."""
    if "other sense" not in kinds_of(word.light, around.lang):
        return ""
    before = _SENTENCE_ENDS.split(around.text_before)[-1]
    near = [*map(light_key, WORD.findall(before)), *around.words_after(6)]
    for key in near:
        if "of other sense" in kinds_of(key, around.lang):
            return f"beside {key}: {word.light} is no name here"
    return ""


_SENTENCE_ENDS: Final = re.compile("[.,;:!?։…\n]")


def _street(around: Surroundings, _: Written) -> str:
    beside = ""
    if "street after" in around.after_kinds:
        beside = around.following
    elif "street before" in around.before_kinds and not around.ends_before:
        beside = around.previous
    elif "quoted after" in around.after_kinds and around.text_after[:1] in _CLOSING:
        beside = around.following
    return f"beside {beside}: a street, house, brand or tribe is not its namesake" if beside else ""


_CLOSING: Final = frozenset('»”“"')


def _institution(around: Surroundings, word: Written) -> str:
    """Find a house or a thing with an article, which no town far away has: the Hermitage."""
    if primary_of(around.lang) != "en" or not {"world", "town"} <= word.signs or around.mark:
        return ""
    if around.previous.lower() != "the" or around.has_type_word:
        return ""
    goes_on = around.text_after[:1].isspace() and around.following
    if goes_on and light_key(around.following) not in governing("en") | _CLAUSE_WORDS:
        return ""
    return "behind an article: a house or a thing, and no town"


_CLAUSE_WORDS: Final = frozenset(["and", "or", "had", "has", "but", "which", "that"])


def _dated(around: Surroundings, word: Written) -> str:
    """Find the month of a date: 3 Հոկտեմբեր, Հոկտեմբերի 6-ին."""
    if "month" not in kinds_of(word.light, around.lang):
        return ""
    if _DAY.search(around.text_before):
        return "behind the day: a month"
    return "before the day: a month" if _DAY_BEHIND.match(around.text_after) else ""


_DAY: Final = re.compile(r"\d\s?(?:-?[^\W\d_]{0,3}\s)?$")
_DAY_BEHIND: Final = re.compile(r"\s(?:[12]?\d|3[01])(?!\d|\s?(?:km|км|կմ|[.,]\d))")


def _qualifying(around: Surroundings, word: Written) -> str:
    """Find a word for size or age that names nothing here: a new bridge, Saint James."""
    is_other = "world" in word.signs or around.precedes_name
    return f"{word.light} needs another word beside it" if is_other else ""


def _designating(around: Surroundings, word: Written) -> str:
    """Find a type word inside a designation: Ağdam Şəhər Xəstəxanası, not "X's Gavar Region"."""
    if TYPE_WORD not in word.kinds or not around.follows_place or not around.precedes_name:
        return ""
    if around.text_before.endswith(_POSSESSIVE):
        return ""
    return "" if around.mark else f"behind {around.previous}: a word of a designation"


_POSSESSIVE: Final = ("'s ", "’s ")


def _indefinite(around: Surroundings, word: Written) -> str:
    """Find a type word with the article that Western Armenian sets behind it: «գաւառ մը»."""
    is_noun = TYPE_WORD in word.kinds or not word.kinds.isdisjoint(_COMMON)
    if not is_noun or light_key(around.following) not in _ANY_ONE_BEHIND:
        return ""
    return f"{word.light} {around.following}: one of many, and no name"


def _common(around: Surroundings, word: Written) -> str:
    if "begins type" in word.signs and _is_type_of_two(word, around):
        return f"{word.light} {around.following}: a type word of two words"
    if {"stop", "world"} <= word.kinds | word.signs and _heads_type_word(around):
        return f"{word.light} {around.following}: a word of grammar"
    if not _is_common(word) or _is_used_as_place(around, word):
        return ""
    if "stop" in word.kinds:
        return f"{word.light} is a word of grammar"
    if "given" in word.kinds and ("local" in word.signs or precedes_postposition(around)):
        return ""  # nobody is in, near or around a person
    if _opens_report(around):
        return ""
    if "world" in word.signs and not follows_preposition(around):
        return f"{word.light} is a common word"
    if primary_of(around.lang) == "en" and around.previous.lower() in _ANY_ONE:
        return f"{around.previous} {word.light}: one of many, and no name"
    if around.begins_sentence and not _heads_entry_or_pair(around):
        return f"{word.light} begins the sentence: a common word"
    return ""


def _heads_entry_or_pair(around: Surroundings) -> bool:
    """Tell whether a first word heads an entry, or is joined to a name: Daşkəsən-Gədəbəy."""
    if around.text_after[:1] in HYPHENS and around.text_after[1:2].isupper():
        return True
    return around.written.isupper() and _HEADWORD.match(around.text_after) is not None


def _is_common(word: Written) -> bool:
    if word.kinds & _COMMON or "vocabulary" in word.signs:
        return True
    return "world" in word.signs and TYPE_WORD in word.kinds


def _is_used_as_place(around: Surroundings, word: Written) -> bool:
    """Tell whether what stands beside a word is said of places alone."""
    if around.has_type_word or around.begins_list or _is_said_place(around):
        return True
    if "short name" in word.signs and _is_among_small(around):
        return True  # "the US government", not "LET US GO"
    # "Rivers. Tartar"; one goes to Մեղրի and not to honey
    return _is_headed(around) or "motion verb" in around.after_kinds


def _heads_type_word(around: Surroundings) -> bool:
    """Tell whether a type word stands behind and none before: "One village", no town of One."""
    return TYPE_WORD in around.after_kinds and TYPE_WORD not in around.before_kinds


def _opens_report(around: Surroundings) -> bool:
    """Tell whether a name stands alone before the sentences of its paragraph: «Մեղրի։ Սելավը …».

    What is a label has a word or two behind it: «Տեղ։ Գորիս».
    """
    if around.written.isupper():
        return False  # the heading of a section
    return bool(_PARAGRAPH.search(around.text_before) and _REPORT.match(around.text_after))


_PARAGRAPH: Final = re.compile(r"(?:^|\n[ \t]*\n)[ \t]*$")
_REPORT: Final = re.compile(r"[.։]\s(?:[^\s.։]+\s){3}")


def _is_type_of_two(word: Written, around: Surroundings) -> bool:
    """Tell whether a type word of two words stands there, in any case: Muxtar Vilayətindəki."""
    following = light_key(around.following)
    return any(
        TYPE_WORD in kinds_of(f"{word.light} {following[:end]}", around.lang)
        for end in range(len(following), _LEAST_WORD, -1)
    )


_LEAST_WORD: Final = 3  # letters


def _is_among_small(around: Surroundings) -> bool:
    """Tell whether what stands beside a word in capitals is not in capitals itself."""
    beside = [word for word in (around.previous, around.following) if len(word) > 1]
    return bool(beside) and not any(word.isupper() for word in beside)


_HEADWORD: Final = re.compile(r"(?:\s\(\w+\))?\s[–—-]\s")  # of a reference work, in capitals


_ANY_ONE: Final = frozenset(["a", "an"])
_ANY_ONE_BEHIND: Final = frozenset(["մը", "մըն"])  # Western Armenian sets its article behind


def _is_headed(around: Surroundings) -> bool:
    """Tell whether the heading of a list stands before: "Rivers and waters. Tartar"."""
    if around.mark not in _HEADING_MARKS or not around.previous:
        return False
    return light_key(around.previous) in _headings(primary_of(around.lang))


_HEADING_MARKS: Final = frozenset(".:՝։–—")


@cache
def _headings(primary: str) -> frozenset[str]:
    rows = (r for r in knowledge("context_words.csv") if r["plural"] == "yes")
    words = [r["words"] for r in rows if r["side"] == "heading" and r["lang"] == primary]
    return frozenset(word for cell in words for word in cell.split("|"))


def _is_said_place(around: Surroundings) -> bool:
    """Tell whether the text says what kind of place it is: "Van is a city", «Ջրվեժ (գյուղ)»."""
    if "called after" in around.after_kinds:
        return True
    met = _BRACKETED.match(around.text_after)
    if met is None and primary_of(around.lang) == "en":
        met = _SAID.match(around.text_after)
    if met is None and _ENTRY.search(around.text_before):
        met = _DEFINED.match(around.text_after)
    return met is not None and any(
        TYPE_WORD in kinds_of(light_key(word), around.lang) for word in met[1].split()
    )


_BRACKETED: Final = re.compile(r"\s\(([^\W\d_]+)[),]")
_SAID: Final = re.compile(r"(?:\s\([^()]+\))?\s+(?:is|was)\s+(?:a|an|the)\s+([a-z-]+(?:\s[a-z]+)?)")
# An entry of a list or a reference work: «Sus – Laçın rayonunda kənd».
_ENTRY: Final = re.compile(r"(?:^|\n)[\W\d]*$")
_DEFINED: Final = re.compile(r"(?:\s\([^()]+\))?\s[–—-]\s((?:[^\W\d_]+\s){0,5}[^\W\d_]+)")


_COMMON: Final = frozenset({"common", "stop", "title before", "kin before", "kin after", *BARE})


def stands_elsewhere(around: Surroundings) -> bool:
    """Tell whether anything beside a name lets it be a place: it is governed or said to be one."""
    if stands_as_place(around) or around.follows_place or around.precedes_place:
        return True
    if light_key(around.previous) in governing(around.lang.partition("-")[0]):
        return True
    near = around.words_after(3, within="[.!?։…\n]")
    return any(TYPE_WORD in kinds_of(key, around.lang) for key in near)


def _loose(around: Surroundings, word: Written) -> str:
    """Find a common phrase that begins a sentence as a name of two words does: Հին թաղեր."""
    if "loose" in word.signs and around.begins_sentence and not around.has_type_word:
        return f"{around.written} begins the sentence with a small word behind: no name"
    return ""


def _body(around: Surroundings, word: Written) -> str:
    """Find a body that some hamlet is called like: the Red Cross."""
    if "body" not in inflected_kinds(word.light, around.lang) or around.has_type_word:
        return ""
    return f"the body {around.written} is not its namesake"


_OF_PHRASES: Final = (
    _loose,
    _body,
    saint,
    _street,
    titled,
    whole_name,
)  # of names of several words
_RULES: Final = (
    _abbreviation, _in_capitals, _people, _dated, joined, initialled, with_initial, before_initials,
    _other_sense,
    _street, titled, kin, aged, accompanied, among_kin, owner, acting, telling, forenamed,
    named, named_like_a_case, _institution, _qualifying, _designating, _indefinite, _common,
)  # fmt: skip
# What a word must be for a rule; the others hold for any.
_NEEDED: Final[dict[_Rule, frozenset[str]]] = {
    _loose: frozenset({"loose"}),
    _body: frozenset({"body"}),
    saint: frozenset({"saint"}),
    whole_name: frozenset({"object"}),
    _abbreviation: frozenset({"abbreviation"}),
    _in_capitals: frozenset({"capitals"}),
    _people: frozenset({"person word"}),
    _dated: frozenset({"month"}),
    _other_sense: frozenset({"other sense"}),
    kin: frozenset({"given", "surname"}),
    with_initial: frozenset({"given"}),
    accompanied: frozenset({"given"}),
    named_like_a_case: frozenset({"local"}),
    _institution: frozenset({"town"}),
    _qualifying: frozenset({"qualifier"}),
    _designating: frozenset({TYPE_WORD}),
    _indefinite: _COMMON | {TYPE_WORD},
    _common: _COMMON | {TYPE_WORD, "begins type", "vocabulary"},
}
# What must stand beside it; for a given name some rules hold without.
_BESIDE: Final[dict[_Rule, int]] = {
    joined: Beside.HYPHEN,
    initialled: Beside.STOP,
    before_initials: Beside.CAPITAL,
    _street: Beside.STREET,
    titled: Beside.TITLE,
    aged: Beside.AGE,
    among_kin: Beside.OF,
    owner: Beside.OWNED,
    acting: Beside.NAMED,
    telling: Beside.SPOKEN,
    forenamed: Beside.NAME,
    named: Beside.NAME,
    named_like_a_case: Beside.NAME,
}
_OF_GIVEN: Final = frozenset([among_kin, acting, named])
