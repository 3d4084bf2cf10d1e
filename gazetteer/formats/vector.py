"""GIS files through GDAL (pyogrio): text columns of `rows` and a geometry in EPSG:4326."""

from collections.abc import Iterable
from pathlib import Path

from gazetteer.errors import OutputError
from gazetteer.formats.entry import Entry
from gazetteer.formats.output import aside
from gazetteer.formats.rows import TEXT_COLUMNS, text_row

_SUFFIXES = {"GPKG": ".gpkg", "FlatGeobuf": ".fgb"}  # GDAL makes folders of other names
# GDAL stamps a GeoPackage with the time of writing, and equal input should give equal bytes.
_FIXED_DATE = "2000-01-01T00:00:00Z"


def write_vector(entries: Iterable[Entry], out: Path | str, driver: str, **options: str) -> None:
    """Write the places as the layer `places` of a file of a GDAL driver.

    Raises OutputError when there is nothing to write, since such files need a first row.
    """
    import numpy
    import pyogrio
    from pyogrio.raw import write

    chosen = list(entries)
    if not chosen:
        raise OutputError(f"{out}: no place fits the choice, and this format has no empty file")
    rows = [text_row(entry) for entry in chosen]
    fields = [numpy.array([row[name] for row in rows], dtype=object) for name in TEXT_COLUMNS]
    geometry = numpy.array(wkb_column(chosen), dtype=object)
    drawn = any(entry.outline for entry in chosen)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _FIXED_DATE})
    try:
        with aside(out, suffix=_SUFFIXES[driver]) as part:
            part.unlink()  # GDAL would take the empty file for a damaged one
            write(
                part, geometry=geometry, field_data=fields, fields=list(TEXT_COLUMNS),
                geometry_type="Unknown" if drawn else "Point", crs="EPSG:4326",
                driver=driver, layer="places", **options,
            )  # fmt: skip
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def wkb_column(entries: list[Entry]) -> list[bytes | None]:
    """Return the outline or the point of every place as WKB, None where there is neither."""
    import numpy
    import shapely

    drawn = [e.outline.wkt if e.outline else _wkt_point(e.position) for e in entries]
    # As objects: an array of fixed-width strings would give every point the room of an outline.
    shapes = shapely.from_wkt(numpy.array(drawn, dtype=object))
    found: list[bytes | None] = list(shapely.to_wkb(shapes, output_dimension=2, byte_order=1))
    return found


def _wkt_point(position: tuple[float, float] | None) -> str | None:
    return f"POINT ({position[0]} {position[1]})" if position else None
