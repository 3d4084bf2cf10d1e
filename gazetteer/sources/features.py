"""Read the table of natural features and landmarks."""

import re
from collections.abc import Iterator
from pathlib import Path

from gazetteer.model import Toponym
from gazetteer.sources.classes import feature_class, language_of_script
from gazetteer.sources.extract import Faults, Unique, read_csv, read_number, read_point
from gazetteer.sources.record import Reader, SourceRecord, toponym

COLUMNS = (
    "feature_id", "kind", "name_az", "name_hy", "name_ru", "name_en", "variants", "lat", "lon",
    "position_error_km", "where", "certainty", "source",
)  # fmt: skip
_YEARS = re.compile(r"\s*\((\d{4})?\s*[–-]\s*(\d{2,4})?\)$")
_BRACKET = re.compile(r"(.+?)\s*\((.+)\)$")


def find(root: Path) -> list[Path]:
    """Return the table of features, if it is there."""
    path = root / "features" / "features.csv"
    return [path] if path.is_file() else []


def read(path: Path) -> list[SourceRecord]:
    """Return every feature; raise TableError with all faults of the file."""
    faults = Faults()
    ids = Unique(path, "feature_id", faults)
    records = []
    for line, row in read_csv(path, COLUMNS, faults):
        point = read_point(row, path, line, faults, in_region=True)
        error_km = read_km(row["position_error_km"], path, line, faults)
        if not ids.take(row["feature_id"], line) or not point:
            continue
        kind, feature = feature_class("features", row["feature_id"], row["kind"])
        records.append(
            SourceRecord(
                source="features",
                id=row["feature_id"],
                type=kind,
                feature=feature,
                lat=point[0],
                lon=point[1],
                country_code="",
                names=tuple(feature_names(row, f"features:{row['feature_id']}")),
                accuracy_m=error_km,
            )
        )
    faults.raise_any()
    return records


READER = Reader("features", find, read)


def read_km(cell: str, path: Path, line: int, faults: Faults) -> int | None:
    """Return metres from a cell in kilometres; None when empty, None and a fault when no number."""
    try:
        return round(float(cell) * 1000) if cell else None
    except ValueError:
        read_number(cell, path, line, "position_error_km", faults)
        return None


def feature_names(row: dict[str, str], source: str) -> Iterator[Toponym]:
    """Yield the names of a row with name_az, name_hy, name_ru, name_en and variants."""
    for lang in ("az", "hy", "ru", "en"):
        for number, (form, since, until) in enumerate(split_form(row[f"name_{lang}"])):
            kind = "common" if number == 0 else "variant"
            yield toponym(form, lang, kind, source, since=since, until=until)  # type: ignore[arg-type]
    for cell in row["variants"].split(";"):
        for form, since, until in split_form(cell):
            name = toponym(form, "und", "variant", source, since=since, until=until)
            lang = language_of_script(name.script)
            kind = "historical" if until else "variant"
            yield toponym(form, lang, kind, source, since=since, until=until)  # type: ignore[arg-type]


def split_form(cell: str) -> list[tuple[str, int | None, int | None]]:
    """Return the forms of a cell with their years; a bracket is years or a second form.

    >>> split_form("Bərguşad (Bazarçay)"), split_form("АОНК (1923–36)")
    ([('Bərguşad', None, None), ('Bazarçay', None, None)], [('АОНК', 1923, 1936)])
    >>> split_form("not Martuni, Gegharkunik"), split_form("Arpaçay (Şərqi)")
    ([], [('Arpaçay', None, None), ('Şərqi Arpaçay', None, None)])
    """
    cell = cell.strip()
    if not cell or cell.startswith("not "):
        return []
    if years := _YEARS.search(cell):
        start, end = years[1], years[2]
        if start and end and len(end) < 4:
            end = start[: 4 - len(end)] + end
        bare = cell[: years.start()]
        return [(bare, int(start) if start else None, int(end) if end else None)]
    if bracket := _BRACKET.fullmatch(cell):
        outer, inner = bracket[1], bracket[2]
        if inner in _QUALIFIERS:
            return [(outer, None, None), (f"{inner} {outer}", None, None)]
        if inner in _REMARKS:
            return [(outer, None, None)]
        return [(outer, None, None), (inner, None, None)]
    return [(cell, None, None)]


_QUALIFIERS = {"Şərqi", "Qərbi"}  # "eastern", "western": part of the name
_REMARKS = {"local", "before 1930"}
