"""What a place lies in and how far it reaches, as choosing among namesakes needs it.

Parents come from the tables, through every administrative system; where the tables are silent,
a district or region counts as containing what lies within the radius that is usual for its kind.
"""

from collections.abc import Callable
from math import cos, exp, hypot, radians

from gazetteer.model import Place
from gazetteer.prior import listed_prominence

# Radii in kilometres of the kinds of container and of extended features, from the areas in the
# district tables (a raion of 1,000 km² has a radius of 18) with room for points off the middle.
_RADIUS_KM = {"district": 30.0, "region": 60.0, "country": 0.0, "hydro": 20.0, "mountain": 10.0,
              "road": 10.0}  # fmt: skip
_BY_DISTANCE = 0.7  # how much nearness to a container's point is worth against a parent link


_DOCUMENT_KM = 60.0  # distance at which what else a document names counts e^-1
_CONTAINERS = frozenset({"district", "region", "country"})
_MOST_PAIRS = 80_000  # distances kept: some 11 MB
_CALLED = frozenset({"official", "common", "historical"})  # kinds of names that are no spellings


class Distances(dict[str, float]):
    """How far other places are from one, by their ids; worked out when first asked for."""

    def __init__(self, geography: "Geography", place: Place) -> None:
        self._geography = geography
        self._place = place

    def __missing__(self, other_id: str) -> float:
        distance = self[other_id] = self._geography.km(self._place, other_id)
        return distance


class Shares(dict[str, float]):
    """How much other places count for one by their distance, by their ids."""

    def __init__(self, distances: Distances) -> None:
        self._distances = distances

    def __missing__(self, other_id: str) -> float:
        share = self[other_id] = exp(-self._distances[other_id] / _DOCUMENT_KM)
        return share


class Geography:
    """Answers what contains a place; remembers every place that it opened."""

    def __init__(self, open_place: Callable[[str], Place]) -> None:
        self._open = open_place
        self._ancestors: dict[str, frozenset[str]] = {}
        self._near: dict[str, tuple[Distances, Shares]] = {}
        self._pairs = 0
        self._inside: dict[tuple[str, str], float] = {}
        self._name_years: dict[tuple[str, str], tuple[int | None, int | None]] = {}
        self._towns: dict[str, bool] = {}
        self._prominences: dict[str, float] = {}
        self._name_spans: dict[tuple[str, str], tuple[tuple[int, int], ...]] = {}

    def __len__(self) -> int:
        """Return how many things are kept, to know when to start afresh."""
        names = len(self._name_years) + len(self._name_spans)
        return names + len(self._inside) + len(self._ancestors) + len(self._prominences)

    def name_years(self, place: Place, form: str) -> tuple[int | None, int | None]:
        """Return since and until when the place had a name, as far as the tables know."""
        known = self._name_years.get((place.id, form))
        if known is None:
            dated = [n for n in place.names if n.form == form and (n.since or n.until)]
            known = (dated[0].since, dated[0].until) if dated else (None, None)
            self._name_years[place.id, form] = known
        return known

    def prominence(self, place: Place) -> float:
        """Return how well known a place is, as the function of this name does."""
        known = self._prominences.get(place.id)
        if known is None:
            known = self._prominences[place.id] = prominence(place)
        return known

    def is_town(self, place: Place) -> bool:
        """Tell whether a settlement of the region is well known, as towns are."""
        known = self._towns.get(place.id)
        if known is None:
            is_here = place.type == "settlement" and not is_outside(place)
            known = self._towns[place.id] = is_here and self.prominence(place) >= _TOWN
        return known

    def was_called(self, place: Place, form: str, years: tuple[int, int]) -> bool | None:
        """Tell whether the place had a name in some years, None where the tables leave it open.

        What some language calls it at any time was its name then, whatever authorities came.
        """
        spans = self._name_spans.get((place.id, form))
        if spans is None:
            names = [n for n in place.names if n.form == form and n.kind in _CALLED]
            spans = tuple((n.since or 0, n.until or 9999) for n in names)
            self._name_spans[place.id, form] = spans
        dated = [span for span in spans if span != (0, 9999)]
        if any(since <= years[1] and years[0] <= until for since, until in dated):
            return True
        return False if dated and len(dated) == len(spans) else None

    def near(self, place: Place) -> tuple[Distances, Shares]:
        """Return how far other places are from this one, and what that makes them count."""
        known = self._near.get(place.id)
        if known is None:
            if self._pairs > _MOST_PAIRS:
                self._near.clear()
                self._pairs = 0
            distances = Distances(self, place)
            known = self._near[place.id] = distances, Shares(distances)
        return known

    def km(self, place: Place, other_id: str) -> float:
        """Return how far the place is from another, 0 when it contains that."""
        self._pairs += 1
        other = self._open(other_id)
        if place.type in _CONTAINERS and place.id in self.ancestors(other):
            return 0.0
        return max(0.0, flat_km(place, other) - _reach_km(other))

    def inside(self, place: Place, container: Place) -> float:
        """Return 1 when the tables say that the place lies there, less by distance, 0 if not."""
        known = self._inside.get((place.id, container.id))
        if known is None:
            known = self._inside[place.id, container.id] = self._lies_in(place, container)
        return known

    def _lies_in(self, place: Place, container: Place) -> float:
        if container.id in self.ancestors(place):
            return 1.0
        if container.type == "country":
            same = bool(container.country_code) and place.country_code == container.country_code
            return 1.0 if same else 0.0
        if any(self.inside(place, later) == 1 for later in self._successors(container)):
            return 1.0
        if self._is_equal_rank(place, container) or _is_abroad(place, container):
            return 0.0
        radius = _RADIUS_KM.get(container.type, 0.0)
        return _BY_DISTANCE if flat_km(place, container) <= radius else 0.0

    def ancestors(self, place: Place) -> frozenset[str]:
        """Return the ids of everything that contains the place in any system."""
        known = self._ancestors.get(place.id)
        if known is None:
            found: set[str] = set()
            waiting = place.parents
            while waiting:
                parent = waiting.pop()
                if parent not in found:
                    found.add(parent)
                    waiting += self._open(parent).parents
            known = self._ancestors[place.id] = frozenset(found)
        return known

    def _successors(self, container: Place) -> list[Place]:
        """Return what a union or autonomous republic became; a raion kept its ground less often."""
        if container.type != "region":
            return []
        links = (link for link in container.links if link.relation == "successor")
        return [self._open(link.target) for link in links]

    @staticmethod
    def _is_equal_rank(place: Place, container: Place) -> bool:
        ranks = {"district": 1, "region": 2, "country": 3}
        return ranks.get(place.type, 0) >= ranks.get(container.type, 0)


def _reach_km(place: Place) -> float:
    """Return how far from its point a place extends, roughly."""
    return 0.0 if place.type == "settlement" else _RADIUS_KM.get(place.type, 0.0) / 2


def _is_abroad(place: Place, container: Place) -> bool:
    countries = {place.country_code, container.country_code} - {""}
    return len(countries) > 1


def flat_km(one: Place, other: Place) -> float:
    """Return the distance in a plane, right to a few per cent within the region."""
    lat = radians((one.lat + other.lat) / 2)
    return hypot((one.lat - other.lat) * 111.2, (one.lon - other.lon) * 111.3 * cos(lat))


def is_outside(place: Place) -> bool:
    """Tell whether a place lies in another country than those of the region."""
    return place.country_code not in _REGION


_REGION = frozenset({"AM", "AZ", ""})


def prominence(place: Place) -> float:
    """Return how well known a place is, from 0 to 1.

    The tables derive importance from population and rank, which a mountain or a monastery does
    not have; those that are named as often as towns are listed by hand, the others of the
    region's own list stand above a hamlet.
    """
    floor = _FEATURE if place.type in _FEATURES else 0.0
    return max(place.importance, floor, listed_prominence(place))


_TOWN = 0.45
_FEATURES = frozenset({"hydro", "mountain", "monument", "region"})
_FEATURE = 0.2
