"""Tests of the search keys: which spellings meet at which level, which stay apart, laws."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.keys import (
    LEVELS,
    folded_key,
    likeness,
    phonetic_key,
    romanized_keys,
    skeleton,
)
from gazetteer.near_misses import one_less

CASES = Path(__file__).parent / "cases"
NAMES = st.sampled_from(
    ["Xankəndi", "Ստեփանակերտ", "Ханкенди", "Hin-Tagher", "خانکندی", "Гянджа", "Երեւան", "Şuşa"]
)
texts = st.one_of(st.text(), st.text(st.characters(codec=None), max_size=30), NAMES)
languages = st.sampled_from(["", "hy", "hyw", "az", "az-Cyrl", "ru", "en", "und-Latn", "fr", "zz"])


def rows(name):
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


def keys_at(level, name, lang):
    return {
        "folded": lambda: {folded_key(name)},
        "romanized": lambda: set(romanized_keys(name, lang)),
        "phonetic": lambda: set(map(skeleton, romanized_keys(name, lang))),
        "fuzzy": lambda: {less for key in romanized_keys(name, lang) for less in one_less(key)},
    }[level]()


@pytest.mark.parametrize(
    ("one", "lang", "other", "other_lang", "level", "_why"), rows("keys_meet.csv")
)
def test_spellings_meet_at_the_level_that_the_row_names(one, lang, other, other_lang, level, _why):
    first = next(
        (x for x in LEVELS[1:] if keys_at(x, one, lang) & keys_at(x, other, other_lang)), "none"
    )
    assert first == level


@pytest.mark.parametrize(("one", "lang", "other", "other_lang", "_why"), rows("keys_apart.csv"))
def test_other_names_do_not_meet_at_the_romanized_level(one, lang, other, other_lang, _why):
    assert not set(romanized_keys(one, lang)) & set(romanized_keys(other, other_lang))
    assert not set(romanized_keys(one)) & set(romanized_keys(other))


@pytest.mark.parametrize(
    ("one", "lang", "other", "other_lang", "_why"), rows("keys_known_failures.csv")
)
@pytest.mark.xfail(strict=True)
def test_spellings_that_do_not_yet_meet_at_the_romanized_level(one, lang, other, other_lang, _why):
    assert set(romanized_keys(one, lang)) & set(romanized_keys(other, other_lang))


@given(texts, languages)
def test_any_text_gets_few_bounded_keys(text, lang):
    keys = romanized_keys(text, lang)
    assert len(keys) == len(set(keys)) <= 10
    assert all(keys)
    assert all(len(key) < 1000 for key in keys)
    assert phonetic_key(text, lang) == (skeleton(keys[0]) if keys else "")


@given(NAMES, languages)
def test_case_and_marks_do_not_change_the_keys(name, lang):
    assert romanized_keys(name.lower(), lang) == romanized_keys(name, lang)
    assert romanized_keys(f" {name}\u00ad ", lang) == romanized_keys(name, lang)


@given(st.text(alphabet="abdghJSCDikmnoprstuz", max_size=12), st.text(alphabet="abdghJSkptz"))
def test_likeness_is_symmetric(one, other):
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert likeness(one, one) == 1.0


@pytest.mark.parametrize(
    "text",
    ["", " ", "\0", "\ud800", "'; DROP TABLE places; --", "(a+)+$", "Ա" * 10_000, "qü" * 5000],
)
def test_odd_input_gives_keys_or_none(text):
    for lang in ("", "az", "hy"):
        assert isinstance(romanized_keys(text, lang), tuple)
        assert isinstance(phonetic_key(text, lang), str)


def test_levels_run_from_strict_to_loose():
    assert LEVELS == ("exact", "folded", "romanized", "phonetic", "fuzzy")
