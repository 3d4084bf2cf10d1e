"""Build the gazetteer: sources in, tables out."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from pathlib import Path

from gazetteer.administration import (
    former_district,
    parents_of,
    place_units_at_seats,
    seats_of_units,
    stated_relations,
    unit_outline,
)
from gazetteer.attestation import Unmatched, attest
from gazetteer.distance import great_circle_m
from gazetteer.errors import MissingInputError, TableError
from gazetteer.identity import Change, assign_ids, list_changes, read_registry
from gazetteer.matching import Match
from gazetteer.model import Link, Outline
from gazetteer.reconciliation import reconcile
from gazetteer.repair import RANKS, Repair, repair
from gazetteer.sources import READERS, Reader, SourceRecord
from gazetteer.sources.merging import one_per_key
from gazetteer.store import write_tables
from gazetteer.toponymy import gather_names
from gazetteer.units import settle_municipalities
from geodata.door import knowledge, tables_path

Group = Sequence[SourceRecord]
Row = tuple[str, ...]
Say = Callable[[str], None]


def build_gazetteer(
    sources: Path,
    out: Path,
    *,
    say: Say = lambda _: None,
    readers: Sequence[Reader] = READERS,
    ids_from: Path | None = None,
) -> list[Path]:
    """Read the sources, reconcile them and write the tables to `out`; return the files.

    Ids come from the tables in `out`, else from those in `ids_from` (by default the shipped
    ones). Raises TableError with every fault of every source, before anything is written.
    """
    say("reading the sources")
    records, repairs = repair(read_sources(sources, readers=readers))
    records = settle_municipalities(place_units_at_seats(records))
    say("comparing and grouping")
    groups, matches = reconcile(records)
    places, unmatched = attest(groups)
    repairs += moved_points(places)
    places.sort(key=lambda group: (_is_world(group), min(r.key for r in group)))
    say("keeping the ids")
    registry = read_registry(out, ids_from or tables_path())
    ids, successors = assign_ids([_anchors(group) for group in places], registry)
    say("writing the tables")
    tables = _place_tables(places, ids)
    tables["places"] += list(_superseded_rows(registry.rows, successors))
    tables["repairs"] = [found.row() for found in repairs]
    tables["matches"] = list(_match_rows(matches))
    tables["unmatched"] = [tuple(row) for row in unmatched]
    changes = list_changes(registry, tables, successors)
    tables["changes"] = [tuple(change) for change in changes]
    _report(say, places, matches, unmatched, repairs, changes)
    return write_tables(out, tables)


_SHIPPED = {"iso", "regions", "renames"}  # read from the package, whatever the folder holds


def read_sources(root: Path, *, readers: Sequence[Reader] = READERS) -> list[SourceRecord]:
    """Return the records of every source below a folder; all faults of all files at once."""
    if not root.is_dir():
        raise MissingInputError(f"{root}: no such folder; give the folder of the source extracts")
    records: list[SourceRecord] = []
    faults: list[str] = []
    for reader in readers:
        for path in reader.find(root):
            try:
                records.extend(reader.read(path))
            except TableError as error:
                faults.extend(error.faults)
    if faults:
        raise TableError(faults)
    if not any(record.source not in _SHIPPED and not record.is_world for record in records):
        raise MissingInputError(f"{root}: holds none of the sources that this program reads")
    return one_per_key(records)


def _is_world(group: Group) -> bool:
    return all(record.is_world for record in group)


def _anchors(group: Group) -> list[str]:
    return [record.key for record in group if record.has_identity]


def _report(
    say: Say,
    places: Sequence[Group],
    matches: Sequence[Match],
    unmatched: Sequence[Unmatched],
    repairs: Sequence[Repair],
    changes: Sequence[Change],
) -> None:
    joined = sum(match.decision == "same" for match in matches)
    apart = sum(match.decision == "apart" for match in matches)
    review = sum(match.decision == "review" for match in matches)
    fixed = sum(bool(found.now) for found in repairs)
    say(f"{len(places)} places; {joined} pairs of records merged, {apart} kept apart by decision")
    say(f"{fixed} corrections of the sources (repairs.csv)")
    say(f"{len(changes)} changes since the last build (changes.csv)")
    say(
        f"for a person: {review} pairs (matches.csv), {len(repairs) - fixed} suspicions "
        f"(repairs.csv), {len(unmatched)} rows without a place (unmatched.csv)"
    )


_MOVED_M = 1500


def moved_points(places: Sequence[Group]) -> list[Repair]:
    """Return the points that GeoNames has corrected since another source copied them.

    The place takes the newer point (see `_main`); the change is listed where it can be seen.
    """
    found = []
    for group in places:
        newer = next((r for r in group if r.is_newer_point), None)
        if newer is None or newer.lat is None or newer.lon is None:
            continue
        for record in group:
            if record.source != "wof" or record.is_unit or newer.key not in record.same_as:
                continue
            if record.lat is None or record.lon is None:
                continue
            distance = great_circle_m(newer.lat, newer.lon, record.lat, record.lon)
            if distance > _MOVED_M:
                reason = f"{newer.key} has been moved {distance / 1000:.1f} km since the copy"
                was, now = f"{record.lat} {record.lon}", f"{newer.lat} {newer.lon}"
                found.append(
                    Repair(record.source, record.id, "point", was, now, "newer-point", reason)
                )
    return found


def _superseded_rows(rows: Mapping[str, Row], successors: Mapping[str, str]) -> Iterator[Row]:
    for old, new in sorted(successors.items()):
        if old in rows:
            yield (*rows[old][:-1], new)


def _match_rows(matches: Iterable[Match]) -> Iterator[Row]:
    for m in matches:
        yield m.record, m.other, m.decision, f"{m.score:.2f}", m.why


def _place_tables(places: Sequence[Group], ids: Sequence[str]) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = defaultdict(list)
    place_of = {r.key: i for group, i in zip(places, ids, strict=True) for r in group}
    for group, identifier in zip(places, ids, strict=True):
        for record in group:
            for target in record.same_as:
                place_of.setdefault(target, identifier)
    parents = parents_of(places)
    seats = seats_of_units(places)
    links = _Links(places, ids, place_of)
    for number, (group, identifier) in enumerate(zip(places, ids, strict=True)):
        part = "world_" if _is_world(group) else ""
        tables[f"{part}places"].append(_place_row(group, identifier, seats))
        tables[f"{part}names"].extend(_name_rows(group, identifier))
        tables[f"{part}links"].extend(links.rows(group, identifier, parents[number]))
        if outline := unit_outline(group):
            tables[f"{part}geometries"].append(_outline_row(outline, identifier))
    return tables


_ORDER = ("geonames", "wof", "iso", "districts", "regions", "features", "naturalearth")


def _main(group: Group) -> SourceRecord:
    """Return the record whose type stands for the place, and its point but for newer ones."""
    return min(
        group,
        key=lambda r: (
            r.lat is None, r.is_deprecated, r.is_unit and r.type == "settlement",
            bool(r.superseded_by), r.type == "other", r.type != "monument", not r.is_newer_point,
            r.source == "naturalearth" and r.type == "country",
            _ORDER.index(r.source) if r.source in _ORDER else len(_ORDER), r.key,
        ),
    )  # fmt: skip


def _point(group: Group, main: SourceRecord) -> tuple[float, float, int | None]:
    """Return the point of a place and its error: of a country a point inside its outline."""
    if main.type == "country":
        main = next((r for r in group if r.outline and r.lat is not None), main)
    return main.lat or 0.0, main.lon or 0.0, main.accuracy_m


_FEATURE_RANK = {word: rank for rank, word in enumerate(RANKS)}
_LOW_RANKS = frozenset(RANKS[2:])


def _feature(group: Group, main: SourceRecord, *, is_seat: bool) -> str:
    """Return the finest word: the biggest that any source gives a settlement."""
    if main.type != "settlement":
        return main.feature
    features = [r.feature for r in group if r.type == "settlement" and r.has_identity]
    if main.feature in _LOW_RANKS and (is_seat or _is_big(group)):
        features.append("town")
    return min(features, key=lambda word: (_FEATURE_RANK.get(word, len(RANKS)), word))


_TOWN = 10_000


def _is_big(group: Group) -> bool:
    return any((r.population or 0) >= _TOWN for r in group)


def _is_seat(group: Group, seats: Set[str]) -> bool:
    """Tell a settlement that a source calls a seat or that a district names as its own."""
    return any(r.is_seat or r.key in seats for r in group)


def _first(group: Group, field: str) -> str:
    """Return the first value of a field, from the hand-kept tables before other sources."""
    order = {"districts": 0, "regions": 1}
    for record in sorted(group, key=lambda r: (order.get(r.source, 2), r.is_deprecated, r.key)):
        if value := getattr(record, field):
            return str(value)
    return ""


def _place_row(group: Group, identifier: str, seats: Set[str]) -> Row:
    main = _main(group)
    is_seat = _is_seat(group, seats)
    lat, lon, accuracy = _point(group, main)
    population = max((r.population for r in group if r.population), default=None)
    is_city = main.type == "settlement"  # its units come and go, the city stays
    return (
        identifier,
        main.type,
        _feature(group, main, is_seat=is_seat),
        f"{lat:.5f}",
        f"{lon:.5f}",
        str(accuracy or ""),
        _first(group, "country_code"),
        str(population or ""),
        f"{_importance(group, main, population, is_seat=is_seat):.3f}",
        "" if is_city else _first(group, "since"),
        "" if is_city else _first(group, "until"),
        "" if is_city else _first(group, "system"),
        "",
    )


_SEAT_BONUS = 0.08
_LEAST = 0.03


@cache
def _by_kind() -> dict[tuple[str, str], float]:
    rows = knowledge("importance.csv")
    return {(row["type"], row["feature"]): float(row["importance"]) for row in rows}


def _importance(
    group: Group, main: SourceRecord, population: int | None, *, is_seat: bool
) -> float:
    """Return 0–1 from kind, population, being a seat, and the number of languages that name it."""
    if main.feature in {"locality", "municipality"}:
        return 0.02
    langs = min(1.0, len({name.lang for record in group for name in record.names}) / 80)
    people = math.log10(max(population or 1, 1)) / 7
    seat = _SEAT_BONUS if is_seat else 0.0
    kinds = _by_kind()
    base = kinds.get((main.type, main.feature), kinds.get((main.type, ""), _LEAST))
    return min(1.0, base + (0.9 - base) * (0.7 * people + 0.3 * langs) * 0.95 + seat)


def _name_rows(group: Group, identifier: str) -> Iterator[Row]:
    gathered = (name for record in group for name in record.names)
    for name in gather_names(gathered, relate=not _is_world(group)):
        yield (
            identifier,
            name.form,
            name.lang,
            name.script,
            name.kind,
            str(name.since or ""),
            str(name.until or ""),
            name.used_by,
            name.relation,
            name.derived_by,
            "|".join(name.sources),
        )


class _Links:
    """Makes the links of places out of what their records say of other records."""

    def __init__(
        self, places: Sequence[Group], ids: Sequence[str], place_of: Mapping[str, str]
    ) -> None:
        self._place_of = place_of
        self._stated = stated_relations()
        self._countries: dict[str, str] = {}
        self._districts: dict[str, str] = {}
        self._systems = {r.key: r.system for group in places for r in group if r.system}
        for group, identifier in zip(places, ids, strict=True):
            for record in group:
                if record.source == "iso":
                    self._countries[record.country_code] = identifier
                if record.source == "districts" and record.system == "current":
                    for name in record.names:
                        self._districts[name.form.removesuffix(" rayonu")] = record.key

    def rows(self, group: Group, identifier: str, parents: Sequence[Link]) -> Iterator[Row]:
        """Yield the rows of one place, without repeats."""
        found: dict[tuple[str, str, str, str], Row] = {}
        for link in self._links(group, identifier, parents):
            if link.relation == "same_as":
                target = link.target
            else:
                target = self._place_of.get(link.target, "")
            if target and target != identifier:
                key = (link.relation, target, link.system, link.until)
                found.setdefault(key, _link_row(identifier, link, target))
        yield from found.values()

    def _links(self, group: Group, identifier: str, parents: Sequence[Link]) -> Iterator[Link]:
        for record in group:
            if record.has_identity:
                yield Link("same_as", record.key, source=record.key)
        for record in group:
            for target in record.same_as if record.has_identity else ():
                yield Link("same_as", target, source=record.key)
        yield from parents
        system = _first(group, "system")
        for record in group:
            yield from former_district(record, self._districts)
            yield from record.links
            for link in self._stated.get(record.key, ()):
                in_system = record.system or system or self._systems.get(link.target, "")
                yield _in_system(link, in_system) if link.relation == "parent" else link
        country = self._countries.get(_first(group, "country_code"), "")
        main = _main(group)
        if country and country != identifier and main.type not in {"country", "continent"}:
            yield Link("parent", f"iso:{_first(group, 'country_code')}", "current", source="iso")


def _in_system(link: Link, system: str) -> Link:
    return Link(link.relation, link.target, system, link.since, link.until, link.source, link.note)


def _link_row(identifier: str, link: Link, target: str) -> Row:
    return (
        identifier, link.relation, target, link.system, link.since, link.until, link.source,
        link.note,
    )  # fmt: skip


def _outline_row(outline: Outline, identifier: str) -> Row:
    accuracy = str(outline.accuracy_m or "")
    return (identifier, outline.quality, accuracy, outline.derivation, outline.source, outline.wkt)
