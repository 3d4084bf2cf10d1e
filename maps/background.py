"""The background of the maps, from our own table: it shows where a place lies and names nothing."""

import csv
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

from geodata import tables_path

_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
_RINGS = re.compile(r"\(([^()]+)\)")


@cache
def background(scale: str) -> dict[str, list[Any]]:
    """Return the shapes of one scale (`region` or `world`): kind, then lists of [lat, lon] lists.

    A line keeps the year that it describes in its kind, as in `line_1991`.
    """
    csv.field_size_limit(sys.maxsize)
    path = Path(tables_path().parent) / "background" / "background.csv"
    shapes: dict[str, list[Any]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["scale"] == scale:
                kind = row["kind"] + (f"_{row['year']}" if row["year"] else "")
                shapes.setdefault(kind, []).append(_rings(row["wkt"]))
    return shapes


def _rings(wkt: str) -> list[list[list[float]]]:
    rings = []
    for ring in _RINGS.findall(wkt):
        numbers = [float(number) for number in _NUMBERS.findall(ring)]
        rings.append([[lat, lon] for lon, lat in zip(numbers[::2], numbers[1::2], strict=True)])
    return rings
