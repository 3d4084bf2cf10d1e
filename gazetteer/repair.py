"""Correct the sources where evidence proves them wrong; every correction is a row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gazetteer.model import Toponym
from gazetteer.sources.record import SourceRecord


@dataclass(frozen=True, slots=True)
class Repair:
    """One correction: what a field of a record was, what it is now, by which rule and why."""

    source: str
    record: str
    field: str
    was: str
    now: str
    rule: str
    reason: str

    def row(self) -> tuple[str, ...]:
        """Return the correction as a row of `repairs.csv`."""
        return (
            self.source, self.record, self.field, self.was, self.now, self.rule, self.reason,
        )  # fmt: skip


def repair(records: Sequence[SourceRecord]) -> tuple[list[SourceRecord], list[Repair]]:
    """Return the records corrected, and the corrections."""
    repairs: list[Repair] = []
    done = [_relabel_latin(record, repairs) for record in records]
    return done, repairs


def _relabel_latin(record: SourceRecord, repairs: list[Repair]) -> SourceRecord:
    names = []
    for name in record.names:
        if name.lang == "hy" and name.script == "Latn":
            fixed = Toponym(name.form, "hy-Latn", "Latn", "romanization", name.sources)
            repairs.append(
                Repair(
                    record.source, record.id, "names", f"{name.form} (hy)", f"{name.form} (hy-Latn)",
                    "latin-under-armenian", "a form filed under Armenian is in Latin letters",
                )  # fmt: skip
            )
            names.append(fixed)
        else:
            names.append(name)
    return replace(record, names=tuple(names)) if tuple(names) != record.names else record
