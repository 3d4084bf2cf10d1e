"""Read a text as the eye does: letters composed, spaces plain, and without what no eye sees.

Pages of the web and PDFs carry soft hyphens, zero-width and no-break spaces and letters in two
parts, other systems end their lines in other ways, typists set two spaces, reference works stress
marks. The scan reads the legible text, and every place in it leads back to the document's own.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import methodcaller
from typing import Final, NamedTuple
from unicodedata import normalize

_SPACES: Final = "".join(map(chr, [0xA0, *range(0x2002, 0x200B), 0x202F, 0x205F, 0x3000]))
_ENDS: Final = "\r\x0b\x0c\x85\u2028\u2029"
_HIDDEN: Final = "".join(
    map(chr, [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])
)
_MARKS: Final = "".join(map(chr, range(0x300, 0x370)))
_STRESS: Final = "\u0300\u0301"  # over a Russian letter they say how it is spoken
_ODD: Final = re.compile(f"[{_SPACES}{_ENDS}{_HIDDEN}{_MARKS}]+")
_TWO_SPACES: Final = re.compile(r"  (?<=\S  )(?=\S)")  # three and more part columns
_LINE_END: Final = re.compile(r"[ \t]*\r?\n")
_PLAIN: Final = str.maketrans(
    dict.fromkeys(_SPACES, " ") | dict.fromkeys(_ENDS, "\n") | dict.fromkeys(_HIDDEN, "")
)
_UNSTRESSED: Final = str.maketrans("", "", _STRESS)


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
        return self._written_at(start), last

    def _written_at(self, position: int) -> int:
        piece = bisect_right(self.starts, position) - 1
        return self.origins[piece] + position - self.starts[piece]


def legible(text: str) -> Legible:
    r"""Return a text as it is read; one that has nothing odd is its own.

    >>> legible("в\u00a0Шу\u0301ше,  Cə\u00adbra\u0131l").text
    'в Шуше, Cəbraıl'
    """
    odd = [] if text.isascii() and "\r" not in text else list(_ODD.finditer(text))
    if "  " in text:
        odd = sorted([*odd, *_TWO_SPACES.finditer(text)], key=_START)
    if not odd:
        return Legible(text)
    pieces: list[str] = []
    origins: list[int] = []
    end = 0
    for met in odd:
        start = met.start()
        if met[0][0] in _MARKS and start > end:
            start -= 1  # they are read with their letter
        is_last = _LINE_END.match(text, met.end()) is not None
        pieces += text[end:start], _read(text[start : met.end()], is_last=is_last)
        origins += end, start
        end = met.end()
    pieces.append(text[end:])
    origins.append(end)
    return Legible("".join(pieces), list(accumulate(map(len, pieces[:-1]), initial=0)), origins)


_START: Final = methodcaller("start")


def _read(odd: str, *, is_last: bool) -> str:
    """Return what the eye sees of something odd; `is_last` tells that a line ends behind it."""
    if odd == "  ":
        return " "
    if is_last:
        odd = odd.removesuffix("\r")
        if odd.endswith("\u00ad"):  # the word goes on below
            return f"{_read(odd[:-1], is_last=False)}\u00ad"
    if "\u0400" <= odd[:1] < "\u0530":
        odd = odd.translate(_UNSTRESSED)
    return normalize("NFC", odd.translate(_PLAIN))
