"""What no eye sees changes no answer, and every answer leads back to the text as it stands."""

import random
from itertools import accumulate
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.geoparsing.documents import document_of_text
from gazetteer.geoparsing.legible import legible
from gazetteer.geoparsing.scan import scan_document

GOLD = Path(__file__).parent / "gold"
ODD = "\u00ad\u200b\ufeff\u00a0\u0301\u0306\r\n\u2028  "


@given(st.text(alphabet="aeиеёШՇş .,-\n" + ODD))
def test_every_stretch_leads_back_to_the_text(text):
    read = legible(text)
    spans = [read.span(at, at + 1, text) for at in range(len(read.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    for char, (start, end) in zip(read.text, spans, strict=True):
        if char.isalpha():
            assert normalize("NFD", char)[0] == normalize("NFD", text[start:end])[0]


@given(st.text(alphabet="aeиеёйШՇş.,\n\t՞"))
def test_a_text_with_nothing_odd_is_its_own(text):
    assert legible(text).text == text


@given(st.text(alphabet="abcш ş\n"), st.integers(0, 40))
def test_positions_are_found_again(text, at):
    read = legible(text.replace("ş", "s\u0327"))
    if "  " not in text and at < len(read.text):
        assert read.read_at(read.span(at, at + 1, text.replace("ş", "s\u0327"))[0]) == at


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Stepana\u00ad\r\nkert", "Stepanakert"),
        ("STEPANA\u00ad\nKERT", "STEPANAKERT"),
        ("Stepana-\n  kert", "Stepanakert"),
        ("в рай-\r\nоне", "в районе"),
        ("Ստեփանա֊\nկերտ", "Ստեփանակերտ"),
        ("a Baku-\nbased firm", "a Baku-\nbased firm"),
        ("NAGORNO-\nKARABAKH", "NAGORNO-\nKARABAKH"),
        ("the road Baku-\nTbilisi", "the road Baku-\nTbilisi"),
        ("ԼՂՀ-\nի", "ԼՂՀ-\nի"),
        ("1991-\nci", "1991-\nci"),
        ("въ Шушинскомъ уѣздѣ, Карабахскія горы", "в Шушинском уезде, Карабахские горы"),
        (
            "съ УѢЗДОМЪ Зангезурскаго края\nЧикаго и Азія",
            "с УЕЗДОМ Зангезурского края\nЧикаго и Азія",
        ),
        ("объект и съезд в Чикаго", "объект и съезд в Чикаго"),
    ],
)
def test_a_broken_word_is_whole_and_a_compound_stays(text, read):
    assert legible(text).text == read


def test_the_number_of_a_note_is_no_part_of_a_name(tools):
    found = scan_document(document_of_text("They left Goris⁵ for Շուշի¹², then Шуша³."), *tools)
    assert [mention.text for mention in found] == ["Goris", "Շուշի", "Шуша"]


def test_columns_stay_apart():
    assert legible("Goris   Kapan  Meghri").text == "Goris   Kapan Meghri"


# What is done to a text, each as what a letter becomes.
CHANGES = {
    "decomposed": lambda text, at, _: normalize("NFD", text[at]),
    "soft hyphens": lambda text, at, chance: (
        f"\u00ad{text[at]}" if chance < 0.1 and text[at - 1 : at + 1].isalpha() else text[at]
    ),
    "no-break spaces": lambda text, at, _: "\u00a0" if text[at] == " " else text[at],
    "two spaces": lambda text, at, chance: (
        "  " if text[at] == " " and text[at - 1 : at + 2].strip() == text[at - 1 : at + 2]
        and chance < 0.3 else text[at]
    ),
    "zero-width spaces": lambda text, at, chance: (
        f"{text[at]}\u200b" if chance < 0.2 else text[at]
    ),
    "stress marks": lambda text, at, chance: (
        f"{text[at]}\u0301" if text[at] in "аеиоуыэюя" and chance < 0.2 else text[at]
    ),
    "broken words": lambda text, at, chance: (
        f"-\n{text[at]}" if chance < 0.05 and text[at - 3 : at + 3].isalpha()
        and text[at - 1 : at + 1].islower() and not text[at - 3 : at].isupper() else text[at]
    ),
    "lines of another system": lambda text, at, _: "\r\n" if text[at] == "\n" else text[at],
}  # fmt: skip
DOCUMENTS = ("en-22", "ru-22", "hy-22", "hyw-21", "az-22", "az-cyrl-21", "tr-21")


def _pieces(name, change):
    text = (GOLD / f"{name}.txt").read_bytes().decode()
    chance = random.Random(name)  # noqa: S311  the same in every run
    return text, [CHANGES[change](text, at, chance.random()) for at in range(len(text))]


def _changing():
    """Yield the documents in which there is something to change."""
    for change in CHANGES:
        for name in DOCUMENTS:
            text, pieces = _pieces(name, change)
            if "".join(pieces) != text:
                yield change, name


@pytest.fixture(scope="module")
def tools():
    from gazetteer.gazetteer import Gazetteer
    from gazetteer.geoparsing.recognition import Recognizer

    gaz = Gazetteer.open()
    return gaz, Recognizer.open(gaz)


@pytest.mark.parametrize(("change", "name"), list(_changing()))
def test_what_no_eye_sees_changes_no_answer(tools, name, change):
    text, pieces = _pieces(name, change)
    changed = "".join(pieces)
    begins = list(accumulate(map(len, pieces), initial=0))
    plain = scan_document(document_of_text(text), *tools)
    found = scan_document(document_of_text(changed), *tools)
    assert [(m.place and m.place.id, m.role, m.confidence) for m in found] == [
        (m.place and m.place.id, m.role, m.confidence) for m in plain
    ]
    for one, other in zip(plain, found, strict=True):
        assert changed[other.start : other.end] == other.text
        assert begins[one.start] <= other.start < other.end <= begins[one.end]


def test_a_hard_sign_that_is_not_read_belongs_to_the_mention():
    text = "близъ Карабахъ, въ Шушѣ"
    read = legible(text)
    start = read.text.index("Карабах")
    assert text[slice(*read.span(start, start + 7, text))] == "Карабахъ"
