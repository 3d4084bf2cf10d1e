"""The decision on two records, as the tables keep it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """Two records and what was decided of them: `same`, `apart` or `review`, and why."""

    record: str
    other: str
    decision: str
    score: float
    why: str
