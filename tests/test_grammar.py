"""Properties of languages: rows that agree with each other, their label and the code."""

import re
from collections import Counter
from pathlib import Path

import pytest

import gazetteer
from gazetteer.geoparsing.grammar import languages_with, prepositions, value_of
from geodata.door import knowledge, knowledge_path

ROWS = knowledge("grammar.csv")
PROPERTIES = sorted({row["property"] for row in ROWS})


def values(lang):
    return {row["property"]: row["value"] for row in ROWS if row["lang"] == lang}


def test_a_language_has_one_value_of_a_property():
    rows = Counter((row["lang"], row["property"]) for row in ROWS)
    assert [row for row, times in rows.items() if times > 1] == []


def test_every_language_is_one_that_paragraphs_are_marked_with():
    assert {row["lang"] for row in ROWS} <= {row["lang"] for row in knowledge("languages.csv")}


@pytest.mark.parametrize(("one", "other"), [("az", "az-Cyrl"), ("hy", "hyw")])
def test_alphabets_and_spellings_of_one_language_have_one_grammar(one, other):
    assert values(one) == values(other)


def test_the_label_explains_each_property_and_value():
    label = knowledge_path("grammar.md").read_text(encoding="utf-8")
    explained = dict(re.findall(r"^\| `([^`]+)` \| (.*) \|$", label, re.MULTILINE))
    columns = {"lang", "property", "value", "reason"}
    assert sorted(explained.keys() - columns) == PROPERTIES
    missing = [row for row in ROWS if f"`{row['value']}`" not in explained[row["property"]]]
    assert missing == []


def test_the_label_explains_each_sense_of_a_preposition():
    label = knowledge_path("prepositions.md").read_text(encoding="utf-8")
    senses = {row["sense"] for row in knowledge("prepositions.csv")} - {""}
    assert [sense for sense in senses if f"`{sense}`" not in label] == []
    assert all(prepositions(sense) for sense in senses)


def test_what_rows_of_prepositions_say_is_used():
    rows = knowledge("prepositions.csv")
    assert [row for row in rows if not (row["sense"] or row["cases"])] == []


def test_each_property_is_asked():
    modules = Path(gazetteer.__file__).parent.rglob("*.py")
    code = "".join(path.read_text(encoding="utf-8") for path in modules)
    assert [name for name in PROPERTIES if f'"{name}"' not in code] == []


def test_an_unknown_language_has_nothing():
    assert [name for name in PROPERTIES if value_of(name, "xx") or value_of(name, "und")] == []


@pytest.mark.parametrize(
    "asked", [("genitive ordre", "before noun"), ("genitive order", "before nuon")]
)
def test_what_no_row_has_is_an_error(asked):
    with pytest.raises(KeyError, match=re.escape("grammar.csv")):
        languages_with(*asked)
    with pytest.raises(KeyError):
        value_of("genitive ordre", "az")
    with pytest.raises(KeyError, match="no word has the sense"):
        prepositions("insde")
