"""The search keys of a name, one kind a level, from the strictest to the loosest.

A key is compared and never shown. The romanized and phonetic keys write a name in sounds
(`b C D J S a …`: C as in church, J as in jam or pleasure, S as in ship, D as in adze, c as in
cats); which letters make which sound in whose reading is the table
`geodata/knowledge/romanization/sounds.csv`. A name may be read in several ways (`ch` is one
sound to an English, another to a French and a third to a German typesetter), so it has
several romanized keys; two names meet when they share one.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple
from unicodedata import is_normalized, normalize

from gazetteer.names import fold, fold_letter, one_alphabet, script_of
from geodata import knowledge

LEVELS = ("exact", "folded", "romanized", "phonetic", "fuzzy")
"""The levels of search in the order in which they are tried."""

# Longer input is no name; the bounds keep every key cheap.
_LONGEST = 120
_MOST_KEYS = 10

folded_key: Callable[[str], str] = fold

# A sound that a group of letters has been given stands outside Unicode's letters until the
# single letters have been read too, so that it is not read a second time.
_PRIVATE = 0xE000

# Where a row of the table holds, in the order in which the rows are tried; vowels of any script
# that has a row with them.
_CONTEXTS = {
    "initial": "(?<![^ ]){}",
    "final": "{}(?![^ ])",
    "inside": "(?<=[^ ]){}",
    "before_vowel": "{}(?=[aeiouyаеёиоуыэюяաեէըիոօაეიოუ])",
    "mute": "(?<=[^ aeiouyаеёиоуыэюяաեէըիոօაეიოუ]){}(?![^ ])",
    "": "{}",
}


_Replace = Callable[[re.Match[str]], str]


class _Reading(NamedTuple):
    """How one community reads letters: passes for groups and contexts, then single letters."""

    passes: tuple[tuple[re.Pattern[str], _Replace], ...]
    letters: dict[int, str]

    def sounds(self, prepared: str) -> str:
        """Return the sounds of a prepared name, words still apart."""
        for pattern, replace in self.passes:
            prepared = pattern.sub(replace, prepared)
        return prepared.translate(self.letters)


@cache
def _sounds(reading: str) -> dict[tuple[str, str], str]:
    """Return the sounds of a reading by (letters, where), with those of the reading below it."""
    rows = knowledge("romanization/readings.csv")
    below = next(row["builds_on"] for row in rows if row["reading"] == reading)
    own = {
        (row["letters"], row["where"]): row["sound"]
        for row in knowledge("romanization/sounds.csv")
        if row["reading"] == reading
    }
    return {**(_sounds(below) if below else _bare_letters()), **own}


def _bare_letters() -> dict[tuple[str, str], str]:
    """Return what a letter is to a reading that does not know it: the letter without its marks."""
    known = ((letter, fold_letter(letter)) for letter in _preparation().known)
    return {(letter, ""): bare for letter, bare in known if bare != letter}


@cache
def _reading(name: str) -> _Reading:
    letters = {_PRIVATE + code: chr(code) for code in range(128)}
    grouped: dict[str, dict[str, str]] = {}
    for (group, where), sound in _sounds(name).items():
        if not where and len(group) == 1:
            letters[ord(group)] = sound
        else:
            private = "".join(chr(_PRIVATE + ord(letter)) for letter in sound)
            grouped.setdefault(where, {})[group] = private
    return _Reading(tuple(_passes(grouped)), letters)


def _replacing(groups: dict[str, str]) -> _Replace:
    return lambda match: groups[match[0]]


def _passes(
    grouped: dict[str, dict[str, str]],
) -> Iterator[tuple[re.Pattern[str], _Replace]]:
    for where in _CONTEXTS:
        if groups := grouped.get(where):
            longest_first = sorted(groups, key=lambda letters: (-len(letters), letters))
            choice = "|".join(map(re.escape, longest_first))
            yield re.compile(_CONTEXTS[where].format(f"(?:{choice})")), _replacing(groups)


class _Preparation(dict[int, str]):
    """A table for `str.translate`: lower case, and diacritics only where a reading knows them."""

    def __init__(self) -> None:
        letters = "".join(row["letters"] for row in knowledge("romanization/sounds.csv"))
        self.known = frozenset(letters)

    def __missing__(self, code: int) -> str:
        lower = "i" if code == ord("İ") else chr(code).lower()
        prepared = self[code] = lower if lower in self.known else fold_letter(chr(code))
        return prepared


_preparation = cache(_Preparation)


def _prepare(name: str) -> str:
    if len(name) > _LONGEST:
        name = name[:_LONGEST]
    if not is_normalized("NFC", name):
        name = normalize("NFC", name)
    prepared = name.translate(_preparation())
    return prepared if prepared.isascii() else one_alphabet(prepared)


# What goes in every reading: a glide before a vowel, the v of an initial vo, the first of two
# equal sounds or of the two that make one (d before J, t before C or c).
_SILENT = re.compile(r"i(?=[aeou])|(?<![^ ])v(?=o)|d(?=J)|t(?=[Cc])|([^aeo ])(?=\1)")
_HARDENED_START = re.compile(r"(?<![^ ])g(?=[aou])")
_HARDENED_END = re.compile(r"(?<=[aeiou])g(?![^ ])")
_ENDING = re.compile(r"lu(?![^ ])")


def _spell(sounds: str) -> Iterator[str]:
    """Yield the keys of a name's sounds: silent ones gone, vowels broad, endings levelled.

    Where a word begins with g before a back vowel or ends with g the second key has the k and h
    of the Russian and Turkish form: Qarabağ, Karabakh.
    """
    key = _SILENT.sub("", sounds)
    if "lu" in key:
        key = _ENDING.sub("li", key)
    yield key.replace("e", "a").replace(" ", "")
    if "g" in key:
        hard = _HARDENED_END.sub("h", _HARDENED_START.sub("k", key))
        yield hard.replace("e", "a").replace(" ", "")


class _Readings(NamedTuple):
    """How names of one language or script may be read: plainly, and otherwise where it differs."""

    plain: _Reading
    others: tuple[tuple[re.Pattern[str], _Reading], ...]


@cache
def _readings(lang: str, script: str) -> _Readings:
    """Return the readings of a language's names, or of a script's when the language is unknown."""
    rows = knowledge("romanization/languages.csv")
    table = {(row["lang"], row["script"]): row["readings"] for row in rows if not row["letters"]}
    known = table.get((lang.partition("-")[0], script)) or table.get(("", script), "en")
    return _readings_of(known)


@cache
def _readings_of(names: str) -> _Readings:
    plain, *others = names.split("|")
    return _Readings(_reading(plain), tuple((_difference(plain, o), _reading(o)) for o in others))


def _difference(plain: str, other: str) -> re.Pattern[str]:
    """Return a pattern that finds whether a name has letters that another reading sounds anew."""
    known, sounds = _sounds(plain), _sounds(other)
    apart = (letters for (letters, where), s in sounds.items() if known.get((letters, where)) != s)
    return re.compile("|".join(map(re.escape, sorted(set(apart)))))


@cache
def _telling() -> tuple[tuple[re.Pattern[str], _Readings], ...]:
    """Return the letters that tell a language, with its readings."""
    rows = knowledge("romanization/languages.csv")
    return tuple(
        (re.compile(f"[{row['letters']}]"), _readings_of(row["readings"]))
        for row in rows
        if row["letters"]
    )


def _choose_readings(prepared: str, lang: str) -> _Readings:
    if (not lang or lang.startswith("und")) and not prepared.isascii():
        for letters, readings in _telling():
            if letters.search(prepared):
                return readings
    return _readings(lang, script_of(prepared))


def romanized_keys(name: str, lang: str = "") -> tuple[str, ...]:
    """Return the keys of a name written in sounds, the plainest reading first.

    With `lang` (a BCP 47 tag) the name is read as that language writes; without it in every
    way that its script allows. Empty when the name has no letter and no digit.

    >>> sorted(set(romanized_keys("Khodzhaly")) & set(romanized_keys("Խոջալու", "hy")))
    ['hoJali']
    """
    prepared = _prepare(name)
    readings = _choose_readings(prepared, lang)
    sounds = [readings.plain.sounds(prepared)]
    for difference, reading in readings.others:
        if difference.search(prepared):
            sounds.append(reading.sounds(prepared))
    keys = dict.fromkeys(key for heard in dict.fromkeys(sounds) for key in _spell(heard))
    keys.pop("", None)
    return tuple(keys)[:_MOST_KEYS]


def reading_worths(keys: tuple[str, ...]) -> Iterator[float]:
    """Yield for each romanized key how much it is worth beside the first, the plainest reading.

    >>> list(reading_worths(("zalik", "calik", "cali")))
    [1.0, 0.97, 0.94]
    """
    return (reading_worth(key, keys[0]) for key in keys)


def reading_worth(key: str, plainest: str) -> float:
    """Return how much a romanized key is worth beside the plainest reading of the name.

    Less by each sound that it has otherwise, 0.91 at least: that `Zelyik` is German for Salik is
    possible, that it is a slip for Zeylik likelier.
    """
    if key == plainest:
        return 1.0
    apart = len(set(key) ^ set(plainest)) + 1 >> 1
    return 1.0 - _OTHERWISE_SHARE * min(_MOST_OTHERWISE, max(apart, abs(len(key) - len(plainest))))


_OTHERWISE_SHARE, _MOST_OTHERWISE = 0.03, 3
_VOWELS = re.compile(r"(?<=.)[aeiou]+")
_SKELETON = str.maketrans("bdghzcDCJveiou", "ptkksssSSfaaaa")


def phonetic_key(name: str, lang: str = "") -> str:
    """Return the consonant skeleton of the plainest reading: one key, for misheard names.

    >>> phonetic_key("Kalpajar"), phonetic_key("Kəlbəcər", "az"), phonetic_key("خانکندی")
    ('klpSr', 'klpSr', 'knknt')
    """
    prepared = _prepare(name)
    plain = next(_spell(_choose_readings(prepared, lang).plain.sounds(prepared)))
    return skeleton(plain)


def skeleton(key: str) -> str:
    """Return the consonant skeleton of a romanized key."""
    return _VOWELS.sub("", key.translate(_SKELETON))


_LOOSE = str.maketrans("pdkhzcDJCv", "btggsssSSf")
_LOOSE_SHARE = 0.1


def likeness(key: str, other: str) -> float:
    """Return how alike two romanized keys are, from 0.0 to 1.0 for the same.

    Optimal string alignment over the sounds, and to a small part over the sounds with those made
    one that the region's languages confuse (b p, d t, g k h, ts dz z, ch j): of two forms one
    letter away the one that is a matter of voicing or spelling is nearer than the other name.

    >>> likeness("kalbaJar", "kalpaJar") > likeness("kalbaJar", "kalmaJar")
    True
    """
    from rapidfuzz.distance.OSA import normalized_similarity

    alike: float = normalized_similarity(key, other)
    if alike == 1.0:
        return alike
    loose: float = normalized_similarity(key.translate(_LOOSE), other.translate(_LOOSE))
    return (1.0 - _LOOSE_SHARE) * alike + _LOOSE_SHARE * loose
