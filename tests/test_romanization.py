"""Tests of romanization: letter by letter for every system, whole names, gaps, case."""

import csv
import re
import string
from collections import defaultdict
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.errors import OptionError, RomanizationError
from gazetteer.romanization import SYSTEMS, romanizations, romanize, systems, transcriptions
from gazetteer.store import read_table
from geodata import knowledge, knowledge_path
from geodata.door import tables_path

CASES = Path(__file__).parent / "cases"
ALPHABETS = {
    ("hy", "Armn"): "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցփքօֆև",
    ("az", "Cyrl"): "абвгғдеәжзиыјкҝлмноөпрстуүфхһчҹш",
    ("az", "Latn"): "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    ("az", "Arab"): "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوی",
    ("ru", "Cyrl"): "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    ("ka", "Geor"): "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    ("fa", "Arab"): "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوی",
}
ALPHABETS["hyw", "Armn"] = ALPHABETS["hy", "Armn"]


def rows(name):
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


LETTERS = rows("romanization_letters.csv")


@pytest.mark.parametrize(("system", "written", "latin", "_rule"), LETTERS)
def test_each_letter_of_each_system(system, written, latin, _rule):
    assert romanize(written, system) == latin


@pytest.mark.parametrize(("system", "written", "latin", "_rule"), rows("romanization_names.csv"))
def test_names(system, written, latin, _rule):
    assert romanize(written, system) == latin


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_letter_of_the_alphabet_has_a_row(system):
    known = systems()[system]
    tested = "".join(row[1][1:] for row in LETTERS if row[0] == system)
    assert set(ALPHABETS[known.lang, known.script]) <= set(tested) | {known.lang[:0]}


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_letter_has_a_value_in_both_cases(system):
    known = systems()[system]
    for letter in ALPHABETS[known.lang, known.script]:
        small, big = romanize(f"{letter}", system), romanize(letter.upper(), system)
        if known.lang != "az" and letter != "և":
            assert normalize("NFC", big.lower()) == small.lower()


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_names_its_authority_and_where_it_was_read(system):
    known = systems()[system]
    assert known.authority
    assert known.source
    assert known.kind in ("standard", "habit")
    assert known.kind == "habit" or known.year.isdigit()
    assert not known.via or known.via in SYSTEMS
    assert knowledge_path(f"romanization/{system}.csv" if not known.via else "romanization")


def test_tables_say_nothing_twice():
    for table in {row["table"] for row in knowledge("romanization/systems.csv")}:
        keys = [(row["letters"], row["where"]) for row in knowledge(f"romanization/{table}.csv")]
        assert len(keys) == len(set(keys))


def test_romanize_names_the_letter_that_it_cannot_read():
    with pytest.raises(
        RomanizationError, match=r"hy-bgn has no value for 'ւ' at position 1 of 'Աւշար'"
    ):
        romanize("Աւշար", "hy-bgn")


def test_romanize_names_the_systems_that_there_are():
    with pytest.raises(OptionError, match="no romanization system 'bgn'; there are hy-bgn"):
        romanize("Երևան", "bgn")


def test_romanizations_skip_what_cannot_read_the_name_and_repeat_nothing():
    found = romanizations("Աւշար", "hy")
    assert ("Avshar", "hy-press") in found
    assert "hy-bgn" not in dict(map(reversed, found))
    assert len({latin for latin, _ in found}) == len(found)


def test_romanizations_of_unknown_language_go_by_the_script():
    assert ("Yerevan", "hy-bgn") in romanizations("Երևան", "")
    assert ("Yerevan", "hy-bgn") in romanizations("Երևան", "und-Armn")
    assert ("Khankendi", "ru-bgn") in romanizations("Ханкенди", "")
    assert ("Xankəndi", "az-cyrl") in romanizations("Ханкәнди", "")
    assert ("Khankendi", "az-press-e") in romanizations("Xankəndi", "und-Latn")
    assert romanizations("Xankendi", "") == []
    assert romanizations("", "hy") == romanizations("12", "") == []


ARMENIAN = ALPHABETS["hy", "Armn"].removesuffix("և")


@given(st.text(alphabet=ARMENIAN + ARMENIAN.upper() + " -"))
def test_published_armenian_romanization_is_ascii_but_for_the_apostrophe(text):
    assert romanize(text, "hy-bgn").replace("’", "").isascii()


@given(st.text(st.characters(codec=None)), st.sampled_from(SYSTEMS))
def test_any_text_is_romanized_or_refused_by_letter(text, system):
    try:
        assert isinstance(romanize(text, system), str)
    except RomanizationError as error:
        assert re.search(r"has no value for .+ at position \d+", str(error), re.DOTALL)


@given(st.text(alphabet=string.ascii_letters + " -'"), st.sampled_from(SYSTEMS))
def test_latin_passes_through_systems_for_other_scripts(text, system):
    if systems()[system].script != "Latn" and not systems()[system].via:
        assert romanize(text, system) == text


@pytest.mark.parametrize(
    ("lang", "letters"), [("hy", ALPHABETS["hy", "Armn"]), ("az", ALPHABETS["az", "Latn"])]
)
def test_every_letter_has_a_russian_transcription(lang, letters):
    for letter in letters:
        forms = transcriptions(letter * 2, lang, "ru")
        assert forms, letter
        assert all(re.fullmatch("[А-Яа-яёЁ]*", form) for form, _ in forms)


# Of villages that sources name in both languages; the others have another name in Russian, or
# a Russian ending.
@pytest.mark.parametrize(("lang", "country", "share"), [("hy", "AM", 0.9), ("az", "AZ", 0.68)])
def test_transcriptions_are_what_russian_sources_write(lang, country, share):
    villages = {
        row["id"] for row in read_table(tables_path(), "places")
        if row["type"] == "settlement" and row["country_code"] == country
    }  # fmt: skip
    forms = defaultdict(lambda: defaultdict(set))
    for row in read_table(tables_path(), "names"):
        if row["place_id"] in villages and row["lang"] in (lang, "ru"):
            forms[row["place_id"]][row["lang"]].add(row["form"])
    pairs = [(found[lang], found["ru"]) for found in forms.values() if len(found) == 2]
    met = sum(
        not _plain(form for name in names for form, _ in transcriptions(name, lang, "ru"))
        .isdisjoint(_plain(russian))
        for names, russian in pairs
    )  # fmt: skip
    assert len(pairs) > 500
    assert met >= share * len(pairs)


def _plain(forms):
    return {form.lower().replace("ё", "е").replace("-", " ") for form in forms}


@pytest.mark.parametrize(
    ("name", "lang", "russian"),
    [
        ("Լծեն", "hy", "Лцен"), ("Հին Թաղեր", "hy", "Хин Тагер"), ("Ողջաբերդ", "hy", "Вохчаберд"),
        ("Çaylı", "az", "Чайлы"), ("Üçoğlan", "az", "Учоглан"), ("Şahbulaq", "az", "Шахбулаг"),
    ],
)  # fmt: skip
def test_russian_transcriptions(name, lang, russian):
    assert russian in dict(transcriptions(name, lang, "ru"))


def test_no_transcription_between_other_languages():
    assert transcriptions("Лцен", "ru", "ru") == transcriptions("Shusha", "en", "ru") == []
