"""Decide which administrative units, cities and natural features are one place.

Units are matched by outline, code and identifier, never by name alone: their names are the part
of the sources that is wrong. Each function yields `Match`es; what they say is final, because
each rests on an identifier or on two outlines that cover each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from math import floor
from typing import Any

from gazetteer.distance import great_circle_m
from gazetteer.generic_words import take_generic_word
from gazetteer.keys import romanized_keys
from gazetteer.matching import Match
from gazetteer.sources.record import SourceRecord

_COVERS = 0.9  # intersection over union above which two outlines are one
_SEAT_M = 6000  # a city's point and the middle of its outline
_NATURAL_M = 90_000  # two points on one river may be far apart
_NATURAL = {"hydro", "mountain"}

Records = Mapping[str, SourceRecord]


class _Grid:
    """Records by cells of a tenth of a degree, so that work grows with what is near."""

    def __init__(self, records: Iterable[SourceRecord]) -> None:
        self._cells: dict[tuple[int, int], list[SourceRecord]] = defaultdict(list)
        for record in records:
            if record.lat is not None and record.lon is not None:
                self._cells[floor(record.lat * 10), floor(record.lon * 10)].append(record)

    def near(self, unit: SourceRecord) -> Iterator[SourceRecord]:
        """Yield the records in or by the outline of a unit, or by its point."""
        if unit.lat is None or unit.lon is None:
            return
        west, south, east, north = unit.lon, unit.lat, unit.lon, unit.lat
        if unit.outline:
            west, south, east, north = shape_of_wkt(unit.outline.wkt).bounds
        for row in range(floor(south * 10) - 1, floor(north * 10) + 2):
            for column in range(floor(west * 10) - 1, floor(east * 10) + 2):
                yield from self._cells.get((row, column), ())


def unit_matches(records: Sequence[SourceRecord], by_key: Records) -> Iterator[Match]:
    """Yield every decision on units, cities with outlines and natural features."""
    yield from _same_code(records)
    yield from _same_outline(records)
    yield from _stated(records, by_key)
    yield from _cities(records)
    yield from _municipalities(records)
    yield from _natural(records)


def _same_code(records: Sequence[SourceRecord]) -> Iterator[Match]:
    """Match a unit with the entry of its ISO code in a list of countries or units."""
    holders: dict[tuple[str, str], list[SourceRecord]] = defaultdict(list)
    for record in records:
        for target in record.same_as:
            if target.startswith("iso:"):
                holders[target, record.type].append(record)
        if record.source == "iso":
            holders[record.key, record.type].append(record)
    for (code, _), found in sorted(holders.items()):
        reference = next((r for r in found if r.lat is None or r.source == "iso"), found[0])
        for record in found:
            if record is not reference and not _is_second_outline(record, found):
                yield Match(reference.key, record.key, "same", 1.0, f"both are {code}")


def _is_second_outline(record: SourceRecord, found: Sequence[SourceRecord]) -> bool:
    """Tell a town's own outline inside the district that shares its code."""
    outlined = [r for r in found if r.outline and r.source == "wof" and r.type == record.type]
    return len(outlined) > 1 and record in outlined[1:]


@lru_cache(maxsize=2048)
def shape_of_wkt(wkt: str) -> Any:  # noqa: ANN401
    """Return the geometry of an outline, kept for the next question."""
    import shapely

    shape = shapely.from_wkt(wkt)
    shapely.prepare(shape)
    return shape


def _same_outline(records: Sequence[SourceRecord]) -> Iterator[Match]:
    """Match a withdrawn county with the unit of its outline, or of its first published name."""
    regions = [r for r in records if r.source == "wof" and r.feature in {"rayon", "city"}]
    regions = [r for r in regions if r.outline and not r.is_county]
    grid = _Grid(regions)
    for county in records:
        if not county.is_county or not county.outline or county.country_code != "AZ":
            continue
        shape = shape_of_wkt(county.outline.wkt)
        best, cover = None, 0.0
        for region in grid.near(county):
            other = shape_of_wkt(region.outline.wkt) if region.outline else None
            if other is None or not _frames_agree(shape.bounds, other.bounds):
                continue
            common = shape.intersection(other).area
            share = common / (shape.area + other.area - common)
            if share > cover:
                best, cover = region, share
        if best and cover >= _COVERS:
            why = f"their outlines cover each other (intersection over union {cover:.2f})"
            yield Match(best.key, county.key, "same", 1.0, why)
        elif named := _first_published(county, regions):
            why = f"a part of it: the outline was published as {county.headings[-1]}"
            yield Match(named.key, county.key, "same", 0.9, why)


def _frames_agree(one: tuple[float, ...], two: tuple[float, ...]) -> bool:
    """Tell whether two outlines can cover each other: their frames nearly do."""
    return all(abs(a - b) < _FRAME_DEGREES for a, b in zip(one, two, strict=True))


_FRAME_DEGREES = 0.2


def _first_published(county: SourceRecord, regions: Sequence[SourceRecord]) -> SourceRecord | None:
    """Return the unit whose name is the one that the outline had where it came from."""
    keys = set(romanized_keys(county.headings[-1])) if county.headings else set()
    found = [
        region
        for region in regions
        if any(keys & set(_plain_keys(name.form)) for name in region.names if name.lang == "az")
        or any(keys & set(romanized_keys(form)) for form in region.headings)
    ]
    districts = [region for region in found if region.type == "district"]
    return next(iter(districts or found), None)


@lru_cache(maxsize=50_000)
def _plain_keys(form: str) -> tuple[str, ...]:
    announced = take_generic_word(form)
    return romanized_keys(announced.rest if announced else form, "")


def _stated(records: Sequence[SourceRecord], by_key: Records) -> Iterator[Match]:
    """Match what a hand-kept table states, and units with the id of a coded unit."""
    for record in records:
        if record.source == "wof" and record.is_unit:
            for target in record.same_as:
                other = by_key.get(target)
                if other and other.lat is None and other.type == record.type:
                    yield Match(other.key, record.key, "same", 1.0, f"{record.key} gives {target}")
        elif record.source in {"districts", "regions", "naturalearth"} and record.lat is not None:
            yield from _stated_of(record, by_key)


def _stated_of(record: SourceRecord, by_key: Records) -> Iterator[Match]:
    for target in record.same_as:
        other = by_key.get(target)
        if other and (record.source == "regions" or other.type == record.type):
            why = f"{record.key} is stated to be {target}"
            yield Match(other.key, record.key, "same", 1.0, why)
    if record.source == "districts" and record.type == "settlement":
        for link in record.links:
            if link.relation == "seat" and link.target in by_key:
                why = "a city that is a unit of its own is the city"
                yield Match(link.target, record.key, "same", 1.0, why)


def _cities(records: Sequence[SourceRecord]) -> Iterator[Match]:
    """Match a city with the outline that is its own unit: one settlement with an outline."""
    settlements = _Grid(
        r for r in records
        if r.source in {"wof", "geonames"} and r.type == "settlement" and r.lat is not None
        and not r.outline and not r.is_world and not r.is_deprecated
    )  # fmt: skip
    for city in records:
        if not (city.source == "wof" and city.type == "settlement" and city.is_unit):
            continue
        keys = _name_keys(city)
        shape = shape_of_wkt(city.outline.wkt) if city.outline else None
        found = [
            (settlement.population or 0, -_metres(city, settlement), settlement)
            for settlement in settlements.near(city)
            if settlement.country_code == city.country_code
            and _lies_in(settlement, city, shape)
            and keys & _name_keys(settlement)
        ]
        if found:
            _, _, settlement = max(found, key=lambda item: item[:2])
            why = "the city has this name and lies in the outline of the unit"
            yield Match(settlement.key, city.key, "same", 1.0, why)


def _name_keys(record: SourceRecord) -> set[str]:
    return {
        key
        for name in record.names
        if name.lang in {"az", "hy", "en", "und-Latn"} and name.kind != "historical"
        for key in _plain_keys(name.form)
    }


def _lies_in(record: SourceRecord, unit: SourceRecord, shape: Any) -> bool:  # noqa: ANN401
    import shapely

    if record.lat is None or record.lon is None:
        return False
    if shape is not None:
        west, south, east, north = shape.bounds
        in_frame = west <= record.lon <= east and south <= record.lat <= north
        if in_frame and shape.contains(shapely.Point(record.lon, record.lat)):
            return True
    return _metres(record, unit) <= _SEAT_M


def _metres(one: SourceRecord, two: SourceRecord) -> float:
    if one.lat is None or one.lon is None or two.lat is None or two.lon is None:
        return float("inf")
    return great_circle_m(one.lat, one.lon, two.lat, two.lon)


def _municipalities(records: Sequence[SourceRecord]) -> Iterator[Match]:
    """Match a village of GeoNames with the municipality that stands in for it."""
    villages = [r for r in records if r.feature == "village" and r.source == "wof" and r.outline]
    places = _Grid(r for r in records if r.source == "geonames" and r.country_code == "AM")
    for village in villages:
        shape = shape_of_wkt(village.outline.wkt) if village.outline else None
        keys = _name_keys(village)
        found = [
            p for p in places.near(village) if _lies_in(p, village, shape) and keys & _name_keys(p)
        ]
        if found:
            nearest = min(found, key=lambda place: (_metres(place, village), place.key))
            why = "the village has this name and lies in the outline of its municipality"
            yield Match(nearest.key, village.key, "same", 1.0, why)


def _natural(records: Sequence[SourceRecord]) -> Iterator[Match]:
    """Match a river, lake or range in two tables: one name, one kind, near enough."""
    holders: dict[tuple[str, str], list[SourceRecord]] = defaultdict(list)
    for record in records:
        if record.type in _NATURAL and record.source in {"features", "regions", "naturalearth"}:
            for key in {k for name in record.names for k in _plain_keys(name.form)}:
                holders[record.feature, key].append(record)
    seen = set()
    for (feature, key), found in sorted(holders.items()):
        for number, one in enumerate(found):
            for two in found[number + 1 :]:
                pair = (one.key, two.key)
                if pair in seen or one.source == two.source:
                    continue
                if _metres(one, two) <= _NATURAL_M or feature == "range":
                    seen.add(pair)
                    why = f"both are a {feature} called {key}"
                    yield Match(one.key, two.key, "same", 0.9, why)


def settle_municipalities(records: Sequence[SourceRecord]) -> list[SourceRecord]:
    """Return the records, with a municipality as the village where no record has the village.

    Some 120 villages of Armenia exist in Who's On First only as the outline of the municipality
    that was one village; such a municipality is read as the village with an outline. The others
    stay districts: their village is a place of its own.
    """
    villages: dict[str, list[SourceRecord]] = defaultdict(list)
    for record in records:
        if record.source == "wof" and record.type == "settlement":
            for parent in record.parents:
                villages[parent.target].append(record)
    near = _Grid(r for r in records if r.source == "wof" and r.type == "settlement")
    return [
        _as_village(record)
        if record.feature == "municipality" and not _has_village(record, villages, near)
        else record
        for record in records
    ]


def _as_village(record: SourceRecord) -> SourceRecord:
    return replace(record, type="settlement", feature="village")


def _has_village(
    unit: SourceRecord, villages: Mapping[str, list[SourceRecord]], near: _Grid
) -> bool:
    keys = _name_keys(unit)
    shape = shape_of_wkt(unit.outline.wkt) if unit.outline else None
    around = (*villages.get(unit.key, ()), *near.near(unit))
    inside = [record for record in around if _lies_in(record, unit, shape)]
    if any(keys & _name_keys(record) for record in inside):
        return True
    # A heading alone ("U.Sasunik", "Vedu Banavan") is no name that could prove another village.
    has_name = any(name.lang in {"hy", "az"} for name in unit.names)
    return not has_name and any(_is_inside(record, shape) for record in inside)


def _is_inside(record: SourceRecord, shape: Any) -> bool:  # noqa: ANN401
    import shapely

    return shape is not None and bool(shape.contains(shapely.Point(record.lon, record.lat)))
