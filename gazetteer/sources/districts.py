"""Read the districts of Karabakh and East Zangezur in their three systems."""

import re
from collections.abc import Iterator
from pathlib import Path

from gazetteer.generic_words import take_generic_word
from gazetteer.model import Link, NameKind, Outline, Toponym
from gazetteer.sources.classes import feature_class, language_of_script
from gazetteer.sources.extract import Faults, Unique, read_csv, read_features, shape_of, wkt_of
from gazetteer.sources.features import split_form
from gazetteer.sources.record import Reader, SourceRecord, toponym
from geodata.door import knowledge

_UNITS = (
    "unit_id", "label", "system", "unit_type", "name_az", "name_hy", "name_ru", "name_en",
    "variants", "seat", "seat_wof_ids", "valid_from", "valid_to", "date_note", "parent",
    "wof_polygon_id", "wof_polygon_note", "derived_polygon", "relation", "published_area_km2",
    "source", "certainty",
)  # fmt: skip
_OVERLAPS = ("unit_a", "unit_b", "iso_b", "overlap_km2", "percent_of_a", "percent_of_b")
_MEMBERS = ("from_district", "settlement_az", "wof_id", "note")
_SYSTEMS = {"AZ": "current", "NKAO": "nkao", "ARTSAKH": "artsakh"}
_DATE = re.compile(r"|\d{4}(?:-\d\d(?:-\d\d)?)?")
_ACCURACY_M = {"good": 1000, "fair": 2000, "low": 10_000}


def find(root: Path) -> list[Path]:
    """Return the folder of the tables, if it is there."""
    folder = root / "districts"
    return [folder] if (folder / "districts.csv").is_file() else []


def read(folder: Path) -> list[SourceRecord]:
    """Return every unit, and what is known of the members of one; all faults in TableError."""
    faults = Faults()
    outlines = dict(_read_outlines(folder / "derived_units.geojson", faults))
    overlaps = _read_overlaps(folder / "unit_overlaps.csv", faults)
    path = folder / "districts.csv"
    ids = Unique(path, "unit_id", faults)
    records = []
    for line, row in read_csv(path, _UNITS, faults):
        if not ids.take(row["unit_id"], line):
            continue
        if row["system"] not in _SYSTEMS:
            faults.add(path, line, "system", f"{row['system']!r} is not one of {sorted(_SYSTEMS)}")
            continue
        for column in ("valid_from", "valid_to"):
            if not _DATE.fullmatch(row[column]):
                faults.add(path, line, column, f"{row[column]!r} is not a year, month or day")
        if row["derived_polygon"] and row["derived_polygon"] not in outlines:
            faults.add(path, line, "derived_polygon", f"{row['derived_polygon']} has no outline")
        records.append(_unit(row, outlines, overlaps.get(row["unit_id"], ())))
    records.extend(_read_members(folder / "agdere_2023_settlements.csv", faults))
    faults.raise_any()
    return records


READER = Reader("districts", find, read)


def inner_point(outline: Outline) -> tuple[float, float]:
    """Return (lat, lon) of a point inside an outline, to five decimals."""
    import shapely

    point = shapely.from_wkt(outline.wkt).representative_point()
    return round(point.y, 5), round(point.x, 5)


def system_of(row: dict[str, str]) -> str:
    """Return our word for the system of a unit; a rayon that ended with the USSR is soviet."""
    if row["system"] == "AZ" and row["valid_to"][:4] in {"1990", "1991"}:
        return "soviet"
    return _SYSTEMS[row["system"]]


def _unit(
    row: dict[str, str], outlines: dict[str, Outline], overlaps: tuple[Link, ...] | list[Link]
) -> SourceRecord:
    kind, feature = feature_class("districts", row["unit_type"])
    key = f"districts:{row['unit_id']}"
    polygons = [f"wof:{other}" for other in row["wof_polygon_id"].split("|") if other]
    outline = outlines.get(row["derived_polygon"])
    lat, lon = inner_point(outline) if outline else (None, None)
    return SourceRecord(
        source="districts",
        id=row["unit_id"],
        type=kind,
        feature=feature,
        lat=lat,
        lon=lon,
        country_code="AZ",
        names=tuple(dict.fromkeys(_names(row, key))),
        same_as=tuple(polygons) if row["system"] == "AZ" and len(polygons) == 1 else (),
        links=(*_seats(row, key), *overlaps),
        placetype="unit",
        since=row["valid_from"],
        until=row["valid_to"],
        system=system_of(row),
        outline=outline,
    )


def _seats(row: dict[str, str], key: str) -> Iterator[Link]:
    for other in row["seat_wof_ids"].split("|"):
        if other:
            target = f"wof:{other}"
            yield Link("seat", target, "", row["valid_from"], row["valid_to"], key, row["seat"])


def _names(row: dict[str, str], key: str) -> Iterator[Toponym]:
    usage = {
        entry["lang"]: entry
        for entry in knowledge("district_languages.csv")
        if entry["system"] == row["system"]
    }
    since, until = _year(row["valid_from"]), _year(row["valid_to"])
    for lang in ("az", "hy", "ru", "en"):
        entry = usage[lang]
        kind: NameKind = entry["kind"]  # type: ignore[assignment]
        for number, (form, _, _) in enumerate(_city_forms(row, lang)):
            yield toponym(
                form,
                lang,
                kind if number == 0 else "variant",
                key,
                since=_later(since, entry["since"]) if kind == "official" else None,
                until=until if kind == "official" else None,
                used_by=entry["used_by"],
            )
    for cell in row["variants"].split(";"):
        for form, start, end in split_form(cell):
            name = toponym(form, "und", "variant", key)
            lang = language_of_script(name.script)
            kind = "historical" if end else "variant"
            yield toponym(form, lang, kind, key, since=start, until=end)


def _later(since: int | None, authority: str) -> int | None:
    """Return the year from which an authority can have used a name."""
    return max(since or 0, int(authority)) if authority else since


def _city_forms(row: dict[str, str], lang: str) -> list[tuple[str, int | None, int | None]]:
    """Return the forms of a name; of a city first without its word for city."""
    forms = split_form(row[f"name_{lang}"])
    announced = take_generic_word(row[f"name_{lang}"])
    is_city = feature_class("districts", row["unit_type"])[0] == "settlement"
    if is_city and announced and "settlement" in announced.types:
        return [(announced.rest, None, None), *forms]
    return forms


def _year(date: str) -> int | None:
    return int(date[:4]) if re.match(r"\d{4}", date) else None


def _read_outlines(path: Path, faults: Faults) -> Iterator[tuple[str, Outline]]:
    if not path.is_file():
        return
    ids = Unique(path, "unit", faults)
    for number, properties, geometry in read_features(path, faults):
        unit = str(properties.get("unit", ""))
        quality = str(properties.get("quality", ""))
        if quality not in _ACCURACY_M:
            faults.add(path, number, "quality", f"{quality!r} is not one of good, fair, low")
            continue
        if ids.take(unit, number) and (
            shape := shape_of(geometry, path, number, faults, in_region=True)
        ):
            accuracy = _ACCURACY_M[quality]
            derivation = str(properties.get("derivation", ""))
            yield unit, Outline(wkt_of(shape), quality, accuracy, derivation, f"districts:{unit}")


def _read_overlaps(path: Path, faults: Faults) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    if path.is_file():
        for line, row in read_csv(path, _OVERLAPS, faults):
            try:
                share = float(row["percent_of_a"])
            except ValueError:
                faults.add(path, line, "percent_of_a", f"{row['percent_of_a']!r} is not a number")
                continue
            other = row["unit_b"]
            target = other if other.startswith("wof:") else f"districts:{other}"
            note = f"{row['overlap_km2']} km², {share:g} % of the first, {row['percent_of_b']} %"
            key = f"districts:{row['unit_a']}"
            link = Link("overlaps", target, source=key, note=f"{note} of the second")
            found.setdefault(row["unit_a"], []).append(link)
    return found


def _read_members(path: Path, faults: Faults) -> Iterator[SourceRecord]:
    if not path.is_file():
        return
    ids = Unique(path, "settlement_az", faults)
    for line, row in read_csv(path, _MEMBERS, faults):
        if not ids.take(row["settlement_az"], line):
            continue
        key = f"districts:agdere-2023/{row['settlement_az']}"
        forms = split_form(row["settlement_az"].removesuffix(" şəhəri"))
        yield SourceRecord(
            source="districts",
            id=f"agdere-2023/{row['settlement_az']}",
            type="settlement",
            feature="village",
            lat=None,
            lon=None,
            country_code="AZ",
            names=tuple(
                toponym(form, "az", "official", key, used_by="Republic of Azerbaijan")
                for form, _, _ in forms
            ),
            same_as=(f"wof:{row['wof_id']}",) if row["wof_id"] else (),
            parents=(Link("parent", "districts:az-AGD-2023", "current", "2023-12", "", key),),
            district_hint=row["from_district"],
        )
