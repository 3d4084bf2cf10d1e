"""Read the settlement names as two authorities wrote them, in 2005 and in 2020."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from gazetteer.generic_words import take_generic_word
from gazetteer.model import Toponym
from gazetteer.sources.extract import Faults, read_csv, read_number
from gazetteer.sources.record import Reader, SourceRecord, toponym

_ANNOUNCED = ("district_az", "name_as_announced", "occurrence", "wof_candidates", "candidate_by")
_CENSUS = (
    "name_hy", "name_romanised", "population_present_2005", "population_permanent_2005", "wof_id",
    "wof_name", "unit",
)  # fmt: skip


def find(root: Path) -> list[Path]:
    """Return the folder of the tables, if it is there."""
    folder = root / "attested"
    return [folder] if folder.is_dir() else []


def read(folder: Path) -> list[SourceRecord]:
    """Return a record a row, without a point; all faults of both files in TableError."""
    faults = Faults()
    records = [
        *_announced(folder / "az_2020_announced_settlements.csv", faults),
        *_census(folder / "nkr_2005_census_askeran.csv", faults),
    ]
    faults.raise_any()
    return records


READER = Reader("attested", find, read)


def _announced(path: Path, faults: Faults) -> Iterator[SourceRecord]:
    for line, row in _rows(path, _ANNOUNCED, faults):
        if not row["name_as_announced"]:
            faults.add(path, line, "name_as_announced", "is empty")
            continue
        identifier = f"az2020/{row['district_az']}/{row['name_as_announced']}/{row['occurrence']}"
        form = _without_town_word(row["name_as_announced"])
        name = toponym(
            form, "az", "official", f"attested:{identifier}", used_by="Republic of Azerbaijan"
        )
        # The candidates of the table are machine-made: they are hints, checked again.
        candidates = tuple(f"wof:{other}" for other in row["wof_candidates"].split("|") if other)
        yield replace(
            _village(identifier, row["district_az"], name),
            candidates=candidates,
            is_seat=form != row["name_as_announced"],
        )


def _without_town_word(form: str) -> str:
    """Return "Şuşa" of "Şuşa şəhəri"; a village's name is left as it is."""
    announced = take_generic_word(form)
    return announced.rest if announced and announced.word.lower() == "şəhəri" else form


def _census(path: Path, faults: Faults) -> Iterator[SourceRecord]:
    column = "population_permanent_2005"
    for line, row in _rows(path, _CENSUS, faults):
        identifier = f"nkr2005/{row['name_hy']}"
        key, user = f"attested:{identifier}", "Nagorno-Karabakh (Artsakh) authorities"
        names = (
            toponym(row["name_hy"], "hy", "official", key, used_by=user),
            toponym(row["name_romanised"], "hy-Latn", "romanization", key),
        )
        yield replace(
            _village(identifier, "Xocalı", *names),
            same_as=(f"wof:{row['wof_id']}",) if row["wof_id"] else (),
            population=read_number(row[column], path, line, column, faults),
        )


def _rows(
    path: Path, columns: tuple[str, ...], faults: Faults
) -> Iterator[tuple[int, dict[str, str]]]:
    return read_csv(path, columns, faults) if path.is_file() else iter(())


def _village(identifier: str, district: str, *names: Toponym) -> SourceRecord:
    """Return a row as a village in a district, without a point."""
    return SourceRecord(
        source="attested",
        id=identifier,
        type="settlement",
        feature="village",
        lat=None,
        lon=None,
        country_code="AZ",
        names=names,
        district_hint=district,
    )
