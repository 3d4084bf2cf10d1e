"""Join rows that have a name and a district, but no point, to the places that they name."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from gazetteer.generic_words import take_generic_word
from gazetteer.keys import romanized_keys, skeleton
from gazetteer.sources.record import SourceRecord
from gazetteer.units import shape_of_wkt

Group = list[SourceRecord]
_MARGIN = 0.03  # degrees: villages lie up to 3 km outside the outline of their district
_ALIKE = 0.75


class Unmatched(NamedTuple):
    """A row that found no place, as `unmatched.csv` lists it."""

    source: str
    record: str
    form: str
    district: str
    reason: str


def attest(groups: Sequence[Group]) -> tuple[list[Group], list[Unmatched]]:
    """Return the groups of places, with the rows without a point added, and the rows left over.

    A row follows the identifier that it gives. Without one it needs exactly one place in or by
    its district with its name, or else exactly one whose name sounds alike; two rows of one name
    in one district go to two places of that name in the order of their numbers.
    """
    places = [list(group) for group in groups if any(r.lat is not None for r in group)]
    loose = [r for group in groups if all(r.lat is None for r in group) for r in group]
    claims = _claims(places)
    districts = _Districts(places)
    unmatched: list[Unmatched] = []
    named: dict[tuple[str, str], list[SourceRecord]] = defaultdict(list)
    for record in loose:
        target = next((claims[t] for t in record.same_as if t in claims), None)
        if target is not None:
            places[target].append(record)
        elif record.district_hint and record.names:
            named[record.district_hint, record.names[0].form].append(record)
        else:
            reason = f"no record of the sources is {', '.join(record.same_as) or 'meant'}"
            unmatched.append(_left(record, reason))
    for (hint, form), rows in sorted(named.items()):
        found, reason = districts.find(hint, form)
        if len(found) > 1 and all(record.is_seat for record in rows):
            found = [max(found, key=lambda n: max(r.population or 0 for r in places[n]))]
        if len(found) > 1 and len(found) != len(rows):
            found = _narrowed(found, rows, places)
        if found and (len(found) == 1 or len(found) == len(rows)):
            for number, record in enumerate(sorted(rows, key=lambda r: r.id)):
                places[found[number % len(found)]].append(record)
        else:
            reason = reason or f"{len(found)} places of this name: which one is not told"
            unmatched.extend(_left(record, reason) for record in rows)
    return places, unmatched


def _narrowed(found: list[int], rows: Sequence[SourceRecord], places: Sequence[Group]) -> list[int]:
    """Return the places that a row's own candidates name, or else have the very form."""
    wanted = {target for record in rows for target in record.candidates}
    named = [n for n in found if wanted & {record.key for record in places[n]}]
    if len(named) == 1:
        return named
    forms = {record.names[0].form for record in rows}
    exact = [n for n in found if forms & {name.form for r in places[n] for name in r.names}]
    return exact if len(exact) == 1 else found


def _left(record: SourceRecord, reason: str) -> Unmatched:
    form = record.names[0].form if record.names else ""
    return Unmatched(record.source, record.id, form, record.district_hint, reason)


def _claims(places: Sequence[Group]) -> dict[str, int]:
    """Return the place of every record key, and of every identifier that one place claims."""
    claimed: dict[str, set[int]] = defaultdict(set)
    own: dict[str, int] = {}
    for number, group in enumerate(places):
        for record in group:
            own[record.key] = number
            for target in record.same_as:
                if not target.startswith("iso:"):
                    claimed[target].add(number)
    found = {target: min(numbers) for target, numbers in claimed.items() if len(numbers) == 1}
    return found | own


class _Districts:
    """The settlements in and by each district of today, by name."""

    def __init__(self, places: Sequence[Group]) -> None:
        self._places = places
        self._shapes: dict[str, list[Any]] = defaultdict(list)
        for group in places:
            for record in group:
                if record.type == "district" and record.outline and record.country_code == "AZ":
                    for other in group:
                        for key in _keys_of(other, {"az"}):
                            self._shapes[key].append(shape_of_wkt(record.outline.wkt))
        self._settlements = [
            (number, record)
            for number, group in enumerate(places)
            for record in group
            if record.type == "settlement" and record.lat is not None and not record.is_world
            and record.country_code == "AZ"
        ]  # fmt: skip
        self._inside: dict[str, Mapping[int, set[str]]] = {}
        self._strictly: dict[str, set[int]] = {}

    def find(self, district: str, form: str) -> tuple[list[int], str]:
        """Return the places of a name in a district; none, and why, when there is none."""
        names = self._names_in(district)
        if not names:
            return [], f"no outline of a district called {district}"
        for spelt in _spellings(form):
            keys = set(romanized_keys(spelt, "az"))
            if exact := [n for n, own in names.items() if keys & own]:
                inside = [n for n in exact if n in self._strictly[district]]
                return sorted(inside or exact), ""
        keys = set(romanized_keys(form, "az"))
        alike = sorted(n for n, own in names.items() if _alike(keys, own))
        if len(alike) == 1:
            return alike, ""
        return [], "several names sound alike" if alike else "no place of this name by the district"

    def _names_in(self, district: str) -> Mapping[int, set[str]]:
        if district not in self._inside:
            shapes = {id(s): s for key in romanized_keys(district, "az") for s in self._shapes[key]}
            strictly: set[int] = set()
            self._inside[district] = dict(self._collect(list(shapes.values()), strictly))
            self._strictly[district] = strictly
        return self._inside[district]

    def _collect(self, shapes: Sequence[Any], strictly: set[int]) -> Iterator[tuple[int, set[str]]]:
        import shapely

        found: dict[int, set[str]] = defaultdict(set)
        for number, record in self._settlements:
            point = shapely.Point(record.lon, record.lat)
            for shape in shapes:
                west, south, east, north = shape.bounds
                in_frame = (
                    west - _MARGIN <= point.x <= east + _MARGIN
                    and south - _MARGIN <= point.y <= north + _MARGIN
                )
                distance = shape.distance(point) if in_frame else _MARGIN + 1
                if distance == 0:
                    strictly.add(number)
                if distance <= _MARGIN:
                    for other in self._places[number]:
                        found[number] |= _keys_of(other, {"az", "en", "und-Latn", "az-Latn"})
        yield from found.items()


def _spellings(form: str) -> Iterator[str]:
    """Yield the form, without a bracket, and without the word for what it is."""
    yield form
    bare = form.partition("(")[0].strip()
    if bare != form:
        yield bare
    if announced := take_generic_word(form):
        yield announced.rest


def _keys_of(record: SourceRecord, langs: set[str]) -> set[str]:
    found: set[str] = set()
    for name in record.names:
        if name.lang in langs:
            announced = take_generic_word(name.form)
            for form in {name.form, announced.rest if announced else name.form}:
                found.update(romanized_keys(form, "az" if name.lang == "az" else ""))
    return found


def _alike(keys: set[str], others: set[str]) -> bool:
    return any(
        skeleton(key) == skeleton(other)
        and SequenceMatcher(None, key, other, autojunk=False).ratio() >= _ALIKE
        for key in keys
        for other in others
    )
