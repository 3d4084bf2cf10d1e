"""Languages by rows; laws on any text."""

import csv
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.geoparsing.documents.segments import main_language, segment
from gazetteer.geoparsing.language import script_of_text, tell

with (Path(__file__).parent / "cases/languages.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))


@pytest.mark.parametrize("row", CASES, ids=[row["text"][:30] for row in CASES])
def test_tell(row):
    assert tell(row["text"]) == row["lang"], row["why"]


@given(st.text())
def test_any_text_has_an_answer(text):
    assert tell(text)
    assert script_of_text(text) in {"Armn", "Cyrl", "Latn", ""}


@given(st.text(alphabet="aбаə Ա.\n\r\t"))
def test_segments_are_ordered_and_hold_every_letter(text):
    segments = segment(text)
    for one, other in pairwise(segments):
        assert one.end <= other.start
    held = "".join(text[s.start : s.end] for s in segments)
    assert "".join(held.split()) == "".join(text.split())


def test_a_list_of_names_takes_the_language_around_it():
    text = "Xankəndi, Şuşa\n\nLaçın rayonunun kəndləri\n\nZabux, Sus\n\nШуша"
    assert [s.lang for s in segment(text)] == ["az", "az", "az", "und"]


def test_armenian_without_a_sign_of_its_spelling_takes_that_of_its_neighbours():
    classical = "Շուշիի մէջ երկու օր մնացինք։"
    assert [s.lang for s in segment(f"Նամակ\n\n{classical}\n\nՇուշի")] == ["hyw"] * 3
    assert [s.lang for s in segment("Նամակ\n\nA road to the town.")] == ["hy", "en"]


def test_lines_of_one_block_in_different_languages_are_different_segments():
    text = "The road to Shusha is closed.\nДорога в Шушу закрыта.\nԾանապարհը փակ է։"
    assert [s.lang for s in segment(text)] == ["en", "ru", "hy"]


def test_a_name_broken_over_two_lines_stays_in_one_segment():
    assert len(segment("We came down to Stepana-\nkert by the old road of\nthe valley.")) == 1


@pytest.mark.parametrize(
    ("texts", "lang"),
    [
        (["The road to the town. " * 9, "Дорога в город."], "en"),
        (["The road to the town.", "Дорога в город и из города."], "mul"),
        (["Şuşa"], "und"),
        ([], "und"),
    ],
)
def test_the_language_of_a_document_is_that_of_four_fifths(texts, lang):
    assert main_language(segment("\n\n".join(texts))) == lang


def test_swapping_two_languages_swaps_their_segments():
    armenian, azerbaijani = "Ճանապարհը փակ է գյուղի մեջ։", "Yol bağlıdır və kənddə heç kim yoxdur."
    one = [s.lang for s in segment(f"{armenian}\n\n{azerbaijani}")]
    other = [s.lang for s in segment(f"{azerbaijani}\n\n{armenian}")]
    assert one == list(reversed(other)) == ["hy", "az"]
