"""What lies below a folder of sources is told by its layout, and what nobody knows is said."""

import shutil
from pathlib import Path

import pytest

from gazetteer.sources.detection import WOF_COMPANION, detect

OWN = Path(__file__).parent / "cases" / "own_sources"


def test_every_layout_is_told() -> None:
    found = {str(f.path.relative_to(OWN)): f.layout for f in detect(OWN)}
    assert found == {
        "geonames/AM.txt": "GeoNames dump",
        "geonames/alternateNamesV2.txt": "GeoNames alternateNamesV2",
        "my-places.csv": "plain CSV",
        "osm/export.geojson": "OpenStreetMap GeoJSON",
        "osm/overpass.json": "Overpass JSON",
        "whg.tsv": "LP-TSV",
        "wikidata.json": "Wikidata query results",
        "wof-bundle/data/421/193/975/421193975.geojson": "Who's On First feature",
        "wof-bundle/data/421/193/975/421193975-alt-quattroshapes.geojson": WOF_COMPANION,
    }


@pytest.mark.parametrize(
    ("name", "content", "layout"),
    [
        ("notes.json", '{"a": 1}', ""),
        ("shape.geojson", '{"type": "FeatureCollection", "features": []}', ""),
        ("table.tsv", "name\tlat\nx\t1\n", ""),
        ("broken.zip", "no archive", ""),
        ("photo.jpg", "x", ""),
        ("meta.csv", "file_hash,id,path,placetype\n", WOF_COMPANION),
    ],
)
def test_unknown_files_are_reported(tmp_path: Path, name: str, content: str, layout: str) -> None:
    (tmp_path / name).write_text(content)
    assert [f.layout for f in detect(tmp_path)] == [layout]


def test_readme_and_hidden_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("GeoNames read-me\n")
    (tmp_path / ".DS_Store").write_text("x")
    assert detect(tmp_path) == []


def test_own_extracts_are_left_to_their_readers(tmp_path: Path) -> None:
    (tmp_path / "features").mkdir()
    (tmp_path / "features" / "features.csv").write_text("feature_id\n")
    shutil.copy(OWN / "my-places.csv", tmp_path / "more.csv")
    assert [f.path.name for f in detect(tmp_path)] == ["more.csv"]
