"""Laws of all readers of downloads: damage is reported as faults, the documentation is true."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer.errors import TableError
from gazetteer.sources import READERS, geonames_dump, lptsv, osm, plain_csv, wikidata, wof_bundle

OWN = Path(__file__).parent / "cases" / "own_sources"
DOCUMENTATION = Path(__file__).parents[1] / "gazetteer" / "sources" / "README.md"
JUNK = (None, 1, -1.5, "", [], {}, "x", True, ["a"], {"a": 1}, "\0", "Point(1)", [[1]], [None])
JSON_FILES: tuple[tuple[str, str, Callable[[Path], object]], ...] = (
    ("wikidata.json", "a.json", wikidata.read),
    ("osm/export.geojson", "a.geojson", osm.read_geojson),
    ("osm/overpass.json", "a.json", osm.read_overpass),
    (
        "wof-bundle/data/421/193/975/421193975.geojson",
        "1.geojson",
        lambda path: wof_bundle.read_folder(path.parent),
    ),
)
TABLES: tuple[tuple[str, Callable[[Path], object]], ...] = (
    ("my-places.csv", plain_csv.read),
    ("whg.tsv", lptsv.read),
    ("geonames/AM.txt", geonames_dump.read),
)
RANDOMS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize(("source", "name", "read"), JSON_FILES)
@RANDOMS
@given(random=st.randoms(use_true_random=False))
def test_damaged_json_is_a_fault(
    source: str, name: str, read: Callable[[Path], object], random: Random, tmp_path: Path
) -> None:
    content = json.loads((OWN / source).read_text("utf-8"))
    (tmp_path / name).write_text(json.dumps(_damaged(content, random)), "utf-8")
    _read_or_refuse(read, tmp_path / name)


@pytest.mark.parametrize(("source", "read"), TABLES)
@RANDOMS
@given(random=st.randoms(use_true_random=False))
def test_damaged_tables_are_faults(
    source: str, read: Callable[[Path], object], random: Random, tmp_path: Path
) -> None:
    content = bytearray((OWN / source).read_bytes())
    for _ in range(random.randint(1, 6)):
        at = random.randrange(len(content))
        content[at : at + random.randint(0, 9)] = random.choice(
            (b"", b'"', b"\t", b",", b"\n", b"\r", b"\0", b"|", b"\xff", "՛".encode())
        )
    path = tmp_path / Path(source).name
    path.write_bytes(bytes(content))
    _read_or_refuse(read, path)


def _read_or_refuse(read: Callable[[Path], object], path: Path) -> None:
    try:
        read(path)
    except TableError as error:
        assert all(re.match(r"[^:]+:[^:]+:\S+ \S", fault) for fault in error.faults)


def _damaged(value: Any, random: Random) -> Any:
    if random.random() < 0.05:
        return random.choice(JUNK)
    if isinstance(value, dict):
        return {k: _damaged(v, random) for k, v in value.items() if random.random() > 0.02}
    if isinstance(value, list):
        return [_damaged(v, random) for v in value if random.random() > 0.02]
    return value


def test_every_layout_has_its_reader_in_a_rebuild() -> None:
    names = {reader.name for reader in READERS if reader.find(OWN) and reader.name[0] != "w"}
    assert {"GeoNames dump", "Who's On First bundle", "Wikidata query results", "plain CSV",
            "OpenStreetMap GeoJSON", "Overpass JSON", "LP-TSV"} <= names  # fmt: skip


def test_every_file_with_faults_is_found_and_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name,lat,lon\n1,,91,x\n", "utf-8")
    (tmp_path / "b.tsv").write_text("id\ttitle\n1\tA\n", "utf-8")
    faults = []
    for reader in (plain_csv.READER, lptsv.READER):
        for path in reader.find(tmp_path):
            with pytest.raises(TableError) as error:
                reader.read(path)
            faults += [fault.split(" ")[0] for fault in error.value.faults]
    assert faults == ["a.csv:2:lat", "a.csv:2:lon", "a.csv:2:name", "b.tsv:1:title_source"]


def test_the_documentation_names_the_columns_that_there_are() -> None:
    table = DOCUMENTATION.read_text("utf-8").split("## A table of your own", 1)[1]
    rows = re.findall(r"^\| (`.+?) \|", table, flags=re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == {*plain_csv.COLUMNS}


def test_the_example_of_the_documentation_is_sound(tmp_path: Path) -> None:
    text = DOCUMENTATION.read_text("utf-8")
    example = re.findall(r"^    (id,name.*|\d,.*)$", text, flags=re.MULTILINE)
    (tmp_path / "a.csv").write_text("\n".join(example) + "\n", "utf-8")
    assert len(plain_csv.read(tmp_path / "a.csv")) == 1
