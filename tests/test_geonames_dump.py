"""The GeoNames country dump with and without alternateNamesV2."""

import shutil
import zipfile
from pathlib import Path

import pytest

from gazetteer.errors import TableError
from gazetteer.sources import geonames_dump

OWN = Path(__file__).parent / "cases" / "own_sources" / "geonames"


def _names(record: object) -> set[tuple[str, str, str, int | None]]:
    return {(n.form, n.lang, n.kind, n.until) for n in record.names}


def test_dump_with_alternate_names() -> None:
    syunik, goris, tatev = geonames_dump.read(OWN / "AM.txt")
    assert (goris.type, goris.feature, goris.population) == ("settlement", "village", 20379)
    assert _names(goris) == {
        ("Goris", "und-Latn", "common", None),
        ("Գորիս", "hy", "common", None),
        ("Герюсы", "ru", "historical", 1924),
        ("Gorus", "az", "variant", None),
    }
    assert goris.same_as == ("wikidata:Q174895",)
    assert [link.target for link in goris.parents] == ["geonames:828264"]
    assert syunik.type == "district" and not syunik.parents
    assert (tatev.type, tatev.feature) == ("monument", "monastery")


def test_dump_alone_keeps_its_list_of_names(tmp_path: Path) -> None:
    shutil.copy(OWN / "AM.txt", tmp_path)
    goris = geonames_dump.read(tmp_path / "AM.txt")[1]
    assert {n.form for n in goris.names} == {"Goris", "Geryusy", "Горис", "Գորիս"}


def test_the_download_need_not_be_unpacked(tmp_path: Path) -> None:
    for table in ("AM", "alternateNamesV2"):
        with zipfile.ZipFile(tmp_path / f"{table}.zip", "w") as archive:
            archive.write(OWN / f"{table}.txt", f"{table}.txt")
            archive.writestr("readme.txt", "read me\n" * 10_000)
    (path,) = geonames_dump.READER.find(tmp_path)
    assert geonames_dump.read(path) == geonames_dump.read(OWN / "AM.txt")


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    good = (OWN / "AM.txt").read_text("utf-8").splitlines()[1]
    cells = good.split("\t")
    swapped, far, unread = list(cells), list(cells), list(cells)
    swapped[0], swapped[4], swapped[5] = "2", cells[5], cells[4]
    far[0], far[4] = "3", "91"
    unread[0], unread[14] = "4", "many"
    table = [good, good, *("\t".join(c) for c in (swapped, far, unread)), "5\tshort"]
    (tmp_path / "AM.txt").write_text("\n".join(table) + "\n", "utf-8")
    with pytest.raises(TableError) as error:
        geonames_dump.read(tmp_path / "AM.txt")
    assert [fault.split(" ")[0] for fault in error.value.faults] == [
        "AM.txt:2:geonameid", "AM.txt:3:lat", "AM.txt:4:lat", "AM.txt:6:-", "AM.txt:5:population",
    ]  # fmt: skip
    assert "swapped" in error.value.faults[1]
