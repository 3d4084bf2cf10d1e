"""The strings by which a mistyped key still meets the right one."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from zlib import crc32


def one_less(key: str) -> Iterator[str]:
    """Yield the key and every string that is the key without one of its letters.

    >>> sorted(one_less("noor"))
    ['noo', 'noor', 'nor', 'oor']
    """
    yield key
    for i in range(len(key)):
        if i == 0 or key[i] != key[i - 1]:
            yield key[:i] + key[i + 1 :]


def one_less_codes(key: str) -> list[int]:
    """Return the CRC-32 of every string that `one_less` yields, in its order.

    The code of what stands before a letter goes on with what stands behind it, so that none of
    the strings is made.

    >>> one_less_codes("noor") == [crc32(less.encode()) for less in one_less("noor")]
    True
    """
    written = key.encode("utf-8", "surrogatepass")
    starts: Iterable[int] = range(len(key))
    if len(written) > len(key):
        starts = [at for at, byte in enumerate(written) if byte & 0xC0 != 0x80]
    found = [crc32(written)]
    before, last = 0, b""
    for start, end in pairwise((*starts, len(written))):
        letter = written[start:end]
        if letter != last:
            found.append(crc32(written[end:], before))
            last = letter
        before = crc32(letter, before)
    return found


def pieces(key: str) -> set[str]:
    """Return the runs of three letters of a key, its beginning marked.

    >>> sorted(pieces("laCin"))
    ['Cin', '^la', 'aCi', 'laC']
    """
    marked = f"^{key}"
    return {marked[i : i + 3] for i in range(max(1, len(marked) - 2))}
