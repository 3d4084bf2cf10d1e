"""Text to anchored HTML: offsets, passages, the name behind an inflected mention."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_fixture import SmallGazetteer, document, toponym

from gazetteer.model import Mention, Place, Segment
from maps.reader import number_mentions, one_line, reader_html, used_form

PLACE = Place("p000001", "settlement", "town", 40.0, 46.0, "AZ", (
    toponym("Şuşa", "az", "Latn"), toponym("Susa", "az", "Latn", "misspelling"),
    toponym("Шуша", "ru", "Cyrl"), toponym("Շուշի", "hy", "Armn"),
    toponym("Shushi", "en", "Latn"), toponym("Shusha fortress", "en", "Latn"),
))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "form"),
    [("Şuşada", "Şuşa"), ("Шуше", "Шуша"), ("Шушой", "Шуша"), ("Շուշիից", "Շուշի"),
     ("SHUSHI", "Shushi"), ("Shu-\nshi", "Shushi"), ("Şu\u015fa", "Şuşa"), ("Shoushi", "Shoushi"),
     ("Panahabad", "Panahabad"), ("Su’sa", "Su’sa"), ("Sh", "Sh")],
)  # fmt: skip
def test_the_name_behind_a_mention(text, form):
    assert used_form(Mention(0, len(text), text, "literal", 1.0, PLACE)) == form


def test_a_mention_nobody_can_tell_names_itself():
    assert used_form(Mention(0, 7, "Now\nhere", "literal", 0.1, None)) == "Now here"


@given(st.text(max_size=80), st.data())
def test_any_text_with_any_mentions_is_shown_whole(text, data):
    gaz = SmallGazetteer()
    ends = st.integers(0, len(text))
    spans = [
        sorted((data.draw(ends), data.draw(ends))) for _ in range(data.draw(st.integers(0, 4)))
    ]
    found = [
        Mention(start, end, text[start:end], "literal", 0.5, gaz["p000101"])
        for start, end in spans if start < end
    ]  # fmt: skip
    numbered = number_mentions(document(text), found)
    title, html = reader_html(document(text), numbered)
    assert not title
    ids = re.findall(r'id="(m-\d+)"', html)
    visible_ones = [one.anchor for one in numbered if one.mention.text.strip()]
    assert set(visible_ones) <= set(ids)
    assert len(ids) == len(set(ids))
    shown = html.striptags()
    if text.isascii() and text.isprintable():
        assert "".join(shown.split()) == "".join(text.split())


def test_pages_turn_once_and_lines_of_a_typewriter_flow():
    text = (
        "a long line of typed text that goes on to the width of its page\nand on.\n\nShort\nLines"
    )
    segments = (Segment(0, 40, "en", 1), Segment(40, 72, "ru", 1), Segment(72, len(text), "en", 2))
    _, html = reader_html(document(text, segments=segments), [])
    assert html.count('class="page"') == 2
    assert html.count('class="lines"') == 1


PRINTED = """Readers who compare the sheets of two years without
making
any
distinction
between them find Shusha
twice.
Contents
Sheets
and a line of the print that is as wide as the page was, with
Shusha at the head of the next; it is joined as well
LIST OF SHEETS
1903"""


def test_lines_of_print_flow_and_no_mark_moves():
    gaz = SmallGazetteer()
    found = [Mention(m.start(), m.end(), "Shusha", "literal", 0.9, gaz["p000102"])
             for m in re.finditer("Shusha", PRINTED)]  # fmt: skip
    about = document(PRINTED, segments=(Segment(0, len(PRINTED), "en", 1),))
    _, html = reader_html(about, number_mentions(about, found))
    assert re.findall(r'<a class="m [^>]*>(.*?)</a>', html) == ["Shusha", "Shusha"]
    lines = re.sub(r"<[^>]*>", "", html).split("\n")
    assert lines == [
        "Readers who compare the sheets of two years without making any distinction between them "
        "find Shusha twice.",
        "Contents", "Sheets and a line of the print that is as wide as the page was, with Shusha "
        "at the head of the next; it is joined as well",
        "LIST OF SHEETS", "1903",
    ]  # fmt: skip
    typed = document(PRINTED, segments=(Segment(0, len(PRINTED), "en"),))
    assert re.sub(r"<[^>]*>", "", reader_html(typed, [])[1]) == PRINTED
    blank = document(PRINTED.replace("two years", "two\n\nyears"), segments=about.segments)
    assert reader_html(blank, [])[1].count("<p") == 2


def test_passages_begin_and_end_with_whole_words():
    text = "word " * 30 + "Shusha" + " word" * 30
    (one,) = number_mentions(document(text), [Mention(150, 156, "Shusha", "literal", 1.0, PLACE)])
    assert re.fullmatch(r"…(word )+", one.before)
    assert re.fullmatch(r"( word)+…", one.after)
    assert one_line("Lach\u00ad\nin") == "Lachin"
