"""Tests of the inflection of names: a row a form, and laws over all tables."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.geoparsing.morphology import (
    azerbaijani_cyrillic,
    classical_spelling,
    inflections,
    is_tail,
    respelt_in_azerbaijani,
)

CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rows("inflections.csv"), ids=lambda row: row["form"])
def test_form_is_made(row):
    made = {(f.form, f.case) for f in inflections(row["base"], row["lang"], row["type"])}
    forms = {form for form, _ in made}
    assert row["form"] in forms
    if "adjective" not in row["case"]:
        assert any(f == row["form"] and c for f, c in made)


@pytest.mark.parametrize("row", rows("inflections.csv"), ids=lambda row: row["form"])
def test_case_is_named(row):
    cases = {
        f.case for f in inflections(row["base"], row["lang"], row["type"]) if f.form == row["form"]
    }
    # One form may serve several cases; the first of the table's is told.
    assert cases
    assert all(case for case in cases)


@pytest.mark.parametrize("row", rows("inflections_absent.csv"), ids=lambda row: row["form"])
def test_form_is_not_made(row):
    forms = {f.form.lower() for f in inflections(row["base"], row["lang"], row["type"])}
    assert row["form"].lower() not in forms


def test_relational_adjectives_need_a_type_word():
    needs = {f.form: f.needs for f in inflections("Лачин", "ru", "district")}
    assert needs["Лачинского"] == "type word"
    assert needs["Лачина"] == ""


NAMES = {
    "ru": "абвгдежзийклмнопрстуфхцчшщыьэюя",
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    "hy": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ",
}


@given(st.sampled_from(sorted(NAMES)), st.data())
def test_forms_keep_the_stem_and_never_repeat(lang, data):
    stem = data.draw(st.text(alphabet=NAMES[lang], min_size=3, max_size=12))
    name = stem[0].upper() + stem[1:]
    forms = [f.form for f in inflections(name, lang, "settlement")]
    assert len(forms) == len(set(forms))
    assert name not in forms
    assert all(form[:1] == name[:1] for form in forms)


@given(st.text())
def test_any_text_may_be_asked_for(text):
    for lang in ("ru", "az", "az-Cyrl", "hy", "hyw", "en", "und"):
        for inflected in inflections(text, lang, "settlement"):
            assert inflected.form


def test_spellings_of_other_alphabets():
    assert azerbaijani_cyrillic("Xocavənd") == "Хоҹавәнд"
    assert respelt_in_azerbaijani("Шаумян") == "Шаумјан"
    assert classical_spelling("Սյունիք") == "Սիւնիք"


@pytest.mark.parametrize("tail", ["nın", "dən", "nda", "dan", "ում", "ի", "ն", "нин"])
def test_tails_after_an_apostrophe_or_hyphen(tail):
    assert is_tail(tail)


@pytest.mark.parametrize("word", ["s", "led", "lı", "based", "го", "յան"])
def test_other_letters_are_no_tails(word):
    assert not is_tail(word)
