"""The publication policy: which places a site withholds or shows only roughly.

A CSV file with the columns `place`, `action`, `grid_km` and `reason`. `place` is an id, or
`type:T`, `feature:F` or `within:ID` for many. Actions: `drop` shows nothing, `district` shows only
the district, `grid` moves the point to the middle of a cell of `grid_km` kilometres. Positions are
never shifted at random: from many random shifts the true one can be averaged out.
"""

import csv
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gazetteer.errors import MissingInputError, TableError
from gazetteer.model import Place

Action = Literal["drop", "district", "grid"]
_ACTIONS: tuple[Action, ...] = ("drop", "district", "grid")
_STRICTNESS = {action: rank for rank, action in enumerate(_ACTIONS)}
_COLUMNS = ("place", "action")
_WIDEST_KM = 500.0


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a policy; `reason` is for its keeper and is never published."""

    place: str
    action: Action
    grid_km: float = 0.0
    reason: str = ""

    @property
    def hides(self) -> bool:
        """Say whether the place itself is not shown, not even roughly."""
        return self.action != "grid"

    def covers(self, place: Place) -> bool:
        """Say whether the rule speaks of the place."""
        what, _, which = self.place.partition(":")
        match what:
            case "type":
                return place.type == which
            case "feature":
                return place.feature == which
            case "within":
                return which in place.parents
            case _:
                return place.id == self.place


@dataclass(frozen=True, slots=True)
class Policy:
    """All rules of a site; where several cover a place the strictest holds."""

    rules: tuple[Rule, ...] = ()

    @classmethod
    def read(cls, path: Path) -> "Policy":
        """Read a policy file; raise TableError with every fault, MissingInputError without it."""
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.DictReader(file))
        except FileNotFoundError:
            raise MissingInputError(f"{path}: no such policy file; check the path") from None
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise TableError(f"{path}: cannot be read as UTF-8 CSV ({error})") from None
        faults = list(_faults(path, rows))
        if faults:
            raise TableError(faults)
        return cls(tuple(map(_rule, rows)))

    def of(self, place: Place) -> Rule | None:
        """Return the strictest rule that covers the place, if any; of two grids the wider."""
        covering = [rule for rule in self.rules if rule.covers(place)]
        return min(covering, key=lambda r: (_STRICTNESS[r.action], -r.grid_km), default=None)


def _rule(row: dict[str, str]) -> Rule:
    action: Action = next(action for action in _ACTIONS if action == row["action"].strip())
    return Rule(
        row["place"].strip(), action, float(row.get("grid_km") or 0), row.get("reason") or ""
    )


def _faults(path: Path, rows: list[dict[str, str]]) -> Iterator[str]:
    if not rows:
        yield f"{path}: has no rule; it needs the columns place, action, grid_km, reason"
    for number, row in enumerate(rows, start=2):
        for column in _COLUMNS:
            if not (row.get(column) or "").strip():
                yield f"{path}:{number}:{column} is empty"
                return
        if row["action"].strip() not in _ACTIONS:
            yield f"{path}:{number}:action {row['action']!r} is not one of {', '.join(_ACTIONS)}"
        elif row["action"].strip() == "grid" and not _is_size(row.get("grid_km") or ""):
            yield f"{path}:{number}:grid_km must be kilometres above 0 and to {_WIDEST_KM:.0f}"
        if not _is_selector(row["place"].strip()):
            yield f"{path}:{number}:place {row['place']!r} is no id, type:, feature: or within:"


def _is_size(text: str) -> bool:
    try:
        return 0 < float(text) <= _WIDEST_KM
    except ValueError:
        return False


def _is_selector(text: str) -> bool:
    what, colon, which = text.partition(":")
    if colon:
        return what in ("type", "feature", "within") and bool(which)
    return text[:1] == "p" and text[1:].isdecimal()


def grid_cell(lat: float, lon: float, size_km: float) -> tuple[float, float]:
    """Return the middle of the grid cell that holds a point: the same for every point in it.

    Rows are `size_km` high; columns are as wide at the middle of their row.

    >>> grid_cell(39.8153, 46.7519, 20) == grid_cell(39.80, 46.70, 20)
    True
    """
    height = size_km / 111.2  # kilometres of a degree of latitude
    middle = (math.floor(lat / height) + 0.5) * height
    width = height / max(0.01, math.cos(math.radians(min(89.0, abs(middle)))))
    return round(middle, 4), round((math.floor(lon / width) + 0.5) * width, 4)


def decisions(policy: Policy, places: Iterable[Place]) -> dict[str, Rule]:
    """Return the rule of every place that a policy covers."""
    found = ((place.id, policy.of(place)) for place in places)
    return {place_id: rule for place_id, rule in found if rule}
