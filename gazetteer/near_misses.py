"""The strings by which a mistyped key still meets the right one."""

from collections.abc import Iterator


def one_less(key: str) -> Iterator[str]:
    """Yield the key and every string that is the key without one of its letters.

    >>> sorted(one_less("noor"))
    ['noo', 'noor', 'nor', 'oor']
    """
    yield key
    for i in range(len(key)):
        if i == 0 or key[i] != key[i - 1]:
            yield key[:i] + key[i + 1 :]


def pieces(key: str) -> set[str]:
    """Return the runs of three letters of a key, its beginning marked.

    >>> sorted(pieces("laCin"))
    ['Cin', '^la', 'aCi', 'laC']
    """
    marked = f"^{key}"
    return {marked[i : i + 3] for i in range(max(1, len(marked) - 2))}
