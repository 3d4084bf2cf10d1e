"""Keep the ids of places between rebuilds, and list what a rebuild changed.

A place is anchored on the records that it is made of, not on what it is called or where it lies:
whatever happens to a record's names or point, its place keeps its id. Ids are never reused; a
place that is gone stays as a row that says what took its place.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from gazetteer.store import COLUMNS, has_tables, read_table

Row = tuple[str, ...]
WITHDRAWN = "withdrawn"  # instead of a successor: nothing follows the place


@dataclass(frozen=True, slots=True)
class Registry:
    """What the last build knew: the place of each record, the rows, and the highest number."""

    places: Mapping[str, str] = field(default_factory=dict)
    superseded: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Row] = field(default_factory=dict)
    names: Mapping[str, frozenset[Row]] = field(default_factory=dict)
    links: Mapping[str, frozenset[Row]] = field(default_factory=dict)
    highest: int = 0


class Change(NamedTuple):
    """What a rebuild did to a place: `new`, `merged`, `withdrawn` or `changed`, and the detail."""

    place_id: str
    change: str
    detail: str


def read_registry(*folders: Path) -> Registry:
    """Return the registry of the first folder that holds tables, or an empty one."""
    for folder in folders:
        if has_tables(folder):
            return _read(folder)
    return Registry()


def _read(folder: Path) -> Registry:
    places: dict[str, str] = {}
    links: dict[str, set[Row]] = defaultdict(set)
    for row in read_table(folder, "links"):
        if row["relation"] == "same_as" and row["source"] == row["target"]:
            places[row["target"]] = row["place_id"]
        links[row["place_id"]].add(tuple(row.values()))
    names: dict[str, set[Row]] = defaultdict(set)
    for row in read_table(folder, "names"):
        names[row["place_id"]].add(tuple(row.values()))
    rows = {row["id"]: tuple(row.values()) for row in read_table(folder, "places")}
    superseded = {identifier: row[-1] for identifier, row in rows.items() if row[-1]}
    return Registry(
        places,
        superseded,
        rows,
        {identifier: frozenset(found) for identifier, found in names.items()},
        {identifier: frozenset(found) for identifier, found in links.items()},
        max((int(identifier[1:]) for identifier in rows), default=0),
    )


def assign_ids(
    groups: Sequence[Sequence[str]], registry: Registry
) -> tuple[list[str], dict[str, str]]:
    """Return the id of each group of record keys, and old ids with what took their place.

    An id goes to the group that holds most of its records, the first such group where they are
    equal; of several old ids a group takes the one with most records, then the lowest. What is
    left gets a new number, in order.
    """
    votes = [
        Counter(registry.places[key] for key in group if key in registry.places) for group in groups
    ]
    holders: dict[str, int] = {}
    for number, counter in enumerate(votes):
        for old, count in counter.items():
            if old not in holders or count > votes[holders[old]][old]:
                holders[old] = number
    ids: list[str] = []
    merged: dict[str, str] = {}
    highest = registry.highest
    for number, counter in enumerate(votes):
        mine = sorted((-count, old) for old, count in counter.items() if holders[old] == number)
        if mine:
            ids.append(mine[0][1])
            merged.update({old: ids[-1] for _, old in mine[1:]})
        else:
            highest += 1
            ids.append(f"p{highest:06d}")
    kept = set(ids)
    gone = set(registry.places.values()) - kept - set(merged)
    successors = dict(registry.superseded) | merged | dict.fromkeys(gone, WITHDRAWN)
    return ids, {old: _last(old, successors) for old in successors if old not in kept}


def _last(old: str, successors: Mapping[str, str]) -> str:
    """Follow a chain of merges to the place that stands at its end."""
    found = successors[old]
    while found in successors and successors[found] != found:
        found = successors[found]
    return found


def list_changes(
    registry: Registry, tables: Mapping[str, Sequence[Row]], successors: Mapping[str, str]
) -> list[Change]:
    """Return what differs from the last build, place by place; nothing on a first build."""
    if not registry.rows:
        return []
    return sorted(_changes(registry, tables, successors))


def _changes(
    registry: Registry, tables: Mapping[str, Sequence[Row]], successors: Mapping[str, str]
) -> Iterator[Change]:
    rows = {row[0]: row for name in ("places", "world_places") for row in tables.get(name, ())}
    names, links = _by_place(tables, "names"), _by_place(tables, "links")
    columns = COLUMNS["places"]
    for identifier, row in rows.items():
        old = registry.rows.get(identifier)
        if old is None:
            yield Change(identifier, "new", f"{row[1]} {row[2]} at {row[3]}, {row[4]}")
            continue
        if row[-1] and row[-1] != old[-1]:
            change = WITHDRAWN if row[-1] == WITHDRAWN else "merged"
            yield Change(identifier, change, row[-1])
            continue
        details = [
            f"{column} {was or '-'} to {now or '-'}"
            for column, was, now in zip(columns, old, row, strict=True)
            if was != now
        ]
        if identifier not in successors:
            details += _differences("name", registry.names, names, identifier)
            details += _differences("link", registry.links, links, identifier)
        if details:
            yield Change(identifier, "changed", "; ".join(details))


def _by_place(tables: Mapping[str, Sequence[Row]], name: str) -> dict[str, set[Row]]:
    found: dict[str, set[Row]] = defaultdict(set)
    for part in (name, f"world_{name}"):
        for row in tables.get(part, ()):
            found[row[0]].add(row)
    return found


def _differences(
    word: str,
    before: Mapping[str, frozenset[Row]],
    after: Mapping[str, set[Row]],
    identifier: str,
) -> Iterator[str]:
    was, now = before.get(identifier, frozenset()), after.get(identifier, set())
    for row in sorted(now - was):
        yield f"{word} added: {' '.join(filter(None, row[1:5]))}"
    for row in sorted(was - now):
        yield f"{word} removed: {' '.join(filter(None, row[1:5]))}"
