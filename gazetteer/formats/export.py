"""Choose the places of an export and hand them to the writer of a format.

`PLACE_FORMATS` and `SCAN_FORMATS` are the lists of what can be written; the modules are imported
when they are used, since some load libraries that take a second.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from gazetteer.errors import OptionError
from gazetteer.formats.entry import Entry, Scan
from gazetteer.formats.output import Target
from gazetteer.model import Document, Mention, Place
from gazetteer.progress import progress

if TYPE_CHECKING:
    from gazetteer.gazetteer import Gazetteer

PLACE_FORMATS = ("geojson", "geojsonl", "gpkg", "parquet", "fgb", "kml", "csv", "lpf", "lptsv")
SCAN_FORMATS = ("jsonl", "csv", "geojson", "tei", "webannotation")
QUOTING_FORMATS = frozenset({"tei", "webannotation"})  # of a scan; they need its text
GEOMETRIES = ("point", "outline")

Box = tuple[float, float, float, float]


def export(
    gazetteer: "Gazetteer",
    format: str,  # noqa: A002 - the word of the command line
    out: Path | str,
    *,
    type: str | None = None,  # noqa: A002
    bbox: Box | None = None,
    viewpoint: str = "all",
    geometry: str = "point",
) -> None:
    """Write the places of a gazetteer, ordered by identifier, to a file of the format.

    `type` keeps one type of place, `bbox` (west, south, east, north in degrees; west greater
    than east crosses the antimeridian) those whose point lies in the box. `geometry="outline"`
    draws the outline where the gazetteer has one. Superseded places are left out.
    """
    if format not in PLACE_FORMATS:
        raise OptionError(f"{format!r} is no format of an export; use {', '.join(PLACE_FORMATS)}")
    if geometry not in GEOMETRIES:
        raise OptionError(f"{geometry!r} is no geometry; use {' or '.join(GEOMETRIES)}")
    # The gazetteer yields its places by ascending id, so that none need be held to be sorted.
    places = progress(gazetteer.places(), "places")
    chosen = (place for place in places if _is_chosen(place, type, bbox))
    _writer(format).write_places(entries(gazetteer, chosen, viewpoint, geometry), Path(out))


def write_scans(
    scans: Iterable[tuple[Document, list[Mention]]],
    format: str,  # noqa: A002
    out: Target,
) -> None:
    """Write scanned documents to a file or an open text stream in the format.

    The documents need their text for `QUOTING_FORMATS` alone.
    """
    if format not in SCAN_FORMATS:
        raise OptionError(f"{format!r} is no format of a scan; use {', '.join(SCAN_FORMATS)}")
    _writer(format).write_scans((Scan(*scan) for scan in scans), out)


def _writer(name: str) -> ModuleType:
    return import_module(f"gazetteer.formats.{name}")


def entries(
    gazetteer: "Gazetteer", places: Iterable[Place], viewpoint: str, geometry: str = "point"
) -> Iterator[Entry]:
    """Yield the places under their labels, with the labels of what contains them."""
    labels: dict[str, str] = {}
    for place in places:
        for parent in place.parents:
            if parent not in labels:
                known = parent in gazetteer
                labels[parent] = gazetteer.label(gazetteer[parent], viewpoint) if known else parent
        outline = gazetteer.outline(place.id) if geometry == "outline" else None
        parents = tuple((parent, labels[parent]) for parent in place.parents)
        yield Entry(place, gazetteer.label(place, viewpoint), outline, parents)


def _is_chosen(place: Place, type_: str | None, bbox: Box | None) -> bool:
    if place.superseded_by or (type_ and place.type != type_):
        return False
    if bbox is None:
        return True
    west, south, east, north = bbox
    inside = west <= place.lon <= east if west <= east else not east < place.lon < west
    return inside and south <= place.lat <= north
