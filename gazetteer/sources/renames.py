"""Read the cited table of renamings in `geodata/knowledge` as one more source of names."""

from pathlib import Path
from typing import get_args

from gazetteer.model import NameKind
from gazetteer.sources.extract import Faults, Unique, read_csv, read_number
from gazetteer.sources.record import Reader, SourceRecord, toponym
from geodata.door import knowledge_path

COLUMNS = (
    "rename_id", "concordance", "form", "lang", "script", "kind", "since", "until", "used_by",
    "note", "source",
)  # fmt: skip


def find(_root: Path) -> list[Path]:
    """Return the shipped table, if the package has it."""
    try:
        return [knowledge_path("renames.csv")]
    except FileNotFoundError:
        return []


def read(path: Path) -> list[SourceRecord]:
    """Return one record a row, without a point: it only adds a name to the place it points to."""
    faults = Faults()
    ids = Unique(path, "rename_id", faults)
    records = []
    for line, row in read_csv(path, COLUMNS, faults):
        since = read_number(row["since"], path, line, "since", faults)
        until = read_number(row["until"], path, line, "until", faults)
        if row["kind"] not in get_args(NameKind):
            faults.add(path, line, "kind", f"{row['kind']!r} is not one of {get_args(NameKind)}")
            continue
        if not ids.take(row["rename_id"], line):
            continue
        kind: NameKind = row["kind"]  # type: ignore[assignment]
        key = f"renames:{row['rename_id']}"
        name = toponym(
            row["form"], row["lang"], kind, key, since=since, until=until, used_by=row["used_by"]
        )
        records.append(
            SourceRecord(
                source="renames",
                id=row["rename_id"],
                type="other",
                feature="",
                lat=None,
                lon=None,
                country_code="",
                names=(name,),
                same_as=tuple(row["concordance"].split("|")),
                is_world=True,  # the place that it names decides, not the name
            )
        )
    faults.raise_any()
    return records


READER = Reader("renames", find, read)
