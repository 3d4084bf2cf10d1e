"""The search data in columns: what is written is what the pages and the guard read."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lookup_fixture import write_small_tables
from site_fixture import SmallGazetteer, region_places

from gazetteer import Gazetteer
from maps.cards import VIEWS, Atlas
from maps.columns import LETTERS, column, letter, runs, shared, unfolded
from maps.entries import Entry, entries, read_entries
from maps.escaping import data_script, json_text, read_data_script, visible
from maps.guard import GuardedGazetteer
from maps.parts import part_of, read_points
from maps.policy import Rule
from maps.searchdata import _let_through, bundle, compiled, parts_of


def test_letters_are_different_and_nothing_escapes_them():
    letters = [letter(number) for number in range(LETTERS)]
    assert len(set(letters)) == LETTERS
    text = "".join(letters)
    assert visible(text) == text
    assert json_text(text) == f'"{text}"'
    assert data_script("k", text) == f"site.put(\"k\",'{text}');\n"
    for number in (-1, LETTERS):
        with pytest.raises(ValueError, match="has no letter"):
            letter(number)


@given(st.lists(st.text()))
def test_a_column_keeps_its_rows(values):
    made = column(values)
    numbers = {letter(number): value for number, value in enumerate(made["values"])}
    assert [numbers[row] for row in made["rows"]] == values


@given(st.sets(st.integers(0, 300)))
def test_runs_come_back(numbers):
    assert unfolded(runs(sorted(numbers))) == sorted(numbers)


@given(st.sets(st.text("abcde", min_size=1)))
def test_words_that_share_their_beginnings_come_back(words):
    found, last = [], ""
    for line in filter(None, shared(sorted(words)).split("\n")):
        last = last[: [letter(n) for n in range(62)].index(line[0])] + line[1:]
        found.append(last)
    assert found == sorted(words)


@given(st.recursive(st.none() | st.integers() | st.text(), lambda c: st.lists(c, max_size=4)))
def test_a_script_of_data_is_read_back(value):
    text = json_text(value)
    assert read_data_script(data_script("k", text)) == json.loads(text)


def test_a_part_holds_every_form_label_and_point():
    found = list(entries(Atlas(SmallGazetteer())))
    part = part_of(found)
    by_place = [block.split("\n") for block in part["forms"].split("\n\n")]
    assert len(by_place) == len(found) == len(unfolded(part["ids"]))
    letters = {letter(n): value for n, value in enumerate(part["labels"]["values"])}
    for one, forms, row in zip(found, by_place, part["labels"]["rows"], strict=True):
        assert forms == sorted({" ".join(name.split()) for name, _ in one.forms})
        texts = [_label(text, forms) for text in letters[row].split("\t")]
        assert [text or texts[0] for text in texts] == [one.labels[view] for view in VIEWS]
    assert len(part["langs"]["rows"]) == sum(map(len, by_place))


def _label(text: str, forms: list[str]) -> str:
    if not text or text[0] == "=":
        return text[1:]
    return " / ".join(forms[int(number)] for number in text.split("/"))


def files_of(found: list[Entry]) -> dict[str, str]:
    return dict(bundle(parts_of(found), Atlas(SmallGazetteer())))


def test_entries_are_kept_as_json():
    found = list(entries(Atlas(SmallGazetteer())))
    again = list(read_entries(json.loads(json.dumps(found))))
    assert files_of(again) == files_of(found)


@pytest.mark.parametrize("action", ["drop", "district", "grid"])
def test_kept_entries_without_the_withheld_are_those_of_the_guarded_gazetteer(action):
    """The short way of a site with a policy ends where the long way does."""
    gaz = SmallGazetteer([*region_places(), replace(region_places()[0], id="p000999", links=())])
    rules = {p: Rule(p, action, 20.0) for p in ("p000103", "p000106")}
    guarded = GuardedGazetteer(gaz, rules)
    atlas = Atlas(guarded)
    holders: dict[str, list[str]] = {}
    for one in entries(Atlas(gaz)):
        for target in one.targets:
            holders.setdefault(target, []).append(one.id)
    changed = guarded.changed(holders)
    long = list(entries(atlas))
    short = [one for one in entries(Atlas(gaz)) if one.id not in changed]
    short += [one for one in long if one.id in changed]
    assert sorted(short, key=lambda one: one.id) == long
    assert (action == "grid") is ("p000103" in guarded)


def test_the_points_of_a_written_search_are_read_back(tmp_path: Path):
    (tmp_path / "data" / "cards").mkdir(parents=True)
    (tmp_path / "data" / "outlines").mkdir()
    found = list(entries(Atlas(SmallGazetteer())))
    for name, text in files_of(found).items():
        (tmp_path / "data" / name).write_text(text, encoding="utf-8")
    points = {place: (lat, lon) for place, lat, lon in read_points(tmp_path)}
    assert set(points) == {one.id for one in found}
    assert points["p000101"] == (39.8153, 46.7519)
    assert points["p000107"] == (None, None)


@pytest.mark.parametrize(
    ("place", "action", "size"),
    [("p000001", "drop", 0.0), ("p000003", "district", 0.0), ("p000001", "grid", 20.0),
     ("p000001", "grid", 500.0), ("p000103", "drop", 0.0)],
)  # fmt: skip
def test_a_site_that_withholds_is_written_from_what_is_compiled(tmp_path, place, action, size):
    gaz = Gazetteer.open(write_small_tables(tmp_path / "tables"))
    guarded = GuardedGazetteer(gaz, {place: Rule(place, action, size)})
    with zipfile.ZipFile(compiled(gaz)) as archive:
        short = dict(_let_through(archive, guarded, Atlas(guarded)))
    assert short == dict(bundle(parts_of(entries(Atlas(guarded))), Atlas(guarded)))
