"""What every reader of a source yields: one row of one source, in our words."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gazetteer.model import Link, NameKind, Outline, PlaceType, Toponym
from gazetteer.names import clean_name, script_of

REGION = frozenset({"AM", "AZ"})
"""The countries of the region; what lies in others is of the rest of the world."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One row of one source, before anybody decides which place it is.

    `key` (`scheme:id`) names it everywhere. `lat`/`lon` are None where the source gives no
    point: such a record can only add to a place that another record makes. `same_as` are the
    identifiers that the row claims elsewhere; `superseded_by` are keys of records of the same
    source. `parents` and `links` have keys of records as targets; the build turns these into
    places. `district_hint` is a district's name as a source without ids writes it, `candidates` are
    keys of records that may be the same, to be checked. `headings` are the forms under which the
    source itself files the row, `placetype` its own word for the kind of row,
    `is_seat` whether the source calls it the seat of a unit.
    `is_deprecated` marks rows that the source itself has withdrawn.
    """

    source: str
    id: str
    type: PlaceType
    feature: str
    lat: float | None
    lon: float | None
    country_code: str
    names: tuple[Toponym, ...]
    accuracy_m: int | None = None
    same_as: tuple[str, ...] = ()
    parents: tuple[Link, ...] = ()
    links: tuple[Link, ...] = ()
    population: int | None = None
    since: str = ""
    until: str = ""
    system: str = ""
    superseded_by: tuple[str, ...] = ()
    outline: Outline | None = None
    district_hint: str = ""
    candidates: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    placetype: str = ""
    is_seat: bool = False
    is_deprecated: bool = False
    is_world: bool = False

    @property
    def is_county(self) -> bool:
        """Tell whether this is a second-level outline that its source has withdrawn."""
        return self.placetype == "county"

    @property
    def is_unit(self) -> bool:
        """Tell whether the row is an administrative unit, also when that is a city."""
        return self.placetype in {"region", "county", "localadmin", "macroregion", "unit"}

    @property
    def has_identity(self) -> bool:
        """Tell whether the row is an entry of its source, not a statement about another's."""
        return self.lat is not None or (self.source == "geonames" and bool(self.headings))

    @property
    def is_newer_point(self) -> bool:
        """Tell a point of today's GeoNames, which has corrected the copies that others keep."""
        return self.source == "geonames" and self.lat is not None and self.type == "settlement"

    @property
    def key(self) -> str:
        """Return `scheme:id`, as `sources` and concordances write it."""
        return f"{self.source}:{self.id}"


def toponym(
    form: str,
    lang: str,
    kind: NameKind,
    source: str,
    *,
    since: int | None = None,
    until: int | None = None,
    used_by: str = "",
) -> Toponym:
    """Return a cleaned name with its script; `lang` `und` becomes `und-<script>`."""
    form = clean_name(form)
    script = script_of(form)
    if lang == "und":
        lang = f"und-{script}"
    return Toponym(form, lang, script, kind, (source,), since, until, used_by)


@dataclass(frozen=True, slots=True)
class Reader:
    """How one kind of source is found below the folder of all sources, and read.

    `find` returns the files or folders that `read` understands, sorted; an empty list when this
    source is not there. `read` raises TableError with every fault of what it was given.
    """

    name: str
    find: Callable[[Path], list[Path]]
    read: Callable[[Path], list[SourceRecord]]
