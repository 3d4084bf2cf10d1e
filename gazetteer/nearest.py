"""The places nearest to a position, by a k-d tree on the sphere and geodesics on the ellipsoid."""

from collections.abc import Callable, Iterator
from heapq import heappush, heappushpop
from math import pi, sin
from typing import TYPE_CHECKING

from gazetteer.candidate import Candidate, Context, Hit, speaks
from gazetteer.distance import distance_m, unit_vector
from gazetteer.errors import OptionError
from gazetteer.lookup import check_filters

if TYPE_CHECKING:
    Tree = tuple[memoryview[float], memoryview[int]]
    from gazetteer.index import Index

_AREAS = frozenset({"district", "region", "country", "continent"})
_MEAN_RADIUS = 6_371_008.8
# The sphere's distances are within 0.6 % of the ellipsoid's, so that a search a little wider
# than the farthest geodesic misses nothing.
_MARGIN = 1.012


def nearest(
    index: "Index",
    lat: float,
    lon: float,
    *,
    limit: int = 10,
    type: str | None = None,  # noqa: A002
    country: str | None = None,
    lang: str | None = None,
) -> list[Candidate]:
    """Return the places nearest to a position in degrees, nearest first.

    Districts, regions and countries have a point only for want of a better one, so they are
    left out unless `type` asks for them. `country` keeps only places of a country, `lang` only
    those with a name in the language. Raises OptionError for an option that cannot be used.
    """
    check_filters(index, type, country, lang)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise OptionError(f"{lat},{lon} is off the globe; latitude comes first")
    if limit < 1:
        raise OptionError(f"limit {limit} must be 1 or more")

    def fits(ordinal: int) -> bool:
        brief = index.brief(ordinal)
        if brief.type != type if type else brief.type in _AREAS:
            return False
        if country and brief.country_code != country.upper():
            return False
        return not lang or any(speaks(n.lang, lang) for n in index.place(ordinal).names)

    point = unit_vector(lat, lon)
    tree = index.tree()
    first = list(_closest(tree, point, limit, fits))
    if not first:
        return []
    farthest = max(_geodesic(index, lat, lon, ordinal) for ordinal in first)
    chord = 2 * sin(min(pi / 2, farthest * _MARGIN / _MEAN_RADIUS / 2))
    found = sorted(
        (_geodesic(index, lat, lon, ordinal), ordinal)
        for ordinal in _within(tree, point, chord**2 + 1e-18, fits)
    )
    del found[limit:]
    hits = [Hit(ordinal, -1, _nearness(metres), "near") for metres, ordinal in found]
    context = Context("", hits, near=(lat, lon))
    return [Candidate(index, context, rank, metres) for rank, (metres, _) in enumerate(found)]


def _geodesic(index: "Index", lat: float, lon: float, ordinal: int) -> float:
    brief = index.brief(ordinal)
    return distance_m(lat, lon, brief.lat, brief.lon)


def _nearness(metres: float) -> float:
    return 1 / (1 + metres / 10_000)


Point = tuple[float, float, float]
Fits = Callable[[int], bool]


def _closest(tree: "Tree", point: Point, count: int, fits: Fits) -> Iterator[int]:
    """Yield the `count` fitting places with the shortest chords to the point."""
    points, places = tree
    best: list[tuple[float, int]] = []  # a heap of (minus squared chord, ordinal)
    pending = [(0.0, 0, len(places), 0)]
    while pending:
        gap, low, high, axis = pending.pop()
        if low >= high or (len(best) == count and gap > -best[0][0]):
            continue
        middle = (low + high) // 2
        if fits(places[middle]):
            item = (-_squared(points, middle, point), places[middle])
            if len(best) < count:
                heappush(best, item)
            else:
                heappushpop(best, item)
        offset = point[axis] - points[3 * middle + axis]
        following = (axis + 1) % 3
        halves = [(low, middle), (middle + 1, high)]
        near, far = halves if offset < 0 else halves[::-1]
        pending.append((offset * offset, *far, following))
        pending.append((gap, *near, following))
    return (ordinal for _, ordinal in best)


def _within(tree: "Tree", point: Point, limit: float, fits: Fits) -> Iterator[int]:
    """Yield the fitting places whose squared chord to the point is at most the limit."""
    points, places = tree
    pending = [(0, len(places), 0)]
    while pending:
        low, high, axis = pending.pop()
        if low >= high:
            continue
        middle = (low + high) // 2
        if _squared(points, middle, point) <= limit and fits(places[middle]):
            yield places[middle]
        offset = point[axis] - points[3 * middle + axis]
        following = (axis + 1) % 3
        if offset <= 0 or offset * offset <= limit:
            pending.append((low, middle, following))
        if offset >= 0 or offset * offset <= limit:
            pending.append((middle + 1, high, following))


def _squared(points: "memoryview[float]", at: int, point: Point) -> float:
    x, y, z = (
        points[3 * at] - point[0],
        points[3 * at + 1] - point[1],
        points[3 * at + 2] - point[2],
    )
    return x * x + y * y + z * z
