"""Write and read the compiled tables; their columns are the schema of CONTRIBUTING.md.

A table is a plain CSV of the region and, for some, a second part `world_<table>.csv.gz` with the
same columns. Writing sorts the rows, writes every file aside and then renames all of them, so
that a reader never meets half a table; equal rows give equal bytes. Reading checks the header
and every cell that has a form of its own, and reports all faults of a file at once.
"""

import csv
import gzip
import io
import os
import re
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args

from gazetteer.errors import MissingInputError, OutputError, TableError
from gazetteer.model import NameKind, PlaceType

COLUMNS: dict[str, tuple[str, ...]] = {
    "places": (
        "id", "type", "feature", "lat", "lon", "accuracy_m", "country_code", "population",
        "importance", "since", "until", "system", "superseded_by",
    ),
    "names": (
        "place_id", "form", "lang", "script", "kind", "since", "until", "used_by", "relation",
        "derived_by", "sources",
    ),
    "geometries": ("place_id", "quality", "accuracy_m", "derivation", "source", "wkt"),
    "links": ("place_id", "relation", "target", "system", "since", "until", "source", "note"),
    "repairs": ("source", "record", "field", "was", "now", "rule", "reason"),
    "changes": ("place_id", "change", "detail"),
    "matches": ("record", "other", "decision", "score", "why"),
    "unmatched": ("source", "record", "form", "district", "reason"),
}  # fmt: skip
"""The columns of every table, in order."""

WORLD = "world_"
_REQUIRED = {"places", "names", "links"}
_RELATIONS = {"same_as", "parent", "seat", "successor", "overlaps", "related"}
_FIELD_LIMIT = 64 * 1024 * 1024  # the outline of a country is one cell

Row = tuple[str, ...]


def write_tables(folder: Path, tables: Mapping[str, Iterable[Sequence[str]]]) -> list[Path]:
    """Write the tables (rows in the order of `COLUMNS`) and return the files, sorted.

    A key is the name of a table, with `world_` before it for the compressed part. Tables of ours
    that the mapping leaves out are removed. Raises OutputError, with the old files untouched,
    when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder))
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written ({error.strerror}); choose another folder"
        ) from error
    try:
        written = [_write_table(aside, name, rows) for name, rows in sorted(tables.items())]
        for path in written:
            path.replace(folder / path.name)
        for path in set(_own_files(folder)) - {folder / path.name for path in written}:
            path.unlink()
        return sorted(folder / path.name for path in written)
    except OSError as error:
        raise OutputError(
            f"{folder}: writing stopped ({error.strerror}); the old tables stay"
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _own_files(folder: Path) -> Iterator[Path]:
    for table in COLUMNS:
        for name in (f"{table}.csv", f"{WORLD}{table}.csv.gz"):
            if (folder / name).exists():
                yield folder / name


def _write_table(aside: Path, name: str, rows: Iterable[Sequence[str]]) -> Path:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS[name.removeprefix(WORLD)])
    writer.writerows(sorted(tuple(row) for row in rows))
    content = text.getvalue().encode("utf-8")
    if not name.startswith(WORLD):
        path = aside / f"{name}.csv"
        path.write_bytes(content)
    else:
        path = aside / f"{name}.csv.gz"
        path.write_bytes(gzip.compress(content, compresslevel=9, mtime=0))
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return path


def has_tables(folder: Path) -> bool:
    """Tell whether the folder holds a set of compiled tables."""
    return all((folder / f"{name}.csv").is_file() for name in _REQUIRED)


def read_table(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of both parts of a table as dictionaries, every cell a string.

    A table that may be missing (geometries, repairs, changes, matches, unmatched) yields
    nothing. Raises MissingInputError for places, names and links, and TableError with every
    fault as `file:row:column reason` after the last sound row.
    """
    parts = [folder / f"{name}.csv", folder / f"{WORLD}{name}.csv.gz"]
    found = [path for path in parts if path.is_file()]
    if name in _REQUIRED and parts[0] not in found:
        raise MissingInputError(f"{parts[0]}: no such table; run `gazetteer reconcile` to build it")
    faults: list[str] = []
    for path in found:
        yield from _read_part(path, name, faults)
    if faults:
        raise TableError(faults)


def _read_part(path: Path, name: str, faults: list[str]) -> Iterator[dict[str, str]]:
    columns = COLUMNS[name]
    checks = [(i, columns[i], check) for i, check in enumerate(map(_CHECKS.get, columns)) if check]
    csv.field_size_limit(_FIELD_LIMIT)
    seen: set[str] | None = set() if name == "places" else None
    try:
        with _open_text(path) as file:
            reader = csv.reader(file, strict=True)
            if tuple(next(reader, ())) != columns:
                faults.append(f"{path.name}:1:- the header must be {','.join(columns)}")
                return
            for row in reader:
                problem = _row_faults(row, columns, checks, seen)
                if problem:
                    faults.extend(f"{path.name}:{reader.line_num}:{text}" for text in problem)
                else:
                    yield dict(zip(columns, row, strict=True))
    except UnicodeDecodeError as error:
        faults.append(f"{path.name}:-:- is not UTF-8 (byte {error.start}); rebuild the tables")
    except (csv.Error, EOFError, zlib.error, OSError) as error:
        faults.append(f"{path.name}:-:- cannot be read ({error}); rebuild the tables")


def _open_text(path: Path) -> io.TextIOWrapper:
    binary = gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # noqa: SIM115
    return io.TextIOWrapper(binary, encoding="utf-8", newline="")


def _row_faults(
    row: list[str],
    columns: tuple[str, ...],
    checks: list[tuple[int, str, Callable[[str], str]]],
    seen: set[str] | None,
) -> list[str]:
    if len(row) != len(columns):
        return [f"- has {len(row)} cells instead of {len(columns)}"]
    problems = [f"{name} {reason}" for i, name, check in checks if (reason := check(row[i]))]
    if seen is not None:
        if row[0] in seen:
            problems.append(f"id {row[0]} is there twice")
        seen.add(row[0])
    return problems


def _pattern(pattern: str, meaning: str) -> Callable[[str], str]:
    matches = re.compile(pattern).fullmatch
    return lambda cell: "" if matches(cell) else f"{cell!r} is not {meaning}"


def _one_of(words: Iterable[str]) -> Callable[[str], str]:
    allowed = frozenset(words)
    return lambda cell: "" if cell in allowed else f"{cell!r} is not one of {sorted(allowed)}"


def _within(limit: float) -> Callable[[str], str]:
    def check(cell: str) -> str:
        try:
            value = float(cell)
        except ValueError:
            return f"{cell!r} is not a number"
        return "" if -limit <= value <= limit else f"{cell} is out of range (±{limit:g}°)"

    return check


_PLACE_ID = _pattern(r"p\d{6,}", "a place id")
_CHECKS: dict[str, Callable[[str], str]] = {
    "id": _PLACE_ID,
    "place_id": _PLACE_ID,
    "type": _one_of(get_args(PlaceType)),
    "kind": _one_of(get_args(NameKind)),
    "relation": _one_of({*_RELATIONS, "", "romanization", "translation", "rename"}),
    "lat": _within(90),
    "lon": _within(180),
    "accuracy_m": _pattern(r"\d*", "a number of metres"),
    "population": _pattern(r"\d*", "a number"),
    "form": lambda cell: "" if cell else "is empty",
    "superseded_by": _pattern(r"|p\d{6,}|withdrawn", "a place id or `withdrawn`"),
}
