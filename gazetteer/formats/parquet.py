"""GeoParquet 1.1: nested names and parents, geometry as WKB in longitude and latitude (CRS84)."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gazetteer.errors import OptionError
from gazetteer.formats.entry import Entry
from gazetteer.formats.output import aside
from gazetteer.formats.vector import wkb_column


def write_places(entries: Iterable[Entry], out: Path | str) -> None:
    """Write one row a place in the order of ids. Raises OptionError without pyarrow."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise OptionError(
            "parquet needs pyarrow; install the extra: pip install 'karabakh-gazetteer[parquet]', "
            "in a clone pip install '.[parquet]'"
        ) from None
    chosen = list(entries)
    geometry = wkb_column(chosen)
    schema = _schema(pyarrow).with_metadata({"geo": json.dumps(_geo(chosen))})
    columns = {
        "id": [e.place.id for e in chosen], "type": [e.place.type for e in chosen],
        "feature": [e.place.feature for e in chosen], "label": [e.label for e in chosen],
        "country_code": [e.place.country_code for e in chosen],
        "parents": [e.place.parents for e in chosen],
        "concordances": [list(e.place.concordances.items()) for e in chosen],
        "names": [[name.to_json() for name in e.place.names] for e in chosen],
        "geometry": geometry,
    }  # fmt: skip
    with aside(out) as part:
        parquet.write_table(pyarrow.table(columns, schema=schema), part, compression="zstd")


def _schema(pyarrow: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    text = pyarrow.string()
    name = pyarrow.struct(
        [("form", text), ("lang", text), ("script", text), ("kind", text),
         ("from", pyarrow.int32()), ("to", pyarrow.int32()), ("source", text),
         ("used_by", text), ("relation", text), ("derived_by", text)]
    )  # fmt: skip
    return pyarrow.schema(
        [(column, text) for column in ("id", "type", "feature", "label", "country_code")]
        + [
            ("parents", pyarrow.list_(text)),
            ("concordances", pyarrow.map_(text, pyarrow.list_(text))),
            ("names", pyarrow.list_(name)),
            ("geometry", pyarrow.binary()),
        ]
    )


def _geo(entries: list[Entry]) -> dict[str, Any]:
    """Return the metadata of the geometry column, with no statement about types when mixed."""
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": []}
    if not any(entry.outline for entry in entries):
        column["geometry_types"] = ["Point"]
        if located := [entry.position for entry in entries if entry.position]:
            lons, lats = zip(*located, strict=True)
            column["bbox"] = [min(lons), min(lats), max(lons), max(lats)]
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
