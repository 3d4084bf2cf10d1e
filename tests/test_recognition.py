"""Tests of the recognition pass over a small gazetteer: a row a sentence, and laws."""

import csv
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.errors import TableError
from gazetteer.geoparsing.patterns import (
    StoredPatterns,
    make_patterns,
    read_names,
    store_patterns,
    write_patterns,
)
from gazetteer.geoparsing.recognition import Recognizer
from gazetteer.model import Segment
from gazetteer.names import script_of
from gazetteer.store import write_tables

CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tables_of(folder: Path) -> Path:
    tables: dict[str, dict[str, tuple[str, ...]] | list[tuple[str, ...]]] = {
        "places": {}, "world_places": {}, "names": [], "world_names": [], "links": [],
    }  # fmt: skip
    for row in rows("recognition_names.csv"):
        part = "world_" if row["world"] else ""
        tables[f"{part}places"][row["place_id"]] = (
            row["place_id"], row["type"], row["type"],
            "40", "46", "", "AZ", "", "0.7", "", "", "", "",
        )  # fmt: skip
        tables[f"{part}names"].append((
            row["place_id"], row["form"], row["lang"], script_of(row["form"]), "common",
            "", "", "", "", "", "renames:1",
        ))  # fmt: skip
    written = {
        name: list(table.values()) if isinstance(table, dict) else table
        for name, table in tables.items()
    }
    write_tables(folder, written)
    return folder


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return tables_of(tmp_path_factory.mktemp("tables"))


@pytest.fixture(scope="module")
def recognizer(tables):
    return Recognizer.open(tables)


@pytest.mark.parametrize("row", rows("recognition.csv"), ids=lambda row: row["text"][:30])
def test_spans(recognizer, row):
    text = row["text"].replace("⏎", "\n").replace("\\u00ad", "\u00ad")
    expected = row["spans"].replace("⏎", "\n").replace("\\u00ad", "\u00ad")
    found = recognizer.find(text, [Segment(0, len(text), row["lang"])])
    assert [s.text for s in found if s.hits] == [part for part in expected.split("|") if part]
    assert all(s.text == text[s.start : s.end] for s in found)


def test_a_hit_tells_its_derivation(recognizer):
    (span,) = recognizer.find("в Степанакерте")
    (hit,) = span.hits
    assert hit.derivation == "Степанакерте is the prepositional of Степанакерт"
    assert (hit.place_id, hit.form, hit.lang, hit.case) == (
        "p000001", "Степанакерт", "ru", "prepositional",
    )  # fmt: skip


def test_a_repair_is_told(recognizer):
    (span,) = recognizer.find("Xankendi")
    assert {hit.how for hit in span.hits} == {"diacritics"}
    assert "without diacritics" in span.hits[0].derivation
    (span,) = recognizer.find("Cтепанакерт")
    assert {hit.how for hit in span.hits} == {"alphabet"}


@pytest.mark.parametrize(
    ("text", "word", "context"),
    [
        ("They left the village of Tsvategh at dawn.", "Tsvategh", "type word"),
        ("Между ними село Цватег.", "Цватег", "type word"),
        ("Tsvateq kəndində işıq var.", "Tsvateq", "type word"),
        ("Ծվատեղ գյուղում լույս կա։", "Ծվատեղ", "type word"),
        ("Zovkhan and Lachin were closed.", "Zovkhan", "known place"),
        ("We left Yerevean at dawn.", "Yerevean", "almost"),
        ("then to Martumi by bus.", "Martumi", "case of place"),
    ],
)
def test_unknown_names_are_pointed_out(recognizer, text, word, context):
    unknown = [span for span in recognizer.find(text) if not span.hits]
    assert [span.text for span in unknown] == [word]
    assert context in unknown[0].context


@pytest.mark.parametrize(
    "text",
    [
        "The Village Voice was read.", "David Yerevean spoke.", "Mr Yerevanyan",
        "people left the country in May", "он читал газету",
    ],
)  # fmt: skip
def test_other_words_are_not_pointed_out(recognizer, text):
    assert [span for span in recognizer.find(text) if not span.hits] == []


def test_the_language_of_a_segment_decides_the_grammar(recognizer):
    # Azerbaijani typed without its letters is found in its own paragraphs, with them in any.
    for text, others in (("Bakida", 0), ("Bakıda", 1)):
        for lang, found in (("az", 1), ("en", others), ("fr", others)):
            assert len(recognizer.find(text, [Segment(0, len(text), lang)])) == found


def test_a_word_of_another_script_than_its_segment_has_its_own_language(recognizer):
    text = "Շուշիում, в Степанакерте"
    found = recognizer.find(text, [Segment(0, len(text), "hy")])
    assert [span.text for span in found] == ["Շուշիում", "Степанакерте"]


def test_spans_keep_their_place_in_a_long_text(recognizer):
    filler = "ordinary words without a name \n" * 6_000
    text = f"{filler}Stepanakert {filler}in Goris. {filler}Şuşadakı"
    found = recognizer.find(text)
    assert [span.text for span in found] == ["Stepanakert", "Goris", "Şuşadakı"]
    assert all(text[span.start : span.end] == span.text for span in found)


def test_a_text_without_spaces_is_no_trouble(recognizer):
    assert recognizer.find("x" * 300_000) == []


def test_equal_tables_give_equal_bytes(tables, tmp_path):
    for name in ("one", "two"):
        store_patterns(make_patterns(read_names(tables)), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_damaged_pattern_set_is_refused(tables, tmp_path):
    path = tmp_path / "scan.gaz"
    write_patterns(tables, path)
    whole = path.read_bytes()
    for damaged in (b"", b"something else entirely", whole[:40], whole[: len(whole) // 2]):
        path.write_bytes(damaged)
        with pytest.raises(TableError, match="delete it and run again"):
            StoredPatterns(path)


NAMES = [row["form"] for row in rows("recognition_names.csv")]


@given(
    st.lists(
        st.one_of(
            st.sampled_from(NAMES), st.text(max_size=8), st.sampled_from([" ", "\n", "-\n", "’"])
        )
    )
)
def test_spans_are_sound_in_any_text(recognizer, parts):
    text = "".join(parts)
    spans = recognizer.find(text)
    assert all(text[s.start : s.end] == s.text and s.text for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@given(st.sampled_from([n for n in NAMES if n not in {"More", "Davit", "Nice", "Van", "Sus"}]))
def test_every_name_is_found_as_it_is_written(recognizer, name):
    text = f"12 {name}."
    assert [span for span in recognizer.find(text) if span.hits]
