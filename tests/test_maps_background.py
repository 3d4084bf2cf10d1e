"""The background of the maps: compiled from its sources alone, and whole."""

from pathlib import Path

import pytest

from gazetteer.errors import MissingInputError
from gazetteer.sources.background import build_background
from geodata import tables_path
from maps.background import background

SOURCES = Path(__file__).parents[1].parent / "shared" / "sources"


@pytest.mark.parametrize("scale", ["region", "world"])
def test_shapes_have_rings_of_latitudes_and_longitudes(scale):
    shapes = background(scale)
    assert {"land", "boundary"} <= set(shapes)
    for rings in shapes["land"]:
        for ring in rings:
            assert len(ring) >= 4
            assert ring[0] == ring[-1]
            assert all(-90 <= lat <= 90 and -180.01 <= lon <= 180.01 for lat, lon in ring)


def test_dated_lines_say_their_year():
    assert {"line_1991", "line_1994"} <= set(background("region"))


def test_a_missing_extract_is_named(tmp_path):
    with pytest.raises(MissingInputError, match=r"countries_10m_region\.geojson: not found"):
        build_background(tmp_path, tmp_path)


@pytest.mark.shared
def test_the_shipped_table_is_what_the_sources_give(tmp_path):
    if not SOURCES.is_dir():
        pytest.skip(f"{SOURCES}: the source extracts are not there")
    made = build_background(SOURCES, tmp_path)
    assert made.read_bytes() == (tables_path().parent / "background" / made.name).read_bytes()
