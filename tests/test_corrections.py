"""Corrections win over the machine, survive small edits, and say when they no longer fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.errors import TableError
from gazetteer.geoparsing.corrections import (
    Correction,
    Corrections,
    apply_corrections,
    correction_of,
    corrections_path,
    read_corrections,
    write_corrections,
)
from gazetteer.model import Document, Mention, Place, Segment

TEXT = (
    "There are two towns of this name. The road to Martuni passes the lake, and letters to\n"
    "Martuni go astray all the time. A man called Sevan met us at the gate of Martuni."
)
PLACES = {
    "p000001": Place("p000001", "settlement", "town", 40.14, 45.3, "AM", ()),
    "p000002": Place(
        "p000002", "settlement", "town", 40.1, 45.3, "AM", (), superseded_by="p000001"
    ),
    "p000003": Place("p000003", "hydro", "lake", 40.3, 45.3, "AM", (), superseded_by="withdrawn"),
}


class Table(dict):
    """Places by id with a label, as the gazetteer gives them."""

    def label(self, place, viewpoint="all"):
        return f"label of {place.id}"


GAZ = Table(PLACES)


def document(text, sha256="one"):
    return Document("notes.txt", text, sha256, "en")


def mention(text, words, nth=0, place=None):
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Mention(start, start + len(words), words, "literal", 0.5, place)


def second_martuni(**decision):
    start = TEXT.index("Martuni go")
    return correction_of(document(TEXT), start, start + 7, **decision)


def apply(text, *corrections, sha256="one", mentions=None):
    found = mentions if mentions is not None else [mention(text, "Martuni", n) for n in range(3)]
    return apply_corrections(found, document(text, sha256), Corrections("one", corrections), GAZ)


def test_the_corrected_mention_is_that_place_and_no_other_changes():
    mentions, unfit = apply(TEXT, second_martuni(place="p000001", note="letters"))
    assert [m.place.id if m.place else None for m in mentions] == [None, "p000001", None]
    assert mentions[1].evidence == ("corrected by a reader: letters",)
    assert mentions[1].confidence == 1.0
    assert not unfit


def test_it_survives_edits_elsewhere_and_beside_it():
    edited = "A new first line.\n" + TEXT.replace("letters to\n", "many letters for ").replace(
        "the gate of", "the old gate of"
    )
    mentions, unfit = apply(edited, second_martuni(place="p000001"), sha256="two")
    assert not unfit
    assert [m.start for m in mentions if m.place] == [edited.index("Martuni go")]


def test_not_a_place_removes_and_a_missed_one_is_added():
    sevan = TEXT.index("Sevan")
    no_place = correction_of(document(TEXT), sevan, sevan + 5, not_a_place=True)
    mentions, _ = apply(TEXT, no_place, mentions=[mention(TEXT, "Sevan")])
    assert mentions == []
    mentions, _ = apply(TEXT, second_martuni(place="p000001"), mentions=[])
    assert [m.text for m in mentions] == ["Martuni"]


def test_a_role_alone_keeps_the_place():
    found = [mention(TEXT, "Martuni", 1, PLACES["p000001"])]
    mentions, _ = apply(TEXT, second_martuni(role="associative"), mentions=found)
    assert (mentions[0].role, mentions[0].place) == ("associative", PLACES["p000001"])


def test_a_role_alone_makes_no_mention():
    mentions, unfit = apply(TEXT, second_martuni(role="associative"), mentions=[])
    assert mentions == []
    assert "no place is found there" in str(unfit[0])


def test_what_is_gone_is_reported():
    gone = "Nothing of the old text is left but the word Martuni in a new sentence."
    _, unfit = apply(gone, second_martuni(place="p000001"), sha256="two", mentions=[])
    assert "no longer stand in the text" in str(unfit[0])
    _, unfit = apply(TEXT, second_martuni(place="p000009"))
    assert str(unfit[0]).endswith("the gazetteer has no place p000009")
    _, unfit = apply(TEXT, second_martuni(place="p000003"))
    assert str(unfit[0]).endswith("the gazetteer has no place p000003")


def test_a_place_that_was_merged_into_another_is_that_one():
    mentions, unfit = apply(TEXT, second_martuni(place="p000002"))
    assert [m.place.id for m in mentions if m.place] == ["p000001"]
    assert not unfit


@pytest.mark.parametrize("gap", [" ", "\n", "\r\n", "  "])
def test_it_survives_lines_broken_anew(gap):
    old, new = (f"People met in Nagorno{blank}Karabakh in spring." for blank in ("\n", gap))
    start = old.index("Nagorno")
    kept = correction_of(document(old), start, start + 16, place="p000001")
    mentions, unfit = apply(new, kept, sha256="two", mentions=[])
    assert not unfit
    assert [m.text for m in mentions] == [f"Nagorno{gap}Karabakh"]


def test_of_two_decisions_on_the_same_words_the_earlier_is_reported():
    first, second = second_martuni(unknown=True), second_martuni(place="p000001")
    mentions, unfit = apply(TEXT, first, second)
    assert [m.place.id for m in mentions if m.place] == ["p000001"]
    assert [one.correction for one in unfit] == [first]
    mentions, unfit = apply(TEXT, second_martuni(role="metonymic"), second)
    assert [m.role for m in mentions if m.place] == ["metonymic"]
    assert not unfit


def test_a_missed_one_is_on_the_page_where_it_stands():
    paged = Document("n.pdf", TEXT, "one", "en", segments=(Segment(0, len(TEXT), "en", 7),))
    kept = Corrections("one", (second_martuni(place="p000001"),))
    (added,), _ = apply_corrections([], paged, kept, GAZ)
    assert added.page == 7


def test_a_file_is_read_as_it_was_written(tmp_path):
    path = corrections_path(tmp_path / "notes.txt")
    assert path.name == "notes.txt.corrections.toml"
    assert read_corrections(path) is None
    corrections = Corrections(
        "one", (second_martuni(place="p000001"), Correction('q"\\\n\x7f', role="literal"))
    )
    write_corrections(path, corrections)
    assert read_corrections(path) == corrections


@given(st.text(min_size=1), st.text(), st.integers(min_value=0, max_value=10**6))
def test_any_text_survives_the_file(tmp_path_factory, quote, before, start):
    clean = quote.encode("utf-8", "ignore").decode() or "x"
    kept = before.encode("utf-8", "ignore").decode()
    path = tmp_path_factory.mktemp("corrections") / "c.toml"
    corrections = Corrections("s", (Correction(clean, kept, "", start, unknown=True),))
    write_corrections(path, corrections)
    assert read_corrections(path) == corrections


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("mention = 3", r"\[\[mention\]\] tables"),
        ("[[mention]]\nplace = 'p1'", "`quote` must hold"),
        ("[[mention]]\nquote = 'a'", "give one of"),
        ("[[mention]]\nquote = 'a'\nplace = 'p1'\nnot_a_place = true", "give one of"),
        ("[[mention]]\nquote = 'a'\nrole = 'government'", "`role` must be one of"),
        ("[[mention]]\nquote = 'a'\nplace = 'p1'\nwhere = 2", "unknown key 'where'"),
        ("[[mention]]\nquote = 'a'\nplace = 7", "`place` must be a text"),
        ("[[mention", "not TOML"),
        ("[[mentions]]\nquote = 'a'\nplace = 'p1'", "unknown key 'mentions'"),
        ("[[mention]]\nquote = 'a'\nplace = 'p1'\nstart = -3", "a number from 0"),
        ("[[mention]]\nplace = 7\n[[mention]]\nquote = 'a'", "must be a text; mention 2: give one"),
    ],
)
def test_a_damaged_file_names_its_faults(tmp_path, content, fault):
    path = tmp_path / "a.corrections.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TableError, match=fault) as raised:
        read_corrections(path)
    assert str(raised.value).startswith(f"{path}: ")
    assert "\n" not in str(raised.value)


def test_a_byte_order_mark_is_no_fault(tmp_path):
    path = tmp_path / "a.corrections.toml"
    path.write_text("[[mention]]\nquote = 'a'\nunknown = true", encoding="utf-8-sig")
    assert read_corrections(path) == Corrections("", (Correction("a", unknown=True),))
