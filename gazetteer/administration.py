"""Give every place its parents in each administrative system, with the years.

A settlement lies in a unit when the unit's outline has its point, or lies within two kilometres
and no other unit of the system has it; where the source's own hierarchy names such a unit, that
one wins, because the outlines are generalised and the hierarchy is not. What a law says of single
settlements (`districts/agdere_2023_settlements.csv`) wins over every outline.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from gazetteer.model import Link, Outline
from gazetteer.sources.record import SourceRecord
from gazetteer.units import shape_of_wkt
from geodata.door import knowledge

if TYPE_CHECKING:
    from shapely import Point

Group = Sequence[SourceRecord]
_MARGIN = 0.02  # degrees: about two kilometres
_CURRENT = "current"
_COUNTRIES = {"AZ", "AM", ""}


def place_units_at_seats(records: Sequence[SourceRecord]) -> list[SourceRecord]:
    """Return the records; a unit without a point gets that of its seat."""
    by_key = {record.key: record for record in records}
    return [_at_seat(record, by_key) for record in records]


def _at_seat(record: SourceRecord, by_key: dict[str, SourceRecord]) -> SourceRecord:
    if record.lat is None and record.source == "districts":
        for link in record.links:
            seat = by_key.get(link.target) if link.relation == "seat" else None
            if seat:
                return replace(record, lat=seat.lat, lon=seat.lon, accuracy_m=20_000)
    return record


def seats_of_units(places: Sequence[Group]) -> set[str]:
    """Return the keys of the records that a district, province or oblast names as its seat."""
    stated = stated_relations()
    return {
        link.target
        for group in places
        for record in group
        for link in (*record.links, *stated.get(record.key, ()))
        if link.relation == "seat"
    }


def unit_outline(group: Group) -> Outline | None:
    """Return the one outline that stands for a place.

    Of several the newest wins: an outline derived for a unit as changed in 2023, then the one
    of a first-level record, then what is left, withdrawn ones last.
    """
    outlined = [record for record in group if record.outline]
    if not outlined:
        return None
    return min(outlined, key=_outline_rank).outline


def _outline_rank(record: SourceRecord) -> tuple[bool, bool, bool, str]:
    is_new = bool(record.outline and "-2023" in record.outline.source)
    return (record.is_deprecated, not is_new, record.source != "wof", record.key)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit with an outline, as parents are looked up in it."""

    number: int
    system: str
    since: str
    until: str
    keys: frozenset[str]
    shape: Any
    source: str
    feature: str
    country_code: str


def parents_of(places: Sequence[Group]) -> list[list[Link]]:
    """Return, for each place of the region, its parents as links to record keys."""
    units = [unit for number, group in enumerate(places) if (unit := _unit_of(number, group))]
    found: list[list[Link]] = [[] for _ in places]
    index = _Index(units)
    for number, group in enumerate(places):
        main = _point_of(group)
        if main is None or not _is_placed(group):
            continue
        systems = ("nkao", "artsakh") if _is_own_unit(group) else ("current", "nkao", "artsakh")
        for system in systems:
            for unit in index.units_at(main, system, group, number):
                since, until = ("", "") if system == _CURRENT else (unit.since, unit.until)
                key = min(unit.keys)
                found[number].append(Link("parent", key, system, since, until, unit.source))
    return found


def _point_of(group: Group) -> SourceRecord | None:
    return next((r for r in group if r.lat is not None and not r.is_unit), None) or next(
        (r for r in group if r.lat is not None), None
    )


def _is_own_unit(group: Group) -> bool:
    """Tell a city that is a first-level unit itself: it lies in no district."""
    return any(r.source == "geonames" and r.lat is None and r.type == "settlement" for r in group)


_INSIDE_UNITS = {"settlement", "other", "monument", "hydro", "mountain", "road"}


def _is_placed(group: Group) -> bool:
    """Tell whether a place lies in units: a small thing in Azerbaijan or Armenia."""
    if all(record.is_world for record in group):
        return False
    if any(record.country_code not in _COUNTRIES for record in group):
        return False
    main = _point_of(group)
    if main is None or main.type not in _INSIDE_UNITS:
        return bool(main and main.feature == "municipality")
    return (main.accuracy_m or 0) <= _LARGEST_ERROR_M


_LARGEST_ERROR_M = 5000  # a river's middle lies in one district, the river in several


def _unit_of(number: int, group: Group) -> _Unit | None:
    """Return the unit that a place is: a district, or a city that is a unit of its own."""
    types = {"settlement"} if _is_own_unit(group) else {"district", "region"}
    units = [r for r in group if r.type in types and not r.is_deprecated]
    outline = unit_outline([r for r in group if r.type in types])
    if not units or outline is None:
        return None
    record = min(units, key=lambda r: (r.source != "districts", r.key))
    is_city = record.type == "settlement"
    system = _CURRENT if is_city else record.system or _CURRENT
    is_parent = record.type != "region" or record.feature in _PARENT_REGIONS
    if not is_parent or (system == _CURRENT and record.until and not is_city):
        return None
    keys = frozenset(r.key for r in group if r.lat is not None)
    shape = shape_of_wkt(outline.wkt)
    since, until = ("", "") if is_city else (record.since, record.until)
    country = record.country_code
    return _Unit(number, system, since, until, keys, shape, outline.source, record.feature, country)


# Regions are no units, but the provinces of Armenia and the former oblast are.
_PARENT_REGIONS = {"autonomous oblast", "marz"}


class _Index:
    """The outlines of the units, found by a point."""

    def __init__(self, units: Sequence[_Unit]) -> None:
        import shapely

        self._units = units
        self._tree = shapely.STRtree([unit.shape for unit in units])

    def units_at(
        self, record: SourceRecord, system: str, group: Group, number: int
    ) -> Iterator[_Unit]:
        """Yield the units of a system that have a place: the municipality and the district."""
        import shapely

        point = shapely.Point(record.lon, record.lat)
        near = [
            unit
            for position in self._tree.query(point.buffer(_MARGIN))
            if (unit := self._units[position]).system == system
            and unit.number != number
            and not _is_abroad(record, unit)
        ]
        if system == _CURRENT and (told := _told_parents(group)):
            yield from (unit for unit in self._units if told & unit.keys)
            return
        stated = {link.target for r in group for link in r.parents if link.system == system}
        for wanted in (True, False):
            level = [unit for unit in near if (unit.feature == "municipality") == wanted]
            if wanted and record.feature == "municipality":
                continue
            if best := _best(point, level, stated, is_strict=wanted or system != _CURRENT):
                yield best


def _told_parents(group: Group) -> set[str]:
    """Return the units of today in which a law has put a place, whatever the outlines say."""
    table = stated_relations()
    return {
        link.target
        for record in group
        if record.type == "settlement"
        for link in table.get(record.key, ())
        if link.relation == "parent" and not link.until
    }


def _is_abroad(record: SourceRecord, unit: _Unit) -> bool:
    """Tell a unit of today across the border: outlines are generalised along it by kilometres."""
    countries = {record.country_code, unit.country_code} - {""}
    return unit.system == _CURRENT and len(countries) > 1


def _best(
    point: "Point", units: Sequence[_Unit], stated: set[str], *, is_strict: bool
) -> _Unit | None:
    """Return the unit that has the point, by hierarchy, outline, or nearness."""
    by_distance = sorted(
        ((unit.shape.distance(point), unit.shape.area, unit) for unit in units),
        key=lambda item: item[:2],  # of units that both have the point the smaller one
    )
    close = [item for item in by_distance if item[0] <= _MARGIN]
    if not close:
        return None
    for _, _, unit in close:
        if _STATED_ALONE & unit.keys and _STATED_ALONE & stated:
            return unit
    for distance, _, unit in close:
        if stated & unit.keys and not (is_strict and distance > 0):
            return unit
    if is_strict and close[0][0] > 0:
        return None
    return close[0][2]


_STATED_ALONE = {"districts:az-AGD-2023"}


@cache
def stated_relations() -> dict[str, list[Link]]:
    """Return what `unit_relations.csv` says, by the key of the unit."""
    found: dict[str, list[Link]] = defaultdict(list)
    for row in knowledge("unit_relations.csv"):
        link = Link(row["relation"], row["target"], "", row["since"], row["until"], row["source"])
        found[row["unit"]].append(replace(link, note=row["note"]))
    return found


def former_district(record: SourceRecord, districts: Mapping[str, str]) -> Iterator[Link]:
    """Yield the district that a settlement was taken from when Ağdərə was made in 2023."""
    target = districts.get(record.district_hint, "")
    if record.source == "districts" and record.district_hint and target:
        yield Link("parent", target, _CURRENT, "", "2023-12", record.key)
