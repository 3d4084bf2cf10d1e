"""Find capitalised words that no table has but that stand or sound like a place name.

Four signs are taken: a type word beside it ("the village of Tsvategh", «село Цватег», «X kəndi»),
a known place to which it is joined ("Kalpajar and Lachin"), a preposition or a case of place
("via Tabreez", «Թիֆլիզէն»), and a spelling within one letter, or with the same consonants, of a
name of some weight. What it is, a strict look-up decides later; a word behind a preposition of
place or in a list of places that resembles none of weight must be read exactly like a name.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from functools import cache, lru_cache
from typing import Final, NamedTuple

from gazetteer.geoparsing.columns import Cell, Columns
from gazetteer.geoparsing.context import is_vocabulary, primary_of, word_key
from gazetteer.geoparsing.exclusions import exclusion
from gazetteer.geoparsing.grammar import value_of
from gazetteer.geoparsing.morphology import stems
from gazetteer.geoparsing.persons import ends_strongly
from gazetteer.geoparsing.surroundings import (
    TYPE_WORD,
    Languages,
    Surroundings,
    is_known_word,
    is_preposition,
    kinds_of,
    precedes_postposition,
    stands_as_place,
    written_word,
)
from gazetteer.geoparsing.tokens import fold_name, light_key
from gazetteer.keys import likeness, phonetic_key, romanized_keys
from geodata.door import knowledge


class Unknown(NamedTuple):
    """A capitalised word that may name a place, and the sentence that says why."""

    start: int
    end: int
    context: str


class Sounds(NamedTuple):
    """How names of the tables sound, to tell at once that a word resembles none of them.

    `skeletons` are the consonants and `near` the spellings within one letter of the weightier
    names of the region, `far` the consonants of those outside that texts about it name.
    """

    skeletons: frozenset[str]
    near: frozenset[str]
    far: frozenset[str]


def spellings_within_one(key: str) -> set[str]:
    """Return a key with each of its letters left out, and itself.

    Two keys within one insertion, deletion, change or swap share such a spelling.

    >>> sorted(spellings_within_one("abc"))
    ['ab', 'abc', 'ac', 'bc']
    """
    return {key} | {key[:at] + key[at + 1 :] for at in range(len(key))}


def whole_sound(key: str) -> str:
    """Return how a key too short to be near others stands among the near ones: whole."""
    return f"={key}"


_MOST: Final = 60  # letters; no name is longer, but what is no text may be
_LONG: Final = 8  # letters; so long a word at the head of a sentence is near no common word
_LEAST: Final = 5  # letters; shorter words are near too many names
# What stands before is asked behind the first letter, so that the search runs to capitals.
_CAPITALISED: Final = re.compile(
    r"[A-ZÇƏĞİÖŞÜÀ-ÖØ-ÞА-ЯЁӘҒҜҸҺӨҮЈԱ-Ֆ](?<![\w’'-].)[\w՛՜՞\u0300-\u036f]+"
    r"(?:-[A-ZÇƏĞİÖŞÜА-ЯЁԱ-Ֆ][\w]+)?"
)
_LINK_WORDS: Final = (
    "and", "or", "und", "et", "и", "или", "və", "вә", "ilə", "և", "եւ", "ու", "ve",
)  # fmt: skip
_LINK: Final = (
    r"(?:,\s*(?:and |und |et |и |və |և )?"
    rf"|\s+(?:{'|'.join(_LINK_WORDS)})\s+|\s*/\s*|\s*\()"
)
_LINK_BEFORE: Final = re.compile(f"{_LINK}$")
_LINK_BEHIND: Final = re.compile(_LINK)
_LINKING: Final = (",", "/", "(", *_LINK_WORDS)
_LINK_REACH: Final = 8  # letters of a link
_CLOSING: Final = frozenset(")]")
_LONGEST_ASIDE: Final = 80  # characters


class _Word(NamedTuple):
    """A capitalised word that no span has taken.

    `joint_before` is where a link to what stands before begins, `joint_behind` where one to what
    stands behind ends, -1 for none; `alike` is what `resembles` says of the word.
    """

    start: int
    end: int
    written: str
    alike: str
    joint_before: int
    joint_behind: int

    def is_joined(self, joints: "_Joints") -> bool:
        """Tell whether a link leads to one of the places."""
        return self.joint_behind in joints.starts or self.joint_before in joints.ends


class _Joints(NamedTuple):
    """Where known places, and words that resemble one, begin and end."""

    starts: Set[int]
    ends: Set[int]


def unknown_names(
    text: str, taken: Iterable[tuple[int, int]], sounds: Sounds, languages: Languages
) -> Iterator[Unknown]:
    """Yield the unknown names of a text outside the taken spans, in order.

    A word that stands as a place somewhere is one wherever the text has it.
    """
    spans = list(taken)
    words = list(_words(text, spans, sounds, languages))
    alike = [(word.start, word.end) for word in words if word.alike == NEAR]
    known, hoped = _joints(spans), _joints([*spans, *alike])
    reasons = [
        _reason(text, word, hoped if word.alike == NEAR else known, languages, sounds)
        for word in words
    ]
    listed = _listed(words, hoped)
    for at, word in enumerate(words):
        if not reasons[at] and _may_be_read(text, word, word.start in listed, languages):
            reasons[at] = READ
    both = zip(words, reasons, strict=True)
    sure = {word.written: why for word, why in both if why not in _UNSURE}
    for word, reason in zip(words, reasons, strict=True):
        why = sure.get(word.written, "") if reason in _UNSURE else ""
        if reason or why:
            yield Unknown(word.start, word.end, f"{ELSEWHERE}, {why}" if why else reason)


def _words(
    text: str, taken: list[tuple[int, int]], sounds: Sounds, languages: Languages
) -> Iterator[_Word]:
    """Yield the capitalised words outside the taken spans, no abbreviations and no common words."""
    covered, starts = _Covered(taken), {start for start, _ in taken}
    for met in _CAPITALISED.finditer(text):
        start, end = met.span()
        if start in starts or not 4 <= end - start <= _MOST or covered.covers(start, end):
            continue
        written = met[0]
        if not _abbreviates(written) and not _is_known(written, languages.at(start)):
            before, behind = _joint_before(text, start), _joint_behind(text, end)
            yield _Word(start, end, written, resembles(written, sounds), before, behind)


def _joint_before(text: str, start: int) -> int:
    first = max(0, start - _LINK_REACH)
    if not text[first:start].rstrip().endswith(_LINKING):  # spares nine words in ten the search
        return -1
    met = _LINK_BEFORE.search(text, first, start)
    return _before_bracket(text, met.start()) if met else -1


def _before_bracket(text: str, end: int) -> int:
    """Return the end of a name with words in brackets without them: "Tegh (Tekh) and …"."""
    if text[end - 1 : end] not in _CLOSING:
        return end
    opening = max(text.rfind(mark, max(0, end - _LONGEST_ASIDE), end) for mark in "([")
    return opening - 1 if opening > 0 and text[opening - 1] == " " else end


def _joint_behind(text: str, end: int) -> int:
    if not text[end : end + _LINK_REACH].lstrip().startswith(_LINKING):
        return -1
    met = _LINK_BEHIND.match(text, end)
    return met.end() if met and met[0].strip() != "(" else -1


def _joints(spans: Iterable[tuple[int, int]]) -> _Joints:
    spans = list(spans)
    return _Joints(frozenset([start for start, _ in spans]), frozenset([end for _, end in spans]))


def names_in_columns(
    text: str, columns: Columns, places: Set[int], taken: Iterable[tuple[int, int]]
) -> Iterator[Unknown]:
    """Yield the cells that hold a name in columns of a table of which half hold a known place.

    `places` are the positions where known places begin; `taken` are their spans and those of words
    that are none.
    """
    spans = list(taken)
    for cells in columns.by_head():
        known = [cell for cell in cells if cell.start in places]
        named = [cell for cell in cells if _is_name(text, cell)]
        if len(known) < _FEWEST_KNOWN or 2 * len(known) < len(named):
            continue
        covered = _Covered(spans)  # anew: the next column begins at its top again
        for cell in named:
            if not covered.covers(cell.start, cell.end):
                yield Unknown(cell.start, cell.end, f"{JOINED} in its column")


_FEWEST_KNOWN: Final = 2


def _is_name(text: str, cell: Cell) -> bool:
    """Tell whether a cell holds up to three words that begin with a capital, and nothing else."""
    is_name = text[cell.start].isupper() and not text[cell.start : cell.end].isupper()
    return is_name and _WORDS.fullmatch(text, cell.start, cell.end) is not None


_WORDS: Final = re.compile(r"[^\W\d_]{3,}(?:[ -][^\W\d_]+){0,2}")


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


def _listed(words: Sequence[_Word], hoped: _Joints) -> frozenset[int]:
    """Return where the words of lists with a known place begin, however long the lists are."""
    found: set[int] = set()
    starts, ends = set(hoped.starts), set(hoped.ends)
    joints = _Joints(starts, ends)  # grows with what is found
    linked = [word for word in words if word.joint_before >= 0 or word.joint_behind >= 0]
    for ordered in (linked, reversed(linked)):
        for word in ordered:
            if word.is_joined(joints):
                found.add(word.start)
                starts.add(word.start)
                ends.add(word.end)
    return frozenset(found)


def _may_be_read(text: str, word: _Word, is_listed: bool, languages: Languages) -> bool:
    """Tell whether a word that resembles no weighty name may be that of a small place here."""
    start, end = word.start, word.end
    if end - start < _LEAST:
        return False
    if not is_listed:
        *_, further, nearest = ["", "", *text[max(0, start - 40) : start].split()]
        if light_key(nearest) in _sizes():  # "in Boyuk Marjanly"
            start, nearest = start - len(nearest) - 1, further
        if not is_preposition(nearest):
            return False
    around = Surroundings(text, start, end, languages.at(start))
    return not _is_person(around) and (is_listed or not around.begins_sentence)


@cache
def _sizes() -> frozenset[str]:
    return frozenset(light_key(row["word"]) for row in knowledge("size_words.csv"))


@lru_cache(maxsize=1 << 15)
def _is_known(written: str, lang: str) -> bool:
    """Tell whether a word, if need be without its case ending, is a word of the language."""
    if is_vocabulary(word_key(written, lang), lang):
        return True
    forms = [written, *(stem for stem, _ in stems(written))]
    return any(is_known_word(light_key(form), lang) for form in forms)


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


BESIDE, JOINED, PLACED, SPELT, ELSEWHERE, READ = (
    "beside the type word",
    "joined to a known place",
    "after a word or in a case of place",
    "spelt almost like a known place",
    "elsewhere in the text it stands as a place",
    "where a place is named",
)
_UNSURE: Final = frozenset({"", SPELT, READ})


def _reason(text: str, word: _Word, joints: _Joints, languages: Languages, sounds: Sounds) -> str:
    start, end, written, alike = word.start, word.end, word.written, word.alike
    joined = word.is_joined(joints)
    if not alike and not joined and not _may_have_type_word(text, start, end):
        return ""
    lang = languages.at(start)
    around = Surroundings(text, start, end, lang)
    if type_word := _type_word(around, lang) or _bracketed_type(text, end, lang):
        return f"{BESIDE} {type_word}"
    if alike == NEAR and around.precedes_name and _is_capital_type(around):
        return f"{BESIDE} {around.following}"
    if primary_of(lang) == "en" and around.following == "of":  # Institute of …, Articles of …
        return ""
    begins = around.begins_sentence
    is_adverb = begins and alike != NEAR and text[end : end + 1] == ","  # "Namely, Lachin is …"
    is_excluded = exclusion(around, written_word(written, (), (), lang))
    if joined and not around.follows_name and not is_adverb and not is_excluded:
        return JOINED
    if not alike or _is_person(around):
        return ""
    if _is_placed(around, sounds):
        return PLACED
    is_spelt = alike == NEAR and (not begins or _is_surely_near(written, sounds))
    return SPELT if is_spelt else ""


def _is_surely_near(written: str, sounds: Sounds) -> bool:
    """Tell whether a long word is within one letter of a weighty name without losing an ending.

    So much is asked of the first word of a sentence, which is mostly a common one.
    """
    keys = (*romanized_keys(written), fold_name(written).lower())
    near = (key for key in keys if len(key) >= _LONG)
    return any(not spellings_within_one(key).isdisjoint(sounds.near) for key in near)


def _is_placed(around: Surroundings, sounds: Sounds) -> bool:
    """Tell whether a preposition, a postposition or the case says that it is a place.

    The first word of a sentence is mostly a common one, and an Armenian participle ends like a
    locative: there its stem must be spelt like a weighty name, but for a letter left out.
    """
    if _owns_type_word(around):
        return False
    if stands_as_place(around) or precedes_postposition(around):
        return True
    local = [stem for stem, case in stems(around.written) if case in _LOCAL_CASES]
    if not around.begins_sentence:
        return bool(local)
    keys = (key for stem in local for key in romanized_keys(stem))
    return any(len(key) >= _LONG_STEM and key in sounds.near for key in keys)


_LONG_STEM: Final = 7  # letters; shorter ones with a letter left out are common words too


def _owns_type_word(around: Surroundings) -> bool:
    """Tell whether a type word behind a first word is that of the next name: «Жители сёл»."""
    is_before = value_of("type word order", around.lang) == "before name"
    return is_before and around.begins_sentence and TYPE_WORD in around.after_kinds


_LOCAL_CASES: Final = frozenset({"locative", "ablative"})


def _is_person(around: Surroundings) -> bool:
    if around.follows_name or around.precedes_name:
        return True
    word = written_word(around.written, (), (), around.lang)
    if "surname" in word.signs and ends_strongly(word):
        return True
    return bool(exclusion(around, word))


def _may_have_type_word(text: str, start: int, end: int) -> bool:
    """Tell whether one of the two words before a word, or the one behind it, may say its type."""
    before = text[max(0, start - 30) : start].rsplit(None, 2)
    if any(map(_is_type_word, before[-2:])) or text[end : end + 2] == " (":
        return True
    behind = text[end : end + 30].split(None, 1)
    return bool(behind) and _is_type_word(behind[0])


@lru_cache(maxsize=1 << 15)
def _is_type_word(word: str) -> bool:
    return word[:1].islower() and TYPE_WORD in kinds_of(light_key(word), "und")


def _type_word(around: Surroundings, lang: str) -> str:
    """Return the type word directly beside; in English "of" may stand between."""
    if TYPE_WORD in around.after_kinds and not _is_of_another(around):
        return around.following
    previous, mark = around.previous, around.mark
    if previous in {"of", "de", "du"}:
        met = re.search(r"([^\W\d_]+)\s+(?:of|de|du)\s+(?:the\s+)?$", around.text_before)
        previous = met[1] if met else ""
    if mark and (mark != "." or len(previous) > 4 or _YEAR.search(around.text_before)):
        return ""  # «1968 г.» is a year and no town
    is_type = previous[:1].islower() and TYPE_WORD in kinds_of(light_key(previous), lang)
    return previous if is_type else ""


def _is_of_another(around: Surroundings) -> bool:
    """Tell whether a type word behind is another name, or begins one: «Жители сёл»."""
    order = value_of("type word order", around.lang)
    if order == "before name":
        return around.begins_sentence
    is_name = around.following[:1].isupper() and not around.written.isupper()
    return is_name and order == "after name"  # "Ասրյանը Բերդից էր"


def _is_capital_type(around: Surroundings) -> bool:
    """Tell whether a type word in capitals stands behind: the "Lachine Corridor"."""
    return TYPE_WORD in kinds_of(light_key(around.following), around.lang)


def _bracketed_type(text: str, end: int, lang: str) -> str:
    """Return the type word that opens a bracket behind a word: "Khachmachi (village in …"."""
    met = _BRACKETED.match(text, end)
    return met[1] if met and TYPE_WORD in kinds_of(light_key(met[1]), lang) else ""


_YEAR: Final = re.compile(r"\d\s*г\.\s*$")
_BRACKETED: Final = re.compile(r"\s\((?:an?\s|the\s)?([^\W\d_]+)(?=[\s,)])")
NEAR, FAR = "near", "far"


@lru_cache(maxsize=50_000)
def resembles(written: str, sounds: Sounds) -> str:
    """Tell whether a word is within one letter of a weighty name, or has its consonants.

    `near` are the names of the region, `far` those outside of which only the consonants count.
    An Armenian word may stand in a case.
    """
    if len(written) < _LEAST or (written.isupper() and len(written) < 6):
        return ""
    forms = [written, *dict.fromkeys(stem for stem, _ in stems(written))]
    if any(_is_near(form, sounds) for form in forms):
        return NEAR
    return FAR if any(phonetic_key(form) in sounds.far for form in forms) else ""


def _is_near(form: str, sounds: Sounds) -> bool:
    for key in (*romanized_keys(form), fold_name(form).lower()):
        if len(key) >= _LEAST and not spellings_within_one(key).isdisjoint(sounds.near):
            return True
        if whole_sound(key) in sounds.near:
            return True
    skeleton = phonetic_key(form)
    return len(skeleton) >= 4 and skeleton in sounds.skeletons


@lru_cache(maxsize=20_000)
def alike(written: str, form: str, lang: str) -> float:
    """Return how alike a word and a name are, by their letters or by their sounds, to 1.0.

    >>> alike("Shusba", "Shusha", "en") > 0.8, alike("Areny", "Areni", "en")
    (True, 1.0)
    """
    from rapidfuzz.distance.OSA import normalized_similarity

    letters: float = normalized_similarity(fold_name(written).lower(), fold_name(form).lower())
    theirs = romanized_keys(form, lang)
    sounds = [likeness(key, other) for key in romanized_keys(written) for other in theirs]
    return max([letters, *sounds])
