"""Choose the pairs of records that are worth a comparison.

Three ways in: a shared identifier at any distance, a shared key (or consonants) nearby, and
neighbours so close that only renaming could explain two names. Work grows with the number of
records times the few neighbours of each, so nearly linearly.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from gazetteer.comparison import Profile
from gazetteer.distance import great_circle_m

_NEAR_M = 4000  # namesakes farther apart need a shared identifier
_TOUCHING_M = 400
_FAR_M = 30_000  # a shared identifier beyond this is a mistake of the source
_CELL = 0.05  # degrees: more than 4 km in both directions up to 43° N
_COMMON = 25  # an identifier on more records than this identifies nothing

Pair = tuple[int, int]


def candidate_pairs(profiles: Sequence[Profile]) -> list[Pair]:
    """Return the pairs of positions to compare, each once, in order."""
    found = {*_by_identifier(profiles), *_by_neighbourhood(profiles)}
    return sorted(found)


def _by_identifier(profiles: Sequence[Profile]) -> Iterator[Pair]:
    holders: dict[str, list[int]] = defaultdict(list)
    for number, profile in enumerate(profiles):
        for identifier in (*profile.ids, *profile.record.superseded_by):
            holders[identifier].append(number)
    for identifier in sorted(holders):
        numbers = sorted(set(holders[identifier]))
        if 1 < len(numbers) <= _COMMON:
            yield from _within(profiles, _pairs(numbers), _FAR_M)


def _pairs(numbers: Sequence[int]) -> Iterator[Pair]:
    for position, one in enumerate(numbers):
        for two in numbers[position + 1 :]:
            yield one, two


def _within(profiles: Sequence[Profile], pairs: Iterable[Pair], limit: float) -> Iterator[Pair]:
    for one, two in pairs:
        a, b = profiles[one], profiles[two]
        if great_circle_m(a.lat, a.lon, b.lat, b.lon) <= limit:
            yield one, two


def _by_neighbourhood(profiles: Sequence[Profile]) -> Iterator[Pair]:
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    keys = [_bones(profile) for profile in profiles]
    for number, profile in enumerate(profiles):
        row, column = int(profile.lat // _CELL), int(profile.lon // _CELL)
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                for other in cells.get((row + dy, column + dx), ()):
                    yield from _if_close(profiles, keys, other, number)
        cells[row, column].append(number)


def _if_close(
    profiles: Sequence[Profile], keys: Sequence[frozenset[str]], one: int, two: int
) -> Iterator[Pair]:
    a, b = profiles[one], profiles[two]
    if abs(a.lat - b.lat) > _CELL or abs(a.lon - b.lon) > _CELL:
        return
    shares = not keys[one].isdisjoint(keys[two])
    limit = _NEAR_M if shares else _TOUCHING_M
    if great_circle_m(a.lat, a.lon, b.lat, b.lon) <= limit:
        yield one, two


def _bones(profile: Profile) -> frozenset[str]:
    return frozenset(bones for form in profile.forms for bones in form.skeletons)
