"""Decide which records are one place, and keep why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gazetteer.distance import great_circle_m
from gazetteer.names import fold
from gazetteer.sources.record import SourceRecord


@dataclass(frozen=True, slots=True)
class Match:
    """Two records and what was decided of them: `same`, `apart` or `review`."""

    record: str
    other: str
    decision: str
    score: float
    why: str


class Clusters:
    """Groups of keys that grow by union; the smallest key stands for its group."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, key: str) -> str:
        """Return the key that stands for the group of this one."""
        parent = self._parent.setdefault(key, key)
        while parent != self._parent[parent]:
            self._parent[key] = parent = self._parent[self._parent[parent]]
            key = parent
        return parent

    def join(self, key: str, other: str) -> None:
        """Make the groups of two keys one."""
        one, two = sorted((self.find(key), self.find(other)))
        self._parent[two] = one


def reconcile(records: Sequence[SourceRecord]) -> tuple[list[list[SourceRecord]], list[Match]]:
    """Return the records grouped by place, and the decisions taken."""
    clusters = Clusters()
    matches = list(_matches(records))
    for match in matches:
        clusters.join(match.record, match.other)
    groups: dict[str, list[SourceRecord]] = defaultdict(list)
    for record in records:
        groups[clusters.find(record.key)].append(record)
    return [groups[key] for key in sorted(groups)], matches


def _matches(records: Sequence[SourceRecord]) -> Iterable[Match]:
    by_key = {record.key: record for record in records}
    claims: dict[str, list[SourceRecord]] = defaultdict(list)
    for record in records:
        for target in (*record.superseded_by, *record.same_as):
            other = by_key.get(target)
            if other and (record.lat is None or other.type == record.type):
                yield Match(record.key, target, "same", 1.0, f"{record.key} says it is {target}")
            elif target.startswith(("geonames:", "iso:")) and record.lat is not None:
                claims[target].append(record)
    for target, claimants in sorted(claims.items()):
        for record in claimants[1:]:
            if record.type == claimants[0].type:
                yield Match(claimants[0].key, record.key, "same", 1.0, f"both are {target}")
    cells: dict[tuple[int, int, str, str], list[SourceRecord]] = defaultdict(list)
    for record in records:
        if record.is_world or record.lat is None or record.type != "settlement":
            continue
        for name in {fold(name.form) for name in record.names}:
            for dy in (-1, 0, 1):
                for dx in (-1, 0, 1):
                    cell = (int(record.lat * 50) + dy, int(record.lon * 50) + dx)  # type: ignore[operator]
                    for other in cells.get((*cell, "settlement", name), ()):
                        distance = great_circle_m(record.lat, record.lon, other.lat, other.lon)  # type: ignore[arg-type]
                        if distance < 1000 and other is not record:
                            why = f"both are called {name}, {distance:.0f} m apart"
                            yield Match(other.key, record.key, "same", 0.9, why)
            cell = (int(record.lat * 50), int(record.lon * 50))  # type: ignore[operator]
            cells[(*cell, "settlement", name)].append(record)
