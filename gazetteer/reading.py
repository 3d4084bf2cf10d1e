"""Read the tables as places with their names and links, a few at a time however many there are.

The rows are set aside by the number of their place, so that those of one place come together
in whatever order the tables have them.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from gazetteer.errors import TableError
from gazetteer.model import Link, Place, Toponym
from gazetteer.prior import middle_of
from gazetteer.spool import Aside, Spool
from gazetteer.store import read_table

_BLOCK = 4096  # numbers of places whose rows are in memory together
_LARGEST = 2**32 - 1
_FOCUS = "nkao"

Row = TypeVar("Row", Toponym, Link)
Cells = tuple[str, ...]


class Read(NamedTuple):
    """A place with its names and links, and whether it is of the region or the world's."""

    place: Place
    in_region: bool


class Reader:
    """The places of a folder of tables, which are read when this is made.

    Raises MissingInputError and TableError as `read_table` does.
    """

    def __init__(self, tables: Path, aside: Aside) -> None:
        positions: list[tuple[float, float]] = []
        self._places = Spool(aside)
        for row in read_table(tables, "places"):
            if row["system"] == _FOCUS:
                positions.append((float(row["lat"]), float(row["lon"])))
            self._places.add(_block(row["id"]), tuple(row.values()))
        self._region = _numbers_of_region(tables)
        self._names = _spooled(tables, "names", aside)
        self._links = _spooled(tables, "links", aside)
        self.middle = middle_of(positions)

    def places(self) -> Iterator[Read]:
        """Yield every place once, by ascending id; the rows are forgotten as they are read.

        Raises TableError, after the last place, for ids that cannot stand and for rows that are
        of no place.
        """
        faults: list[str] = []
        strays: dict[str, list[str]] = {"names": [], "links": []}
        spools = (self._places, self._names, self._links)
        for block in sorted({part for spool in spools for part in spool.parts()}):
            names = _grouped(_toponym, self._names.take(block))
            links = _grouped(_link, self._links.take(block))
            rows = sorted(self._places.take(block), key=lambda cells: number_of(cells[0]))
            before = ""
            for cells in rows:
                mine, linked = names.pop(cells[0], ()), links.pop(cells[0], ())
                if fault := _id_fault(cells[0], before):
                    faults.append(f"places.csv:-:id {cells[0]} {fault}")
                else:
                    in_region = number_of(cells[0]) in self._region
                    yield Read(_place(cells, tuple(mine), tuple(linked)), in_region)
                before = cells[0]
            strays["names"] += names
            strays["links"] += links
        for table, ids in strays.items():
            faults += [f"{table}.csv:-:place_id {i} has {table} but no place" for i in sorted(ids)]
        if faults:
            raise TableError(faults)


def number_of(place_id: str) -> int:
    """Return the number in a place id, which orders the places."""
    return int(place_id[1:])


def _id_fault(place_id: str, before: str) -> str:
    number = number_of(place_id)
    if place_id == before:
        return "is there twice"
    if place_id != f"p{number:06d}":
        return "has a needless zero"
    return "is too great" if number > _LARGEST else ""


def _numbers_of_region(tables: Path) -> frozenset[int]:
    """Return the numbers of the places of the plain table: the region, not the world's."""
    with (tables / "places.csv").open(encoding="utf-8") as file:
        ids = (line.partition(",")[0] for line in file)
        return frozenset(number_of(i) for i in ids if i[:1] == "p" and i[1:].isdecimal())


def _spooled(tables: Path, name: str, aside: Aside) -> Spool:
    spool = Spool(aside)
    for row in read_table(tables, name):
        spool.add(_block(row["place_id"]), tuple(row.values()))
    return spool


def _block(place_id: str) -> int:
    return number_of(place_id) // _BLOCK


def _grouped(make: Callable[[Cells], Row], rows: Iterable[Cells]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(make(row))
    return found


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def _toponym(cells: Cells) -> Toponym:
    place, form, lang, script, kind, since, until, used_by, relation, derived_by, sources = cells
    try:
        years = _number(since), _number(until)
    except ValueError:
        column, year = ("since", since) if not _is_number(since) else ("until", until)
        fault = f"names.csv:-:{column} {year!r} is no year ({form} of {place})"
        raise TableError(fault) from None
    return Toponym(
        form, lang, script, kind, tuple(filter(None, sources.split("|"))),  # type: ignore[arg-type]
        *years, used_by, relation, derived_by,
    )  # fmt: skip


def _is_number(cell: str) -> bool:
    try:
        _number(cell)
    except ValueError:
        return False
    return True


def _link(cells: Cells) -> Link:
    return Link(*cells[1:])


def _place(cells: Cells, names: tuple[Toponym, ...], links: tuple[Link, ...]) -> Place:
    (place_id, kind, feature, lat, lon, accuracy, country, population, importance, since, until,
     system, superseded_by) = cells  # fmt: skip
    try:
        weight = float(importance or 0)
    except ValueError:
        fault = f"places.csv:-:importance {importance!r} is no number ({place_id})"
        raise TableError(fault) from None
    return Place(
        place_id, kind, feature, float(lat), float(lon), country, names, links,  # type: ignore[arg-type]
        _number(accuracy), _number(population), weight, since, until, system, superseded_by,
    )  # fmt: skip
