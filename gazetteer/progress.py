"""Show progress on standard error for work that takes longer than two seconds."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def progress(items: Iterable[Item], about: str, *, total: int | None = None) -> Iterator[Item]:
    """Return the items, with a bar where standard error is a terminal; never elsewhere.

    >>> list(progress("ab", "letters"))
    ['a', 'b']
    """
    from tqdm import tqdm  # 10 ms that a look-up need not pay

    return iter(tqdm(items, desc=about, total=total, delay=2, leave=False, disable=None))
