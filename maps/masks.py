"""Mask withheld names in a text, and tell where everything else stands then."""

import re
from bisect import bisect_left
from collections.abc import Iterable

MASK = "[…]"  # stands where a name was withheld; the same in every language
_LONGEST_ENDING = 5  # letters of a case ending that are masked with a name
_SHORTEST_INFLECTED = 4


def pattern_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern that finds folded names, with the endings that a case may add."""
    parts = [
        re.escape(name)
        + (rf"\w{{0,{_LONGEST_ENDING}}}" if len(name) >= _SHORTEST_INFLECTED else "")
        for name in sorted(names, key=lambda name: (-len(name), name))
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None


def merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches in order, those that overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def masked(text: str, spans: list[tuple[int, int]]) -> str:
    """Return the text with a mask in place of each stretch."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], MASK]
        at = end
    return "".join([*parts, text[at:]])


class Moves:
    """Where an offset of the full text stands in the masked one."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = spans
        self._starts = [start for start, _ in spans]
        self._shifts = [0]  # how far what follows the first n spans has moved
        for start, end in spans:
            self._shifts.append(self._shifts[-1] + len(MASK) - (end - start))

    def to(self, offset: int) -> int:
        """Return the new offset; inside a mask its far end, so that a mark keeps its whole mask."""
        before = bisect_left(self._starts, offset)
        moved = offset + self._shifts[before]
        if before and offset < self._spans[before - 1][1]:
            moved += self._spans[before - 1][1] - offset
        return moved

    def covers(self, start: int, end: int) -> bool:
        """Say whether some of the stretch is masked."""
        after = bisect_left(self._starts, end)
        return after > 0 and self._spans[after - 1][1] > start
