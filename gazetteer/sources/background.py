"""Compile the background of the maps from Natural Earth: land, lakes, rivers, boundaries.

The background shows where a place lies; it names nothing and is never searched. `region` rows
are detailed (1:10m) and cover the neighbourhood of the gazetteer, `world` rows are coarse (1:50m).
Disputed lines are kept with the year they describe, so that a page can offer them by date.
"""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gazetteer.errors import MissingInputError

COLUMNS = ("kind", "scale", "year", "source", "wkt")
_REGION = (38.0, 34.0, 56.0, 48.0)  # the cut of the 1:10m country polygons
_REGION_TOLERANCE = 0.003  # degrees, about 300 m: the error of 1:10m data is larger
_WORLD_TOLERANCE = 0.09
_SMALLEST = 0.05  # square degrees of the smallest part that the world view keeps
_REGION_SOURCE = "Natural Earth 1:10m, 2018"
_WORLD_SOURCE = "Natural Earth 1:50m, 2018"
_YEARS = {"Former USSR oblast in 1991": "1991", "Ceasefire Line 1994": "1994"}


def build_background(sources: Path, out: Path) -> Path:
    """Write `background.csv` below `out` from the extracts in `sources` and return its path.

    Raises MissingInputError, naming the file, when an extract is absent.
    """
    rows = sorted({*_region_rows(sources), *_world_rows(sources)})
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(rows)
    path = out / "background.csv"
    aside = path.with_suffix(".part")
    aside.write_text(written.getvalue(), encoding="utf-8", newline="")
    aside.replace(path)
    return path


def _region_rows(sources: Path) -> Iterator[tuple[str, ...]]:
    from shapely import union_all
    from shapely.geometry import box, shape

    lands = [shape(f["geometry"]) for f in _features(sources, "countries_10m_region")]
    land = union_all([polygon.buffer(0) for polygon in lands]).intersection(box(*_REGION))
    yield from _rows("land", "region", "", _REGION_SOURCE, land)
    for kind, name in (("lake", "lakes"), ("river", "rivers"), ("boundary", "boundary_lines")):
        for feature in _features(sources, f"{name}_10m_region"):
            yield from _rows(kind, "region", "", _REGION_SOURCE, shape(feature["geometry"]))
    for feature in _features(sources, "disputed_lines_10m_region"):
        if year := _YEARS.get(feature["properties"].get("name") or ""):
            yield from _rows("line", "region", year, _REGION_SOURCE, shape(feature["geometry"]))


def _world_rows(sources: Path) -> Iterator[tuple[str, ...]]:
    from shapely import line_merge, union_all
    from shapely.geometry import shape

    countries = [
        shape(feature["geometry"]).buffer(0)
        for feature in _features(sources, "countries_50m_world")
    ]
    land = union_all(countries)
    yield from _rows("land", "world", "", _WORLD_SOURCE, land, least=_SMALLEST)
    borders = union_all([c.boundary for c in countries]).difference(land.boundary.buffer(1e-4))
    yield from _rows("boundary", "world", "", _WORLD_SOURCE, line_merge(borders))


def _rows(
    kind: str,
    scale: str,
    year: str,
    source: str,
    shape: Any,  # noqa: ANN401 - shapely has no types
    *,
    least: float = 0.0,
) -> Iterator[tuple[str, ...]]:
    """Yield a row a part, simplified and rounded for its scale; parts that vanish are dropped."""
    from shapely import to_wkt

    tolerance = _REGION_TOLERANCE if scale == "region" else _WORLD_TOLERANCE
    for part in getattr(shape, "geoms", [shape]):
        simple = part.simplify(tolerance)
        if not simple.is_empty and (not least or simple.area >= least):
            digits = 3 if scale == "region" else 2
            yield kind, scale, year, source, to_wkt(simple, rounding_precision=digits)


def _features(sources: Path, name: str) -> list[dict[str, Any]]:
    path = sources / "naturalearth" / f"{name}.geojson"
    if not path.is_file():
        raise MissingInputError(f"{path}: not found; it is needed for the background of the maps")
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


if __name__ == "__main__":
    import sys

    from geodata import tables_path

    print(build_background(Path(sys.argv[1]), tables_path().parent / "background"))
