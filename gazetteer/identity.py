"""Keep the ids of places stable between rebuilds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gazetteer.store import has_tables, read_table


@dataclass(frozen=True, slots=True)
class Registry:
    """The ids of the last build: which record belonged to which place, and the highest number."""

    places: Mapping[str, str]
    superseded: Mapping[str, str]
    highest: int


def read_registry(*folders: Path) -> Registry:
    """Return the registry of the first folder that holds tables, or an empty one."""
    for folder in folders:
        if has_tables(folder):
            return _read(folder)
    return Registry({}, {}, 0)


def _read(folder: Path) -> Registry:
    places: dict[str, str] = {}
    for row in read_table(folder, "links"):
        if row["relation"] == "same_as" and row["source"] == row["target"]:
            places[row["target"]] = row["place_id"]
    superseded = {}
    highest = 0
    for row in read_table(folder, "places"):
        highest = max(highest, int(row["id"][1:]))
        if row["superseded_by"]:
            superseded[row["id"]] = row["superseded_by"]
    return Registry(places, superseded, highest)


def assign_ids(
    groups: Sequence[Sequence[str]], registry: Registry
) -> tuple[list[str], dict[str, str]]:
    """Return the id of each group of record keys, and old ids with what took their place.

    An id goes to the group that holds most of its records; of several old ids a group takes the
    one with most records, then the lowest. What is left gets a new number, in order.
    """
    votes = [Counter(registry.places[key] for key in g if key in registry.places) for g in groups]
    holders: dict[str, int] = {}
    for number, counter in enumerate(votes):
        for old, count in counter.items():
            if old not in holders or count > votes[holders[old]][old]:
                holders[old] = number
    ids: list[str] = []
    successors = dict(registry.superseded)
    highest = registry.highest
    for number, counter in enumerate(votes):
        mine = sorted((-count, old) for old, count in counter.items() if holders[old] == number)
        if mine:
            ids.append(mine[0][1])
            successors.update({old: ids[-1] for _, old in mine[1:]})
        else:
            highest += 1
            ids.append(f"p{highest:06d}")
    kept = set(ids)
    for old in set(registry.places.values()) - kept - set(successors):
        successors[old] = "withdrawn"
    return ids, successors
