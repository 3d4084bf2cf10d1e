"""Read a text as the eye does: letters composed, spaces plain, broken words whole.

Pages of the web and PDFs carry soft hyphens, zero-width and no-break spaces and letters in two
parts, other systems end their lines in other ways, typists set two spaces, reference works stress
marks, and a hyphen breaks a word at the end of a line. Russian printed before 1918 has letters and
endings that no dictionary of today lists. The scan reads the legible text, and every place in it
leads back to the document's own.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import Final, NamedTuple
from unicodedata import normalize

from geodata.door import knowledge

_SPACES: Final = "".join(map(chr, [0xA0, *range(0x2002, 0x200B), 0x202F, 0x205F, 0x3000]))
_ENDS: Final = "\r\x0b\x0c\x85\u2028\u2029"
_NOTES: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"  # the number of a note behind a name is none of its letters
_HIDDEN: Final = _NOTES + "".join(
    map(chr, [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])
)
_MARKS: Final = "".join(map(chr, range(0x300, 0x370)))
_STRESS: Final = "\u0300\u0301"  # over a Russian letter they say how it is spoken
_ODD: Final = re.compile(f"[{_SPACES}{_ENDS}{_HIDDEN}{_MARKS}]+")
_TWO_SPACES: Final = re.compile(r"  (?<=\S  )(?=\S)")  # three and more part columns
_BREAK: Final = re.compile(r"[-‐¬֊\u00ad](?<=[^\W\d_].)[ \t]*\r?\n[ \t]*(?=([^\W\d_]+))")
_PLAIN: Final = str.maketrans(
    dict.fromkeys(_SPACES, " ") | dict.fromkeys(_ENDS, "\n") | dict.fromkeys(_HIDDEN, "")
)
_UNSTRESSED: Final = str.maketrans("", "", _STRESS)
_HARD: Final = "ъЪ"
_CYRILLIC_WORD: Final = re.compile("[\u0400-\u04ff]+")
# A line of Russian in the spelling before 1918: its letters, or a hard sign that ends a word.
_OLD_LINE: Final = re.compile(
    r"[^\n]*(?:[ѣѳѵ]|[бвгджзклмнпрстфхцчшщ]ъ(?![\u0400-\u04ff]))[^\n]*", re.IGNORECASE
)
_NEW_LETTERS: Final = str.maketrans("ѣѢіІѳѲѵѴ", "еЕиИфФиИ")
_OLD_ENDINGS: Final = (("аго", "ого"), ("яго", "его"), ("ския", "ские"), ("ыя", "ые"))


class Legible(NamedTuple):
    """A text as it is read, and where its pieces begin in it and in the document's own text."""

    text: str
    starts: Sequence[int] = (0,)
    origins: Sequence[int] = (0,)

    def read_at(self, position: int) -> int:
        """Return where the legible text stands at a position of the document's text."""
        piece = bisect_right(self.origins, position) - 1
        read = self.starts[piece] + position - self.origins[piece]
        return min([read, *self.starts[piece + 1 : piece + 2]])

    def span(self, start: int, end: int, written: str) -> tuple[int, int]:
        """Return the stretch of the document's text that a stretch of the legible one shows.

        `written` is the document's text; the marks on the last letter belong to it.
        """
        last = self._written_at(end - 1) + 1
        while last < len(written) and written[last] in _MARKS:
            last += 1
        if written[last : last + 1] in _HARD and not written[last + 1 : last + 2].isalpha():
            last += len(written[last : last + 1])  # it ends the word and is not read
        return self._written_at(start), last

    def _written_at(self, position: int) -> int:
        piece = bisect_right(self.starts, position) - 1
        return self.origins[piece] + position - self.starts[piece]


def legible(text: str) -> Legible:
    r"""Return a text as it is read; one that has nothing odd is its own.

    >>> legible("в\u00a0Шу\u0301ше,  Cə\u00adbra\u0131l").text
    'в Шуше, Cəbraıl'
    """
    odd = list(_odd(text))
    if not odd:
        return Legible(text)
    pieces: list[str] = []
    origins: list[int] = []
    begin = 0
    for start, end, shown in sorted(odd, key=_order):
        if start >= begin:
            pieces += text[begin:start], shown
            origins += begin, start
            begin = end
    pieces.append(text[begin:])
    origins.append(begin)
    return Legible("".join(pieces), list(accumulate(map(len, pieces[:-1]), initial=0)), origins)


def _odd(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield what is read otherwise than it stands: where it begins and ends, and how it is read."""
    if "\n" in text:
        yield from ((*met.span(), "") for met in _BREAK.finditer(text) if _breaks_word(met))
    if "  " in text:
        yield from ((*met.span(), " ") for met in _TWO_SPACES.finditer(text))
    if text.isascii() and "\r" not in text:
        return
    if "ъ" in text or "ѣ" in text or "Ъ" in text:
        yield from _old_words(text)
    for met in _ODD.finditer(text):
        start, end = met.span()
        if met[0][0] in _MARKS and start:
            start -= 1  # they are read with their letter
        yield start, end, _read(text[start:end], is_last=text.startswith("\n", end))


def _old_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the words of Russian in the spelling before 1918 that are spelt otherwise today."""
    for line in _OLD_LINE.finditer(text):
        for met in _CYRILLIC_WORD.finditer(text, *line.span()):
            if (shown := _of_today(met[0])) != met[0]:
                yield *met.span(), shown


def _of_today(word: str) -> str:
    """Return a Russian word of before 1918 in the spelling of today.

    >>> _of_today("уѣздъ"), _of_today("Шушинскаго"), _of_today("ГУБЕРНІЙ"), _of_today("Азія")
    ('уезд', 'Шушинского', 'ГУБЕРНИЙ', 'Азия')
    """
    shown = word.translate(_NEW_LETTERS)
    if len(shown) > 1:
        shown = shown.rstrip(_HARD)
    for old, new in _OLD_ENDINGS:
        if len(shown) > len(old) and shown.lower().endswith(old):
            ending = new.upper() if shown.isupper() else new
            return shown[: -len(old)] + ending
    return shown


def _breaks_word(met: "re.Match[str]") -> bool:
    """Tell whether a hyphen at the end of a line breaks a word, and is not its own.

    Capitals on either side may be of two words (NAGORNO-KARABAKH, Baku-Tbilisi).
    """
    if met[0].startswith("\u00ad"):
        return True
    before, behind = met.string[met.start() - 1], met[1]
    return before.islower() and behind[0].islower() and behind not in _compounding()


@cache
def _compounding() -> frozenset[str]:
    """Return the words that a hyphen joins to a name: Baku-based, Shusha-born."""
    kinds = {"joined after", "compound"}
    rows = [row["word"] for row in knowledge("not_places.csv") if row["kind"] in kinds]
    heads = [row["words"] for row in knowledge("roles.csv") if row["side"] == "joined"]
    return frozenset(rows).union(*(words.split("|") for words in heads))


def _order(odd: tuple[int, int, str]) -> tuple[int, int]:
    return odd[0], -odd[1]  # of two that begin together the longer one


def _read(odd: str, *, is_last: bool) -> str:
    """Return what the eye sees of something odd; `is_last` tells that a line ends behind it."""
    if is_last:
        odd = odd.removesuffix("\r")
    if "\u0400" <= odd[:1] < "\u0530":
        odd = odd.translate(_UNSTRESSED)
    return normalize("NFC", odd.translate(_PLAIN))
