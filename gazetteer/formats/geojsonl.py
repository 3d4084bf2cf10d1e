"""GeoJSON text sequences without the separator: one feature a line (newline-delimited GeoJSON)."""

from collections.abc import Iterable

from gazetteer.formats.entry import Entry
from gazetteer.formats.geojson import compact, place_feature
from gazetteer.formats.output import Target, write_text


def write_places(entries: Iterable[Entry], out: Target) -> None:
    """Write a feature for every place, each on a line of its own."""
    write_text((compact(place_feature(entry)) + "\n" for entry in entries), out)
