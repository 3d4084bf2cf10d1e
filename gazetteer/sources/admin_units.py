"""Read GeoNames' first-level units of Azerbaijan and Armenia with their ISO 3166-2 codes.

The codes and names of this table are right where those of other sources are crossed, so that
repairs lean on it. The rows have no point: they add a name and an id to the unit with the code.
"""

from pathlib import Path

from gazetteer.model import PlaceType
from gazetteer.sources.extract import Faults, Unique, read_csv
from gazetteer.sources.record import Reader, SourceRecord, toponym

COLUMNS = (
    "iso_3166_2", "geonames_admin1_code", "geonameid", "name", "type", "names_other",
)  # fmt: skip
_TYPES: dict[str, tuple[PlaceType, str]] = {
    "Rayon": ("district", "rayon"),
    "Region": ("region", "marz"),
    "Municipality": ("settlement", "city"),
    "City": ("settlement", "city"),
    "Autonomous republic": ("region", "autonomous republic"),
}


def find(root: Path) -> list[Path]:
    """Return the table, if it is there."""
    path = root / "geonames" / "admin1_iso_az_am.csv"
    return [path] if path.is_file() else []


def read(path: Path) -> list[SourceRecord]:
    """Return a record a unit; raise TableError with all faults of the file."""
    faults = Faults()
    ids = Unique(path, "geonameid", faults)
    records = []
    for line, row in read_csv(path, COLUMNS, faults):
        if row["type"] not in _TYPES:
            faults.add(path, line, "type", f"{row['type']!r} is not one of {sorted(_TYPES)}")
        elif ids.take(row["geonameid"], line):
            records.append(_record(row))
    faults.raise_any()
    return records


READER = Reader("admin units", find, read)


def _record(row: dict[str, str]) -> SourceRecord:
    source = f"geonames:{row['geonameid']}"
    kind, feature = _TYPES[row["type"]]
    country = row["iso_3166_2"][:2]
    lang = "az" if country == "AZ" else "und"
    names = [toponym(row["name"].replace("ǝ", "ə"), lang, "variant", source)]
    for form in filter(None, row["names_other"].split("|")):
        name = toponym(form, "und", "variant", source)
        names.append(toponym(form, "hy" if name.script == "Armn" else "und", "variant", source))
    return SourceRecord(
        source="geonames",
        id=row["geonameid"],
        type=kind,
        feature=feature,
        lat=None,
        lon=None,
        country_code=country,
        names=tuple(names),
        same_as=(f"iso:{row['iso_3166_2']}",),
        headings=(names[0].form,),
    )
