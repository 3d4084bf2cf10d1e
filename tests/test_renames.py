"""The hand-kept tables of renamings and regions: their words, their symmetry, their sources."""

import csv
import gzip
import json
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import get_args

import pytest

from gazetteer.model import NameKind
from gazetteer.names import script_of
from gazetteer.sources import regions, renames
from geodata.door import knowledge, knowledge_path

ROWS = knowledge("renames.csv")
SHARED = Path(__file__).parents[1].parent / "shared" / "sources"
SCRIPTS = {"az": "Latn", "az-Cyrl": "Cyrl", "hy": "Armn", "hyw": "Armn", "ru": "Cyrl"}
USED_BY = {
    "Republic of Azerbaijan", "Republic of Armenia", "Nagorno-Karabakh (Artsakh) authorities",
    "Soviet administration", "Russian Empire", "",
    *(f"{people} usage" for people in (
        "Azerbaijani", "Armenian", "Western Armenian", "Russian", "English", "French", "German",
        "Turkish",
    )),
}  # fmt: skip
# Towns and seats of the twelve districts by Who's On First id, in no order of names.
TOWNS = (
    "421193975", "421174129", "1125818957", "421204865", "890443189", "1242939353", "890441267",
    "1125773715", "421169387", "890433377", "1126002571", "1125861049", "890445283",
)  # fmt: skip


def test_every_row_is_well_formed() -> None:
    seen: set[tuple[str, ...]] = set()
    for row in ROWS:
        where = row["rename_id"]
        assert row["kind"] in get_args(NameKind), where
        assert row["used_by"] in USED_BY, where
        assert row["form"] == unicodedata.normalize("NFC", row["form"]).strip(), where
        assert row["script"] == script_of(row["form"]) == SCRIPTS.get(row["lang"], "Latn"), where
        assert not row["until"] or not row["since"] or row["since"] <= row["until"], where
        assert row["source"], where
        key = (row["concordance"], row["form"], row["lang"], row["kind"], row["since"])
        assert key not in seen, where
        seen.add(key)
    assert len({row["rename_id"] for row in ROWS}) == len(ROWS)


def test_readers_take_the_tables() -> None:
    assert len(renames.read(knowledge_path("renames.csv"))) == len(ROWS)
    assert {r.id for r in regions.read(knowledge_path("regions.csv"))} == {
        row["region_id"] for row in knowledge("regions.csv")
    }


@pytest.mark.parametrize("town", TOWNS)
def test_each_town_has_a_name_in_use_in_every_language(town: str) -> None:
    used = {
        row["lang"]
        for row in ROWS
        if row["concordance"] == f"wof:{town}" and row["kind"] in {"official", "common"}
    }
    assert used >= {"az", "en", "hy", "ru"}


def test_neither_side_is_told_shorter() -> None:
    """Every place that one side's name is given for has the other side's name beside it."""
    sides: dict[str, set[str]] = defaultdict(set)
    for row in ROWS:
        if row["concordance"].startswith(("wof:", "districts:")):
            sides[row["concordance"]].add(row["lang"].split("-")[0])
    one_sided = {place for place, langs in sides.items() if len(langs & {"az", "hy"}) == 1}
    assert len(one_sided) < 0.03 * len(sides), sorted(one_sided)


def test_regions_have_a_name_on_every_side() -> None:
    """Rows from g400 on are landmarks of one country, named in the other language where known."""
    one_sided = [
        row["region_id"]
        for row in knowledge("regions.csv")
        if int(row["region_id"][1:]) < 400 and not (row["name_az"] and row["name_hy"])
    ]
    assert set(one_sided) <= {"g007", "g008", "g026", "g087", "g208"}


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the source extracts are not beside the project")
def test_a_record_that_is_cited_has_the_form() -> None:
    forms = _wof_forms()
    wrong = [
        (row["rename_id"], row["form"], source)
        for row in ROWS
        for source in row["source"].split("|")
        if source.startswith("wof:") and _key(row["form"]) not in forms.get(source, ())
    ]
    assert not wrong


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the source extracts are not beside the project")
def test_every_concordance_is_there() -> None:
    with (SHARED / "districts" / "districts.csv").open(encoding="utf-8", newline="") as file:
        units = {f"districts:{row['unit_id']}" for row in csv.DictReader(file)}
    known = {*_wof_forms(), *units}
    places = {row["concordance"] for row in ROWS}
    assert {p for p in places if p.startswith(("wof:", "districts:"))} <= known


def _wof_forms() -> dict[str, set[str]]:
    found = {}
    with gzip.open(SHARED / "wof" / "places.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            names = [form for forms in row["names"].values() for form in forms]
            names += [str(form) for form in row.get("source_names", {}).values()]
            found[f"wof:{row['id']}"] = {_key(form) for form in (row["name"], *names)}
    return found


def _key(form: str) -> str:
    return unicodedata.normalize("NFC", form).strip().casefold().replace("’", "'")
