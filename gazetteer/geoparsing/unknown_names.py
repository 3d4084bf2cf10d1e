"""Find capitalised words that no table has but that stand or sound like a place name.

Four signs are taken: a type word beside it ("the village of Tsvategh", «село Цватег», «X kəndi»),
a known place to which it is joined ("Kalpajar and Lachin"), a preposition or a case of place
("via Tabreez", «Թիֆլիզէն»), and a spelling within one letter, or with the same consonants, of a
name of some weight. What it is, a strict look-up decides later; a word behind a preposition of
place or in a list of places that resembles none of weight must be read exactly like a name.
"""

import re
from collections.abc import Collection, Container, Iterable, Iterator, Set
from functools import lru_cache
from typing import Final, NamedTuple

from gazetteer.geoparsing.exclusions import (
    TYPE_WORD,
    WITHIN,
    Languages,
    Surroundings,
    ends_strongly,
    exclusion,
    is_known_word,
    is_preposition,
    kinds_of,
    stands_as_place,
    written_word,
)
from gazetteer.geoparsing.morphology import stems
from gazetteer.geoparsing.tokens import fold_name, light_key
from gazetteer.keys import likeness, phonetic_key, romanized_keys


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
    words = list(_words(text, spans))
    alike = [(start, end) for start, end in words if resembles(text[start:end], sounds) == NEAR]
    known, hoped = _joints(spans), _joints([*spans, *alike])
    found = {
        (start, end): _reason(text, start, end, known, hoped, sounds, languages)
        for start, end in words
    }
    listed = _listed(text, words, hoped)
    for start, end in words:
        if not found[start, end] and _may_be_read(text, start, end, listed, languages):
            found[start, end] = READ
    sure = {text[start:end] for (start, end), why in found.items() if why not in _UNSURE}
    for (start, end), reason in found.items():
        again = text[start:end] in sure and reason in _UNSURE
        if reason or again:
            yield Unknown(start, end, ELSEWHERE if again else reason)


def _words(text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the capitalised words outside the taken spans that are no abbreviations."""
    covered = _Covered(taken)
    for met in _CAPITALISED.finditer(text):
        start, end = met.span()
        if (
            4 <= end - start <= _MOST
            and not covered.covers(start, end)
            and not _abbreviates(met[0])
        ):
            yield start, end


def _joints(spans: Iterable[tuple[int, int]]) -> _Joints:
    spans = list(spans)
    return _Joints(frozenset([start for start, _ in spans]), frozenset([end for _, end in spans]))


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


def _listed(
    text: str, words: Collection[tuple[int, int]], hoped: _Joints
) -> frozenset[tuple[int, int]]:
    """Return the words of lists with a known place, however many unknown ones lie between."""
    found: set[tuple[int, int]] = set()
    starts, ends = set(hoped.starts), set(hoped.ends)
    joints = _Joints(starts, ends)  # grows with what is found: a list is as long as it likes
    for ordered in (sorted(words), sorted(words, reverse=True)):
        for start, end in ordered:
            if _is_joined(text, start, end, joints):
                found.add((start, end))
                starts.add(start)
                ends.add(end)
    return frozenset(found)


def _may_be_read(
    text: str, start: int, end: int, listed: Container[tuple[int, int]], languages: Languages
) -> bool:
    """Tell whether a word that resembles no weighty name may be that of a small place here."""
    written = text[start:end]
    chunk = text[max(0, start - 30) : start].rstrip(" \n").rpartition(" ")[2]
    if end - start < _LEAST or not ((start, end) in listed or is_preposition(chunk)):
        return False
    around = Surroundings(text, start, end, languages.at(start))
    if _is_person(around) or (around.begins_sentence and (start, end) not in listed):
        return False
    forms = [written, *(stem for stem, _ in stems(written))]
    return not any(is_known_word(light_key(form), around.lang) for form in forms)


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


def _reason(
    text: str, start: int, end: int, known: _Joints, hoped: _Joints, sounds: Sounds,
    languages: Languages,
) -> str:  # fmt: skip
    written = text[start:end]
    alike = resembles(written, sounds)
    before, after = text[max(0, start - 30) : start], text[end : end + 30]
    joints = hoped if alike == NEAR else known
    joined = (_links(before.rstrip()[-4:]) or _links(after.lstrip()[:4])) and _is_joined(
        text, start, end, joints
    )
    if not alike and not joined and not _may_have_type_word(before, after):
        return ""
    lang = languages.at(start)
    around = Surroundings(text, start, end, lang)
    forms = [written, *(stem for stem, _ in stems(written))]
    if any(is_known_word(light_key(form), lang) for form in forms):
        return ""
    if word := _type_word(around, lang):
        return f"{BESIDE} {word}"
    if lang == "en" and around.following == "of":  # Institute of …, Articles of …
        return ""
    begins = around.begins_sentence
    is_adverb = begins and alike != NEAR and after.startswith(",")  # "Namely, Lachin is …"
    is_excluded = exclusion(around, written_word(written, (), (), lang))
    if joined and not around.follows_name and not is_adverb and not is_excluded:
        return JOINED
    if not alike or _is_person(around):
        return ""
    if _is_placed(around):
        return PLACED
    return SPELT if alike == NEAR and not begins else ""


def _is_placed(around: Surroundings) -> bool:
    """Tell whether a preposition, a postposition or the case says that it is a place."""
    if stands_as_place(around) or around.following in WITHIN:
        return True
    return any(case in _LOCAL_CASES for _, case in stems(around.written))


_LOCAL_CASES: Final = frozenset({"locative", "ablative"})


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
    if "surname" in word.signs and ends_strongly(word):
        return True
    return bool(exclusion(around, word))


def _is_joined(text: str, start: int, end: int, joints: _Joints) -> bool:
    after = _JOINING.match(text, end)
    if after and after.end() in joints.starts and after[0].strip() != "(":
        return True
    before = _JOINED.search(text, max(0, start - 8), start)
    return before is not None and before.start() in joints.ends


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
