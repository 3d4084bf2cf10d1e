"""Cut a long text into stretches, between paragraphs where it has any, to read one by one."""

import re
from collections.abc import Iterator
from typing import Final

_SPACE: Final = re.compile(r"\s")
_NO_LETTER: Final = re.compile(r"[\W_]")


def stretches(text: str, size: int) -> Iterator[tuple[int, int]]:
    r"""Yield where stretches of at most some `size` code points begin and end.

    They end between paragraphs, lines or at least words; a text that has none of these is cut
    anywhere within twice the size.

    >>> list(stretches("one\n\ntwo three", 8))
    [(0, 4), (4, 8), (8, 14)]
    """
    start = 0
    while len(text) - start > size:
        end = _end(text, start, size)
        yield start, end
        start = end
    yield start, len(text)


def _end(text: str, start: int, size: int) -> int:
    limit = start + size
    for mark in ("\n\n", "\n", " "):
        at = text.rfind(mark, start + size // 2, limit)
        if at > 0:
            return at
    for gap in (_SPACE, _NO_LETTER):
        if found := gap.search(text, limit, limit + size):
            return found.start()
    return min(limit + size, len(text))  # what is no text is cut anywhere
