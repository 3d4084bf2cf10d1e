"""Fold a whole text for the recognition pass, keeping where every letter came from.

The pass needs one key for the many ways a name is typed: without diacritics, decomposed, with
stress marks, soft hyphens, the Armenian question mark inside the word, in capitals, with a Latin
letter that looks like a Cyrillic one. `fold_text` makes that key for megabytes at a time: every
code point has one value in a table, words are parted by exactly one space, and only the first
letter of a word keeps its case, because a name is told from a common word by it.

`light_key` is the same without the loss of diacritics and alphabets; comparing light keys tells
an exact match from a repaired one.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final
from unicodedata import category, combining, normalize

import numpy as np
from numpy.typing import NDArray

_SEPARATOR: Final = 32  # a space; every run of separators becomes one
_DROPPED: Final = 0  # marks that stand inside a word and do not change it
_BMP: Final = 0x10000
_EH: Final = 0x565
_EW: Final = 0x587
_VEW: Final = (0x582, 0x57E)
_EW_SPELT: Final = re.compile(r"(?<=\S)ե[ւվ]")
_BEYOND_BMP: Final = re.compile("[\U00010000-\U0010ffff]")
# Armenian stress, exclamation, question and abbreviation marks are written inside the word.
_INNER_MARKS: Final = frozenset("\u055b\u055c\u055e\u055f")
# Pairs that look alike, by their small or their capital letter: an OCR engine or a typist with the
# wrong keyboard exchanges them. The Latin letter is the key of both.
_LOOKALIKES: Final = dict(zip("аеорсухіјһәкмтвн", "aeopcyxijhekmtbh", strict=True))
# What is left of a letter when its mark is lost, where Unicode gives no decomposition.
_BARE: Final = {
    "ı": "i", "ə": "e", "ǝ": "e", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ß": "s", "æ": "e",
    "œ": "o",
    "է": "ե", "օ": "ո",  # classical and reformed spelling differ in them
    "ҝ": "к", "ҹ": "ч", "ғ": "г", "ө": "о", "ү": "у", "қ": "к", "ң": "н", "ҷ": "ч", "ѓ": "г",
    "ґ": "г",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoldedText:
    """The key of a stretch of text and the origin of each of its characters.

    `key` starts and ends with a space. `offsets[i]` is the code point of the text that `key[i]`
    stands for; `text` is the whole text, of which the stretch may be a part.
    """

    text: str
    key: str
    offsets: NDArray[np.int32]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the code points of the text for the key characters `start` to `end`.

        The end takes in the marks that belong to the last letter but were dropped.
        """
        first, last = int(self.offsets[start]), int(self.offsets[end - 1]) + 1
        while last < len(self.text) and combining(self.text[last]):
            last += 1
        return first, last


def fold_text(text: str, start: int = 0, end: int | None = None) -> FoldedText:
    r"""Return the folded key of a text, or of a stretch of it, with its offsets.

    The empty text folds to two spaces, one for the start and one for the end.

    >>> fold_text("Şuşa,\n  ՇՈՒՇԻ՞Ց, Ереван").key
    ' Susa Շուշից Epebah '
    >>> folded = fold_text("Go to Stepana\u00adkert.")
    >>> folded.span(7, 18)
    (6, 18)
    """
    lower, upper = _tables()
    part = text[start:end]
    raw = part.encode("utf-16-le", "surrogatepass")
    if len(raw) != 2 * len(part):  # letters beyond the BMP are of no script of ours
        raw = _BEYOND_BMP.sub("\uffff", part).encode("utf-16-le", "surrogatepass")
    codes = np.frombuffer(raw, dtype=np.uint16)
    low = _join_ew(lower.take(codes))
    # 16-bit values, `take` and whole-array steps: 200 MB/s, where `translate` and a loop over
    # the characters reach 20 and 1.
    kept = np.flatnonzero(low).astype(np.int32)
    low = low.take(kept)
    wanted = np.flatnonzero(_first_of_runs(low == _SEPARATOR))
    low, kept = low.take(wanted), kept.take(wanted)
    is_space = low == _SEPARATOR
    begins = ~is_space
    begins[1:] &= is_space[:-1]
    at = np.flatnonzero(begins)
    low[at] = upper.take(codes.take(kept.take(at)))
    offsets = np.empty(len(low) + 2, dtype=np.int32)
    offsets[0], offsets[-1] = start - 1, start + len(part)
    np.add(kept, start, out=offsets[1:-1])
    return FoldedText(text, f" {low.tobytes().decode('utf-16-le')} ", offsets)


def _first_of_runs(is_space: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return where a letter or the first separator of a run stands; outer separators go."""
    wanted = ~is_space
    letters = np.flatnonzero(wanted)
    if not len(letters):
        return wanted
    wanted[1:] |= ~is_space[:-1]
    wanted[letters[-1] + 1 :] = False
    return wanted


def _join_ew(low: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Write եւ and եվ inside a word as the ligature և: the three spellings are one."""
    first = np.flatnonzero((low[1:-1] == _EH) & (low[:-2] != _SEPARATOR)) + 1
    if not len(first):
        return low
    following = low.take(first + 1)
    first = first[(following == _VEW[0]) | (following == _VEW[1])]
    low[first] = _EW
    low[first + 1] = _DROPPED
    return low


def fold_name(name: str) -> str:
    """Return the key of a name, without the outer spaces: `fold_text` for short texts.

    >>> fold_name("Xankəndi"), fold_name("Երևան"), fold_name("Bakı’nın")
    ('Xankendi', 'Երևան', 'Baki nin')
    """
    words = name.translate(_case_table()).split()
    key = " ".join([word[0] + word[1:].lower() for word in words])
    return _EW_SPELT.sub("և", key) if "ե" in key else key


class _CaseTable(dict[int, "str | None"]):
    """A table for `str.translate`, filled as letters come; those beyond the BMP are separators."""

    def __missing__(self, code: int) -> str | None:
        folded = int(_tables()[1][code]) if code < _BMP else _SEPARATOR
        value = self[code] = chr(folded) if folded else None
        return value


@cache
def _case_table() -> _CaseTable:
    """Return the value of each code point of the BMP with its case kept."""
    return _CaseTable()


@cache
def _tables() -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """Return the value of each code point of the BMP inside a word and at its start."""
    lower = np.full(0x10000, _SEPARATOR, dtype=np.uint16)
    upper = np.full(0x10000, _SEPARATOR, dtype=np.uint16)
    for code in range(0x10000):
        char = chr(code)
        if _is_dropped(char):
            lower[code] = upper[code] = _DROPPED
        elif char.isalnum():
            bare = _bare(char)
            lower[code] = ord(bare)
            upper[code] = ord(_capital(bare)) if char.isupper() else ord(bare)
    return lower, upper


def _is_dropped(char: str) -> bool:
    return char in _INNER_MARKS or category(char) in {"Mn", "Me", "Cf"}


def _bare(char: str) -> str:
    """Return the small letter without marks, as one character."""
    small = char.lower()[0]
    small = bare if ord(bare := normalize("NFD", small)[0]) < 0x10000 else small
    small = _BARE.get(small, small)
    return _LOOKALIKES.get(small, small)


def _capital(small: str) -> str:
    capital = small.upper()
    return capital if len(capital) == 1 else small


@lru_cache(maxsize=1 << 16)
def light_key(written: str) -> str:
    r"""Return a spelling without case, inner marks and line breaks, but with its diacritics.

    >>> light_key("ՇՈՒՇԻ՞Ց"), light_key("Şu\u00adşa"), light_key("Step'anakert"), light_key("Laçın")
    ('շուշից', 'şuşa', 'step anakert', 'laçin')
    """
    return _light(written)


class _LightTable(dict[int, "str | None"]):
    """A table for `str.translate`, filled as letters come, that keeps diacritics."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        value: str | None = char
        if code < _BMP and (combining(char) or _is_dropped(char)):
            value = None
        elif code < _BMP and not char.isalnum():
            value = " "
        self[code] = value
        return value


@cache
def _light_table() -> _LightTable:
    # A macron is of a scholar's or a map's romanization (Jolfā); no text has it, nor misses it.
    macrons = str.maketrans("āēīōū", "aeiou")
    return _LightTable({ord("ı"): "i", ord("ё"): "е", ord("ǝ"): "ə"} | _chars(macrons))


def _chars(table: dict[int, int]) -> dict[int, "str | None"]:
    return {code: chr(other) for code, other in table.items()}


def _light(written: str) -> str:
    small = normalize("NFC", written).replace("İ", "i").lower()
    words = small.translate(_light_table()).split()
    return " ".join(words).replace("եւ", "և").replace("եվ", "և")


def lookalike_scripts(written: str) -> bool:
    """Tell whether a word mixes Latin and Cyrillic letters, as misreadings do.

    >>> lookalike_scripts("Cтепанакерт"), lookalike_scripts("Степанакерт")
    (True, False)
    """
    scripts = {_script(char) for char in written if char.isalpha()}
    return {"latin", "cyrillic"} <= scripts


@cache
def letter_repair(written: str, attested: str) -> str:
    """Return what makes two letters one key: `diacritics`, `orthography`, `alphabet` or nothing.

    A written letter may lack a mark that the attested one has, not the other way round.

    >>> letter_repair("s", "ş"), letter_repair("ş", "s"), letter_repair("c", "с")
    ('diacritics', '', 'alphabet')
    """
    if fold_name(written).lower() != fold_name(attested).lower():
        return ""
    if {written, attested} in ({"է", "ե"}, {"օ", "ո"}):
        return "orthography"
    if _script(written) != _script(attested):
        return "alphabet"
    return "" if written in _BARE or len(normalize("NFD", written)) > 1 else "diacritics"


def _script(char: str) -> str:
    code = ord(char)
    if code < 0x250 or 0x1E00 <= code < 0x1F00 or char in "əƏǝ":
        return "latin"
    if 0x400 <= code < 0x530:
        return "cyrillic"
    return "armenian" if 0x530 <= code < 0x590 else "other"
