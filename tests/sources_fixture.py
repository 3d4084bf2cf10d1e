"""A small folder of sources in the layout of the extracts: one district, four villages."""

import csv
import gzip
import json

from gazetteer.sources import admin_units, attested, districts, features, geonames, wof

READERS = (
    wof.READER,
    geonames.READER,
    admin_units.READER,
    districts.READER,
    features.READER,
    attested.READER,
)

SQUARE = [[[46.0, 40.0], [47.0, 40.0], [47.0, 41.0], [46.0, 41.0], [46.0, 40.0]]]


def wof_row(identifier, name, lat, lon, **fields):
    row = {
        "id": identifier,
        "country": "AZ",
        "placetype": "locality",
        "name": name,
        "lat": lat,
        "lon": lon,
        "geom": "Point",
        "src_geom": "geonames",
        "parent_id": 85668257,
        "region_id": 85668257,
        "is_current": -1,
        "inception": "uuuu",
        "cessation": "uuuu",
        "superseded_by": [],
        "supersedes": [],
        "concordances": {},
        "lastmodified": 1,
        "names": {},
        "source_names": {},
    }
    return row | fields


def wof_rows():
    """Return a district, a village entered twice, and an upper and a lower village."""
    return [
        wof_row(
            85668257, "Ağdam", 40.5, 46.5,
            placetype="region",
            placetype_local="district",
            geom="Polygon",
            src_geom="meso",
            concordances={"iso:code": "AZ-AGM", "gn:id": 1},
            names={
                "aze_x_preferred": ["Ağdam Rayonu"],
                "aze_x_variant": ["Füzuli"],
                "rus_x_preferred": ["Физулинский район"],
            },
        ),
        wof_row(
            101, "Maraq", 40.30, 46.30,
            concordances={"gn:id": 501},
            names={"aze_x_preferred": ["Maraq"], "und_x_variant": ["Maarif"]},
        ),
        wof_row(102, "Maarif", 40.303, 46.30, names={"hye_x_preferred": ["Maarif"]}),
        wof_row(103, "Yuxarı Oratağ", 40.60, 46.60),
        wof_row(104, "Aşağı Oratağ", 40.603, 46.60),
    ]  # fmt: skip


def write_sources(root, *, rows=None):
    """Write the folder of sources below `root` and return it."""
    _write_wof(root / "wof", wof_rows() if rows is None else rows)
    _write_csv(
        root / "geonames" / "cities500_az_am.csv",
        geonames._CITIES,
        ["501,Maragh,40.31,46.30,AZ,1,Aghdam,700,101"],
    )
    _write_csv(
        root / "geonames" / "alternatenames_az_am.csv",
        geonames._ALTERNATES,
        ["501,Мараг,Cyrl", "501,ma la ge,Latn"],
    )
    _write_csv(
        root / "geonames" / "admin1_iso_az_am.csv",
        admin_units.COLUMNS,
        ["AZ-AGM,AZ.1,1,Ağdam,Rayon,", "AZ-FUZ,AZ.2,2,Füzuli,Rayon,"],
    )
    _write_csv(
        root / "attested" / "az_2020_announced_settlements.csv",
        attested._ANNOUNCED,
        ["Ağdam,Maraq,1,,", "Ağdam,Yoxkənd,1,,"],
    )
    return root


def _write_wof(folder, rows):
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "places.jsonl.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))
    feature = {
        "type": "Feature",
        "properties": {"id": 85668257, "src_geom": "meso"},
        "geometry": {"type": "Polygon", "coordinates": SQUARE},
    }
    collection = {"type": "FeatureCollection", "features": [feature]}
    (folder / "districts.geojson").write_text(json.dumps(collection), encoding="utf-8")


def _write_csv(path, columns, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([",".join(columns), *lines]) + "\n", encoding="utf-8")


def read_rows(folder, name):
    """Return the rows of one plain table as dictionaries."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
