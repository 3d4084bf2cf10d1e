"""Decide which records are one place, and keep why.

Units and natural features are decided by `units`; settlements are compared by `comparison` and
grouped here from the surest pair down. A pair may join two groups only if no member of one
contradicts a member of the other: a person's decision, contrary size words, or a distance that
one place cannot span. So two villages are never chained together by what lies between them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gazetteer.blocking import candidate_pairs
from gazetteer.comparison import APART, REVIEW, SAME, Comparison, Profile, compare, profile_of
from gazetteer.distance import great_circle_m
from gazetteer.matching import Match
from gazetteer.sources.record import SourceRecord
from gazetteer.units import unit_matches
from geodata.door import knowledge

_SPAN_M = 3000  # no village is wider
_WIDE_M = 12_000  # what a shared identifier may bridge: a point of Baku's quarters is 10 km off


class Clusters:
    """Groups of keys that grow by union; the smallest key stands for its group."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._group: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        for key in keys:
            self.find(key)

    def find(self, key: str) -> str:
        """Return the key that stands for the group of this one."""
        if key not in self._group:
            self._group[key] = key
            self._members[key] = [key]
        return self._group[key]

    def members(self, key: str) -> list[str]:
        """Return the keys of the group of this one."""
        return self._members[self.find(key)]

    def join(self, key: str, other: str) -> None:
        """Make the groups of two keys one."""
        one, two = sorted((self.find(key), self.find(other)))
        if one != two:
            for member in self._members[two]:
                self._group[member] = one
            self._members[one] += self._members.pop(two)


def reconcile(
    records: Sequence[SourceRecord],
) -> tuple[list[list[SourceRecord]], list[Match]]:
    """Return the records grouped by place, and every decision worth a look.

    Records without a point are left alone in groups of their own; `attestation` joins them.
    """
    by_key = {record.key: record for record in records}
    decisions = read_decisions()
    clusters = Clusters(record.key for record in records)
    matches = _apply(unit_matches(records, by_key), clusters, decisions)
    matches += _decided(by_key, decisions, clusters)
    profiles = {r.key: profile_of(r) for r in records if _is_compared(r)}
    matches += _group(list(profiles.values()), clusters, decisions)
    groups: dict[str, list[SourceRecord]] = defaultdict(list)
    for record in records:
        groups[clusters.find(record.key)].append(record)
    return [groups[key] for key in sorted(groups)], matches


_TWICE_M = 600  # GeoNames has a village twice, with a number for each name, nearer than this


def _is_counted(record: SourceRecord) -> bool:
    """Tell an entry of today's GeoNames that has a population of its own."""
    return record.is_newer_point and bool(record.population)


Decisions = Mapping[frozenset[str], dict[str, str]]


def read_decisions() -> Decisions:
    """Return what persons have decided of pairs, by the pair of record keys."""
    return {frozenset((r["record"], r["other"])): r for r in knowledge("decisions.csv")}


def _is_compared(record: SourceRecord) -> bool:
    if record.lat is None or record.is_world or record.is_unit:
        return False
    return record.type == "settlement" or record.feature == "locality"


def _apply(found: Iterator[Match], clusters: Clusters, decisions: Decisions) -> list[Match]:
    matches = []
    for match in found:
        decision = decisions.get(frozenset((match.record, match.other)))
        if decision and decision["decision"] == APART:
            continue
        clusters.join(match.record, match.other)
        matches.append(match)
    return matches


def _decided(
    by_key: Mapping[str, SourceRecord], decisions: Decisions, clusters: Clusters
) -> list[Match]:
    matches = []
    for row in decisions.values():
        one, two = row["record"], row["other"]
        if one in by_key and two in by_key:
            if row["decision"] == SAME:
                clusters.join(one, two)
            why = f"decided: {row['reason']} ({row['source']})"
            matches.append(Match(one, two, row["decision"], 1.0, why))
    return matches


def _group(profiles: Sequence[Profile], clusters: Clusters, decisions: Decisions) -> list[Match]:
    by_key = {profile.key: profile for profile in profiles}
    compared = [compare(profiles[one], profiles[two]) for one, two in candidate_pairs(profiles)]
    compared.sort(key=lambda c: (-c.weight, c.record, c.other))
    matches = []
    for comparison in compared:
        pair = frozenset((comparison.record, comparison.other))
        if pair in decisions or comparison.decision == APART:
            continue
        if comparison.decision == REVIEW:
            if clusters.find(comparison.record) != clusters.find(comparison.other):
                matches.append(_match(comparison, REVIEW, comparison.why))
            continue
        against = _contradiction(comparison, clusters, by_key, decisions)
        if against:
            matches.append(_match(comparison, REVIEW, f"{comparison.why}; but {against}"))
        else:
            clusters.join(comparison.record, comparison.other)
            matches.append(_match(comparison, SAME, comparison.why))
    return matches


def _match(comparison: Comparison, decision: str, why: str) -> Match:
    return Match(comparison.record, comparison.other, decision, comparison.score, why)


def _contradiction(
    comparison: Comparison,
    clusters: Clusters,
    profiles: Mapping[str, Profile],
    decisions: Decisions,
) -> str:
    """Return what forbids joining the groups of two records, or nothing."""
    if clusters.find(comparison.record) == clusters.find(comparison.other):
        return ""
    limit = _WIDE_M if comparison.rests_on_identifier else _SPAN_M
    for one in clusters.members(comparison.record):
        for two in clusters.members(comparison.other):
            decision = decisions.get(frozenset((one, two)))
            if decision and decision["decision"] == APART:
                return f"{one} and {two} were decided to be two places"
            a, b = profiles.get(one), profiles.get(two)
            if a is None or b is None:
                continue
            mine, yours = dict(a.qualifiers), dict(b.qualifiers)
            if any(mine[axis] != yours[axis] for axis in mine.keys() & yours.keys()):
                return f"{one} and {two} have contrary size words"
            distance = great_circle_m(a.lat, a.lon, b.lat, b.lon)
            if distance > _TWICE_M and _is_counted(a.record) and _is_counted(b.record):
                return f"{one} and {two} are inhabited places of one list, each with its number"
            if distance > limit:
                return f"{one} and {two} are {distance / 1000:.1f} km apart"
    return ""
