"""Read the GeoNames extract of Azerbaijan and Armenia."""

import re
from pathlib import Path

from gazetteer.model import Toponym
from gazetteer.names import clean_name
from gazetteer.sources.classes import language_of_script
from gazetteer.sources.extract import Faults, Unique, read_csv, read_number, read_point
from gazetteer.sources.record import Reader, SourceRecord, toponym

_CITIES = (
    "geonameid", "name", "lat", "lon", "country", "admin1", "admin1_name", "population", "wof_ids",
)  # fmt: skip
_ALTERNATES = ("geonameid", "alternatename", "script")
_AZERBAIJANI = re.compile("[əğışçöüƏĞİŞÇÖÜ]")


def find(root: Path) -> list[Path]:
    """Return the folder of the extract, if it is there."""
    folder = root / "geonames"
    return [folder] if (folder / "cities500_az_am.csv").is_file() else []


def read(folder: Path) -> list[SourceRecord]:
    """Return every place of the extract; raise TableError with all faults of its files."""
    faults = Faults()
    alternates = _read_alternates(folder / "alternatenames_az_am.csv", faults)
    path = folder / "cities500_az_am.csv"
    ids = Unique(path, "geonameid", faults)
    records = []
    for line, row in read_csv(path, _CITIES, faults):
        point = read_point(row, path, line, faults, in_region=True)
        population = read_number(row["population"], path, line, "population", faults)
        if not ids.take(row["geonameid"], line) or not point:
            continue
        names = [_main_name(row), *alternates.get(row["geonameid"], ())]
        records.append(
            SourceRecord(
                source="geonames",
                id=row["geonameid"],
                type="settlement",
                feature=_feature(population),
                lat=point[0],
                lon=point[1],
                country_code=row["country"],
                names=tuple(dict.fromkeys(names)),
                accuracy_m=500,
                same_as=tuple(f"wof:{other}" for other in row["wof_ids"].split("|") if other),
                population=population or None,
                headings=(clean_name(row["name"]),),
            )
        )
    faults.raise_any()
    return records


READER = Reader("geonames", find, read)


def _feature(population: int | None) -> str:
    people = population or 0
    return "city" if people >= 50_000 else "town" if people >= 10_000 else "village"


def _main_name(row: dict[str, str]) -> Toponym:
    is_azerbaijani = row["country"] == "AZ" and _AZERBAIJANI.search(row["name"])
    lang = "az" if is_azerbaijani else "en"
    return toponym(row["name"], lang, "common", f"geonames:{row['geonameid']}")


def _read_alternates(path: Path, faults: Faults) -> dict[str, list[Toponym]]:
    found: dict[str, list[Toponym]] = {}
    if path.is_file():
        for _, row in read_csv(path, _ALTERNATES, faults):
            if name := alternate_name(row["alternatename"], row["geonameid"]):
                found.setdefault(row["geonameid"], []).append(name)
    return found


def alternate_name(form: str, identifier: str) -> Toponym | None:
    """Return an alternate name as a variant, or None when a machine made it.

    GeoNames carries mechanical ASCII romanizations of its Chinese, Japanese, Arabic and Indic
    names ("a ge da mu", "hwradyz", "kubadori"). They are told by their small initial, which no
    attested form in Latin, Cyrillic, Greek or Armenian script has; airport codes by three
    capitals; wreckage by two scripts in one form or by brackets.

    >>> alternate_name("Xaçmaz", "1").lang, alternate_name("khachmaz", "1")
    ('und-Latn', None)
    """
    name = toponym(form, "und", "variant", f"geonames:{identifier}")
    if not name.form or is_machine_made(name.form, name.script):
        return None
    lang = language_of_script(name.script)
    return Toponym(name.form, lang, name.script, name.kind, name.sources)


_BICAMERAL = {"Latn", "Cyrl", "Grek", "Armn"}
_CODE = re.compile(r"[A-Z]{3,4}|.*[()\[\]/,;0-9].*|https?:.*")
_LATIN = re.compile(r"[A-Za-z]")


def is_machine_made(form: str, script: str) -> bool:
    """Tell whether an alternate name is a mechanical romanization, a code or wreckage."""
    if script in _BICAMERAL and not form[0].isupper():
        return form[0] not in "'’ʻʼ‘`" or not form[1:2].isupper()
    if script != "Latn" and _LATIN.search(form):
        return True
    return bool(_CODE.fullmatch(form))
