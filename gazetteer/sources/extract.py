"""Read the files of an extract and collect every fault before giving up.

A reader opens its files through these functions with one `Faults`; it goes on after a bad row
and calls `raise_any` at the end, so that a user sees all that is wrong with a file at once.
"""

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from gazetteer.errors import TableError

# Azerbaijan and Armenia with a margin: south, west, north, east.
_BOX = (37.5, 42.5, 42.7, 52.0)
_FIELD_LIMIT = 64 * 1024 * 1024
_DATE = re.compile(r"-?\d{1,4}(-\d\d(-\d\d)?)?")
_Row = dict[str, str]
_Record = TypeVar("_Record")


class Faults:
    """The faults found so far, as `file:row:column reason`."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, path: Path, row: int | str, column: str, reason: str) -> None:
        """Note one fault of a file; `row` counts lines from 1, the header included."""
        # A damaged cell may hold line breaks or control characters; a fault stays one line.
        told = "".join(c if c.isprintable() else repr(c)[1:-1] for c in reason)
        self.found.append(f"{path.name}:{row}:{column} {told.strip()}")

    def raise_any(self) -> None:
        """Raise TableError with all faults, if there are any."""
        if self.found:
            raise TableError(self.found)


def read_text(path: Path, faults: Faults) -> str:
    """Return the text of a UTF-8 file, unpacked when gzipped; "" and a fault when it has none."""
    try:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        faults.add(path, "-", "-", f"cannot be read ({error})")
        return ""
    if not content.strip():
        faults.add(path, 1, "-", "is empty")
        return ""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        faults.add(path, line, "-", f"is not UTF-8 (byte {error.start}); save the file as UTF-8")
        return ""


def read_csv(
    path: Path, columns: tuple[str, ...], faults: Faults
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, row) of a CSV file that must have exactly these columns, in any order."""
    text = read_text(path, faults)
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, []) if text else []
        if not text or not _is_header(header, columns, path, faults):
            return
        for row in reader:
            if len(row) == len(header):
                yield reader.line_num, dict(zip(header, row, strict=True))
            elif row:
                reason = f"has {len(row)} cells instead of {len(header)}"
                faults.add(path, reader.line_num, "-", reason)
    except csv.Error as error:
        faults.add(path, reader.line_num, "-", f"is not CSV ({error})")


def _is_header(header: list[str], columns: tuple[str, ...], path: Path, faults: Faults) -> bool:
    return has_columns(header, path, faults, known=columns, needed=columns)


def has_columns(
    header: list[str],
    path: Path,
    faults: Faults,
    *,
    known: tuple[str, ...],
    needed: tuple[str, ...],
    told: str = "is not a column of this table",
) -> bool:
    """Tell whether a header has all needed columns and none but known ones; note what it has not.

    `told` ends the sentence on a column that is not known; the fault names it where that can
    be done in a word.
    """
    unknown = [name for name in header if name not in known]
    missing = [name for name in needed if name not in header]
    for name in unknown:
        is_word = name.isidentifier()
        faults.add(path, 1, name if is_word else "-", told if is_word else f"{name!r} {told}")
    for name in missing:
        faults.add(path, 1, name, "is missing from the header")
    return not unknown and not missing


def read_json_lines(path: Path, faults: Faults) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line, object) of a file with one JSON object a line."""
    for line, text in enumerate(read_text(path, faults).split("\n"), start=1):
        if not text.strip():
            continue
        try:
            value = json.loads(text)
        except ValueError as error:
            faults.add(path, line, "-", f"is not JSON ({error})")
            continue
        if isinstance(value, dict):
            yield line, value
        else:
            faults.add(path, line, "-", "is not a JSON object")


def read_features(path: Path, faults: Faults) -> Iterator[tuple[int, dict[str, Any], Any]]:
    """Yield (number, properties, geometry) of a GeoJSON FeatureCollection; numbers from 1."""
    text = read_text(path, faults)
    if not text:
        return
    try:
        collection = json.loads(text)
    except ValueError as error:
        faults.add(path, getattr(error, "lineno", "-"), "-", f"is not JSON ({error})")
        return
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        faults.add(path, 1, "features", "is not a GeoJSON FeatureCollection")
        return
    for number, feature in enumerate(features, start=1):
        if isinstance(feature, dict) and isinstance(feature.get("properties"), dict):
            yield number, feature["properties"], feature.get("geometry")
        else:
            faults.add(path, number, "-", "is not a GeoJSON feature with properties")


def shape_of(
    geometry: Any,  # noqa: ANN401
    path: Path,
    row: int,
    faults: Faults,
    *,
    in_region: bool = False,
) -> Any:  # noqa: ANN401
    """Return the shapely geometry, or None and a fault when it is missing or broken.

    A ring that touches itself is mended (`make_valid`) when that loses no area to speak of.
    """
    import shapely
    from shapely.geometry import shape

    try:
        found = shape(geometry)
    except (AttributeError, LookupError, TypeError, ValueError, shapely.errors.ShapelyError):
        faults.add(path, row, "geometry", "is not a GeoJSON geometry")
        return None
    if found.is_empty:
        faults.add(path, row, "geometry", "is empty")
        return None
    south, west, north, east = -90.001, -180.001, 90.001, 180.001
    left, bottom, right, top = found.bounds
    if not (west <= left <= right <= east and south <= bottom <= top <= north):
        faults.add(path, row, "geometry", "has coordinates out of range")
        return None
    if in_region and not _in_box((bottom + top) / 2, (left + right) / 2):
        swapped = _in_box((left + right) / 2, (bottom + top) / 2)
        reason = "has lat and lon swapped" if swapped else "is far from the region"
        faults.add(path, row, "geometry", reason)
        return None
    if found.is_valid:
        return found
    mended = shapely.make_valid(found)
    polygons = [part for part in getattr(mended, "geoms", [mended]) if part.area > 0]
    mended = shapely.union_all(polygons)
    if mended.is_empty or abs(mended.area - found.area) > 0.01 * max(mended.area, found.area):
        faults.add(path, row, "geometry", f"is broken ({shapely.is_valid_reason(found)})")
        return None
    return mended


def wkt_of(geometry: Any, *, digits: int = 5) -> str:  # noqa: ANN401
    """Return the geometry as WKT with so many decimals (five are one metre)."""
    import shapely

    return str(shapely.to_wkt(geometry, rounding_precision=digits, trim=True))


def read_point(
    row: Mapping[str, Any], path: Path, line: int, faults: Faults, *, in_region: bool = False
) -> tuple[float, float] | None:
    """Return (lat, lon) of a row, or None and a fault that says what is wrong with them.

    With `in_region` a point far outside Azerbaijan and Armenia is a fault, and one that lies
    in them when turned round is reported as swapped.
    """
    values: dict[str, float] = {}
    for name, limit in (("lat", 90.0), ("lon", 180.0)):
        try:
            values[name] = float(row[name])
        except (KeyError, TypeError, ValueError):
            faults.add(path, line, name, f"{row.get(name)!r} is not a number of degrees")
            continue
        if not -limit <= values[name] <= limit:
            faults.add(path, line, name, f"{row[name]} is out of range (±{limit:g}°)")
            values.pop(name)
    if len(values) < 2:
        return None
    lat, lon = values["lat"], values["lon"]
    if in_region and not _in_box(lat, lon):
        swapped = _in_box(lon, lat)
        reason = "and lon are swapped" if swapped else f"{lat}, lon {lon} is far from the region"
        faults.add(path, line, "lat", reason)
        return None
    return lat, lon


def _in_box(lat: float, lon: float) -> bool:
    south, west, north, east = _BOX
    return south <= lat <= north and west <= lon <= east


class Unique:
    """Ids met so far in one file; a second meeting is a fault."""

    def __init__(self, path: Path, column: str, faults: Faults) -> None:
        self._path, self._column, self._faults = path, column, faults
        self._seen: dict[str, int] = {}

    def take(self, identifier: str, line: int) -> bool:
        """Return True when the id is new and not empty; note a fault otherwise."""
        if not identifier:
            self._faults.add(self._path, line, self._column, "is empty")
            return False
        if identifier in self._seen:
            reason = f"{identifier} is there already in row {self._seen[identifier]}"
            self._faults.add(self._path, line, self._column, reason)
            return False
        self._seen[identifier] = line
        return True


def read_number(cell: str, path: Path, line: int, column: str, faults: Faults) -> int | None:
    """Return a whole number, None for an empty cell, None and a fault for anything else."""
    if not cell:
        return None
    try:
        return int(float(cell))
    except ValueError:
        faults.add(path, line, column, f"{cell!r} is not a number")
        return None


def check_dates(
    row: Mapping[str, str], columns: Iterable[str], path: Path, line: int, faults: Faults
) -> None:
    """Note a fault for every cell of the columns that is neither empty nor a year or ISO date."""
    for column in columns:
        if row[column] and not _DATE.fullmatch(row[column]):
            faults.add(path, line, column, f"{row[column]!r} is not a year or an ISO date")


def records_of(
    path: Path,
    rows: Callable[[Path, Faults], Iterable[tuple[int, _Row]]],
    record: Callable[[_Row, set[str], Path, int, Faults], _Record | None],
) -> list[_Record]:
    """Return the record of every row of a user's table with an `id`, in its order.

    `record` is handed the ids of all rows too. Raises TableError with all faults of the file.
    """
    faults = Faults()
    ids = Unique(path, "id", faults)
    kept = [(line, row) for line, row in rows(path, faults) if ids.take(row["id"], line)]
    own = {row["id"] for _, row in kept}
    records = [record(row, own, path, line, faults) for line, row in kept]
    faults.raise_any()
    return [one for one in records if one]
