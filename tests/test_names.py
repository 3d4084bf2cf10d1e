"""Tests of cleaning, folding, scripts and Turkic case: by row, by law, on bad input."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gazetteer.names import (
    clean_name,
    fold,
    fold_with_offsets,
    script_of,
    turkic_lower,
    turkic_upper,
)

CASES = Path(__file__).parent / "cases"
AWKWARD = (
    "İIıiəӘәƏևեւԵւԵՒև՞՜՛’'ʼ\u00ad\u200b\u200c\u0301\u0306\u0308 -\n.йеЙÇşŞĞüABXсраХ한글\ud800\0ß"
)
texts = st.one_of(st.text(), st.text(alphabet=AWKWARD), st.text(st.characters(codec=None)))


def rows(name):
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


def unescape(cell):
    """Read the \\uXXXX of a row: marks that an editor would not show."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), cell)


@pytest.mark.parametrize(("written", "other", "same", "_why"), rows("folding.csv"))
def test_spellings_that_fold_together_and_apart(written, other, same, _why):
    assert (fold(unescape(written)) == fold(unescape(other))) is (same == "yes")


@pytest.mark.parametrize(("text", "script"), rows("scripts.csv"))
def test_script_of(text, script):
    assert script_of(text) == script


@given(texts)
def test_cleaning_and_folding_are_idempotent(text):
    assert clean_name(clean_name(text)) == clean_name(text)
    assert fold(fold(text)) == fold(text)
    assert fold(clean_name(text)) == fold(fold(clean_name(text)))


@given(texts)
def test_folded_text_is_caseless_and_single_spaced(text):
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert folded.casefold() == folded
    assert fold(folded.upper()) == folded or not folded.isascii()


@given(st.text(alphabet="QÜERTYUİOPĞASDFGHJKLIƏZXCVBNMÖÇŞqüertyuiopğasdfghjklıəzxcvbnmöçş "))
def test_turkic_case_is_a_round_trip_and_folds_away(text):
    assert turkic_lower(turkic_upper(turkic_lower(text))) == turkic_lower(text)
    assert turkic_upper(turkic_lower(turkic_upper(text))) == turkic_upper(text)
    assert fold(turkic_upper(text)) == fold(turkic_lower(text)) == fold(text)


@given(texts)
@example("0:\u0334")  # a mark that stays a letter, behind a separator
@example("\u0587\u0301\u093c a\u0301")
def test_offsets_lead_back_to_the_text(text):
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded)
    positions = list(offsets)
    assert positions == sorted(positions)
    assert all(0 <= at < len(text) for at in positions)
    for i, letter in enumerate(folded):
        start, end = offsets.span(i, i + 1)
        assert start < end
        if letter == " ":
            assert fold(text[start:end]) == ""


@given(
    st.lists(
        st.sampled_from(["Երեւան", "İmişli", "Сурен\u0301авaн", "Ша\u00adуми\u0306", "Xankәndi"])
    )
)
def test_a_span_folds_to_what_it_was_found_by(words):
    text = " «" + "», «".join(words) + "». "
    folded, offsets = fold_with_offsets(text)
    start = 0
    for word in words:
        end = start + len(fold(word))
        low, high = offsets.span(start, end)
        assert text[low:high] == word
        assert folded[start:end] == fold(word)
        start = end + 1


@pytest.mark.parametrize("text", ["", " ", "\ud800", "\0", "…", "՞", "\u0301", "İ" * 10_000])
def test_odd_input_gives_an_answer(text):
    assert clean_name(text) is not None
    assert fold_with_offsets(text)[0] == fold(text)
    assert script_of(text)
