"""Find what people have downloaded themselves below a folder, by its published layout.

Everything that the readers of this project's own extracts claim is left to them. What nobody
understands is said (`layout` is empty), never silently skipped.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

GEONAMES = "GeoNames dump"
GEONAMES_NAMES = "GeoNames alternateNamesV2"
WOF_FEATURE = "Who's On First feature"
WOF_DATABASE = "Who's On First database"
WOF_COMPANION = "Who's On First alternate geometry or index, not needed"
WIKIDATA = "Wikidata query results"
OSM_GEOJSON = "OpenStreetMap GeoJSON"
OVERPASS = "Overpass JSON"
PLAIN_CSV = "plain CSV"
LP_TSV = "LP-TSV"

_OWN_EXTRACTS = {
    "wof": "places.jsonl.gz", "geonames": "cities500_az_am.csv", "districts": "districts.csv",
    "features": "features.csv", "attested": "az_2020_announced_settlements.csv",
    "naturalearth": "countries_50m_world.geojson",
}  # fmt: skip
_OWN_FOLDERS = frozenset({"wof", "geonames", "districts", "features", "attested", "naturalearth"})
_HEAD = 65_536
_DUMP_COLUMNS = 19
_NAMES_COLUMNS = 10
_NOT_DATA = frozenset({".md", ".txt", ".pdf", ".html", ".sha256", ".license"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file below the folder of sources and the layout that it has; empty when none is known."""

    path: Path
    layout: str


def detect(root: Path) -> list[Found]:
    """Return every data file below the folder that is not part of our own extracts, sorted.

    Files that only accompany data (read-me, licence) are left out; other files of no known
    layout are returned with an empty layout, so that they can be reported.
    """
    found = [Found(path, layout_of(path)) for path in files_below(root)]
    return [f for f in found if f.layout or f.path.suffix.lower() not in _NOT_DATA]


def find(*layouts: str) -> Callable[[Path], list[Path]]:
    """Return a function that finds the files of these layouts below a folder, sorted."""

    def find_below(root: Path) -> list[Path]:
        return [path for path in files_below(root) if layout_of(path) in layouts]

    return find_below


def files_below(root: Path) -> Iterator[Path]:
    """Yield the files below a folder, sorted, without our own extracts and hidden files."""
    for path in sorted(root.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            marker = _OWN_EXTRACTS.get(path.name)
            if path.name not in _OWN_FOLDERS or not (marker and (path / marker).is_file()):
                yield from files_below(path)
        elif path.name != "SOURCE.md":
            yield path


def layout_of(path: Path) -> str:
    """Return the layout of a file, told by its name and its beginning; empty when unknown."""
    name, suffix = path.name.lower(), path.suffix.lower()
    if suffix == ".geojson" and re.fullmatch(r"\d+\.geojson", name):
        return WOF_FEATURE
    if suffix == ".geojson" and re.fullmatch(r"\d+-alt-.+\.geojson", name):
        return WOF_COMPANION
    tell = _BY_SUFFIX.get(suffix)
    return tell(path) if tell else ""


def _of_csv(path: Path) -> str:
    columns = _head(path).split("\n", 1)[0].split(",")
    return WOF_COMPANION if {"file_hash", "placetype", "path"} <= {*columns} else PLAIN_CSV


def _of_tsv(path: Path) -> str:
    return LP_TSV if "title" in _head(path).split("\n", 1)[0].split("\t") else ""


def _of_json(path: Path) -> str:
    head = _head(path)
    if '"elements"' in head and ('"osm3s"' in head or "Overpass" in head or '"lat"' in head):
        return OVERPASS
    if '"bindings"' in head or '"vars"' in head or "wikidata.org/entity/Q" in head:
        return WIKIDATA
    return _of_geojson(path)


def _of_geojson(path: Path) -> str:
    head = _head(path)
    if '"FeatureCollection"' in head and re.search(r'"@?id"\s*:\s*"(node|way|relation)/', head):
        return OSM_GEOJSON
    return ""


def _of_text(path: Path) -> str:
    return _of_lines(_head(path), path.name)


def _of_zip(path: Path) -> str:
    member = zip_member(path)
    if not member:
        return ""
    with zipfile.ZipFile(path) as archive, archive.open(member) as file:
        return _of_lines(file.read(_HEAD).decode("utf-8", "replace"), member)


def zip_member(path: Path) -> str:
    """Return the table inside a GeoNames download: the biggest text that is no read-me."""
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = {
                info.filename: info.file_size
                for info in archive.infolist()
                if info.filename.endswith(".txt") and "readme" not in info.filename.lower()
            }
    except (OSError, zipfile.BadZipFile):
        return ""
    return max(sizes, key=lambda name: (sizes[name], name), default="")


def _of_lines(head: str, name: str) -> str:
    cells = head.split("\n", 1)[0].split("\t")
    if name.lower().startswith("alternatenames"):
        return GEONAMES_NAMES
    if len(cells) == _DUMP_COLUMNS and cells[0].lstrip("\ufeff").isdigit():
        return GEONAMES
    if len(cells) == _NAMES_COLUMNS and cells[0].isdigit() and cells[1].isdigit():
        return GEONAMES_NAMES
    return ""


def _of_database(path: Path) -> str:
    with path.open("rb") as file:
        return WOF_DATABASE if file.read(15) == b"SQLite format 3" else ""


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_HEAD).decode("utf-8", "replace")


_BY_SUFFIX: dict[str, Callable[[Path], str]] = {
    ".csv": _of_csv,
    ".tsv": _of_tsv,
    ".json": _of_json,
    ".geojson": _of_geojson,
    ".txt": _of_text,
    ".zip": _of_zip,
    ".db": _of_database,
    ".sqlite": _of_database,
    ".sqlite3": _of_database,
}
