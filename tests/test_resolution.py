"""Which place is meant: sentences in several languages over the shipped gazetteer.

A row of `cases/resolution.csv` is a text (⏎ for a line end), one mention of it and where the place
lies.
"""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.gazetteer import Gazetteer
from gazetteer.geoparsing.context import Contexts, context_of, rules_of
from gazetteer.geoparsing.cues import Cue, find_cue, link_of
from gazetteer.geoparsing.geography import Geography, prominence
from gazetteer.geoparsing.recognition import Recognizer
from gazetteer.geoparsing.scan import scan_document, scan_text
from gazetteer.geoparsing.ties import is_glue, last_of_lists
from gazetteer.model import Document, Link, Place, Segment
from geodata.door import knowledge

with (Path(__file__).parent / "cases" / "resolution.csv").open(
    encoding="utf-8", newline=""
) as file:
    CASES = [{**row, "text": row["text"].replace("⏎", "\n")} for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def gaz():
    return Gazetteer.open()


@pytest.fixture(scope="module")
def recognizer(gaz):
    return Recognizer.open(gaz)


@pytest.fixture(scope="module")
def scan(gaz, recognizer):
    def run(text, lang="en"):
        document = Document("", text, "", lang, segments=(Segment(0, len(text), lang),))
        return scan_document(document, gaz, recognizer)

    return run


def position(text, words, nth):
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start


@pytest.mark.parametrize("row", CASES, ids=[f"{row['lang']} {row['rule']}" for row in CASES])
def test_place(scan, row):
    start = position(row["text"], row["mention"], int(row["nth"]))
    met = [m for m in scan(row["text"], row["lang"]) if m.start == start]
    assert met, "the mention was not found"
    place = met[0].place
    assert place is not None, met[0].evidence
    from gazetteer.geoparsing.evaluation import distance_km

    assert place.type == row["type"], met[0].evidence
    distance = distance_km(place.lat, place.lon, float(row["lat"]), float(row["lon"]))
    assert distance <= float(row["km"]), met[0].evidence


def test_every_mention_says_why_and_quotes_the_text(scan):
    text = CASES[0]["text"]
    for mention in scan(text):
        assert text[mention.start : mention.end] == mention.text
        assert 0 <= mention.confidence <= 1
        assert mention.evidence
        shares = [score for _, score in mention.alternatives]
        assert shares == sorted(shares, reverse=True)
        assert all(0 <= score <= 1 for score in shares)


@pytest.mark.parametrize("text", ["From Ashtarag to Yerevan.", "They left Goriss for Shusha."])
def test_no_mention_is_its_own_alternative(scan, text):
    # Read like a village and like the municipality of its name, which is that village here.
    for mention in scan(text, "en"):
        ids = [mention.place.id, *(place_id for place_id, _ in mention.alternatives)]
        assert len(ids) == len(set(ids)), mention


def test_no_other_place_looks_likelier_than_the_chosen_one(scan):
    for row in CASES:
        for mention in scan(row["text"], row["lang"]):
            others = [score for _, score in mention.alternatives if mention.place]
            assert all(score <= mention.confidence for score in others), mention


def test_the_evidence_names_the_words_of_the_text(scan):
    (first, *_) = scan(CASES[0]["text"])
    assert any("“district” beside it" in sentence for sentence in first.evidence)


def test_the_same_text_gives_the_same_mentions(scan, gaz, recognizer):
    text = " ".join(row["text"] for row in CASES if row["lang"] == "en")
    assert (
        scan(text)
        == scan(text)
        == scan_document(
            Document("", text, "", "en", segments=(Segment(0, len(text), "en"),)), gaz, recognizer
        )
    )


def test_a_year_of_the_sentence_counts_beside_the_date_of_the_document(gaz, recognizer):
    for text, until in (("The card for the Hadrut raion ends in 1991.", "1991"),
                        ("The card for the Hadrut raion ends here.", "2020")):  # fmt: skip
        segments = (Segment(0, len(text), "en"),)
        document = Document("", text, "", "en", date="2025-03-01", segments=segments)
        place = scan_document(document, gaz, recognizer)[0].place
        assert place is not None
        assert (place.type, place.until[:4]) == ("district", until)


def test_empty_and_placeless_texts_have_no_mentions(gaz, recognizer):
    assert scan_text("", gaz, recognizer=recognizer) == []
    assert scan_text("Nobody went anywhere that day.", gaz, recognizer=recognizer) == []


def test_plain_adjectives_are_no_mentions(scan):
    assert scan("Шушинские ковры висят в музее.", "ru") == []


def test_corrections_beside_the_document_win(tmp_path, gaz, recognizer):
    path = tmp_path / "a.txt"
    path.write_text("They went to Goris.", encoding="utf-8")
    (tmp_path / "a.txt.corrections.toml").write_text(
        "[[mention]]\nquote = 'Goris'\nbefore = 'They went to '\nnot_a_place = true\n"
        "[[mention]]\nquote = 'Kapan'\nnot_a_place = true\n",
        encoding="utf-8",
    )
    document = Document(str(path), path.read_text(encoding="utf-8"), "", "en")
    unfit = []
    found = scan_document(document, gaz, recognizer, on_unfit=lambda _, u: unfit.append(str(u)))
    assert found == []
    assert len(unfit) == 1 and "“Kapan” no longer fits" in unfit[0]


def test_a_long_document_is_read_in_parts(monkeypatch, gaz, recognizer):
    text = "".join(f"Page {n}. They went from Goris to Шуша and to Լաչին.\n\n" for n in range(60))
    segments = tuple(
        Segment(at, at + 24, "en", page=at // 500 + 1) for at in range(0, len(text), 24)
    )
    document = Document("", text, "", "en", segments=segments)
    whole = scan_document(document, gaz, recognizer)
    monkeypatch.setattr("gazetteer.geoparsing.scan._PART", 700)
    parts = scan_document(document, gaz, recognizer)

    def where(mentions):
        return [(m.start, m.end, m.text, m.page, m.place.id) for m in mentions]

    assert len(whole) == 180
    assert where(parts) == where(whole)
    assert all(text[m.start : m.end] == m.text for m in parts)


# The words around


def test_contexts_read_in_stretches_are_those_read_alone():
    text = "In the town of Goris, near Sisian. " * 60
    contexts = Contexts(text)
    start = text.find("Goris")
    while start >= 0:
        assert contexts.around(start, start + 5, "en") == context_of(text, start, start + 5, "en")
        start = text.find("Goris", start + 1)


@pytest.mark.parametrize(
    ("lang", "text", "mention", "types"),
    [
        ("en", "the village of X", "X", ("settlement",)),
        ("en", "X village of Y region", "Y", ("district", "region")),
        ("en", "the X (rural) district", "X", ("district",)),
        ("en", "the X-Y district", "X", ()),
        ("ru", "в с. Икс", "Икс", ("settlement",)),
        ("ru", "с Иксом", "Иксом", ()),
        ("az", "X rayonunun", "X", ("district",)),
        ("az-Cyrl", "Х рајонунун", "Х", ("district",)),
        ("hyw", "Ի գիւղին", "Ի", ("settlement",)),
        ("az", "X dağ kəndləri", "X", ()),
    ],
)
def test_cue(lang, text, mention, types):
    start = text.index(mention)
    assert find_cue(context_of(text, start, start + len(mention), lang)).types == types


def test_a_cue_without_types_says_nothing():
    assert not Cue(words="road")


@pytest.mark.parametrize(
    ("gap", "lang", "link"),
    [
        (", ", "en", "list"),
        (" and ", "en", "list"),
        (" və ", "az", "list"),
        (" и ", "ru", "list"),
        ("/", "en", "slash"),
        (" (", "hy", "bracket"),
        (" (ныне ", "ru", "bracket"),
        ("–", "hy", "dash"),
        (" went to ", "en", "same"),
        (". ", "en", "next"),
        ("\n\n", "en", "far"),
        ("։ ", "hy", "next"),
        (" et de ", "fr", "list"),
        (", d'", "fr", "list"),
        (" de ", "fr", "same"),
        (", the ", "en", "same"),
    ],
)
def test_link(gap, lang, link):
    assert link_of(gap, lang) == link


def test_glue():
    assert is_glue(" village of ", "en")
    assert is_glue(" kəndi, ", "az")
    assert not is_glue(" and ", "en")
    assert not is_glue(". ", "en")


# Containment and prominence


def place(id_, type_, lat, lon, *links, country="GE", importance=0.1):
    return Place(id_, type_, type_, lat, lon, country, (), tuple(links), importance=importance)


def test_containment_by_parents_through_systems_and_by_distance():
    country = place("c", "country", 42.0, 43.5)
    district = place("d", "district", 41.9, 44.0, Link("parent", "c", "current"))
    village = place("v", "settlement", 41.6, 44.9, Link("parent", "d", "soviet"))
    near, far = place("n", "settlement", 41.95, 44.1), place("f", "settlement", 41.0, 46.0)
    abroad = place("a", "settlement", 41.95, 44.1, country="AM")
    places = {p.id: p for p in (country, district, village, near, far, abroad)}
    geography = Geography(places.__getitem__)
    assert geography.inside(village, district) == 1.0
    assert geography.inside(village, country) == 1.0
    assert 0 < geography.inside(near, district) < 1
    assert geography.inside(far, district) == 0.0
    assert geography.inside(abroad, district) == 0.0
    assert geography.inside(district, district) == 0.0


def test_parents_in_a_ring_end():
    one = place("a", "district", 1, 1, Link("parent", "b"))
    other = place("b", "district", 1, 1, Link("parent", "a"))
    assert Geography({"a": one, "b": other}.__getitem__).ancestors(one) == {"a", "b"}


def test_prominence_is_importance_or_what_the_table_says():
    listed = knowledge("prominence.csv")[0]
    known = place("k", "mountain", 1, 1, Link("same_as", listed["concordance"]))
    assert prominence(known) == float(listed["importance"])
    assert prominence(place("s", "settlement", 1, 1, importance=0.4)) == 0.4


# The tables


@pytest.mark.parametrize("table", ["context_words.csv", "roles.csv"])
def test_tables_are_whole(table):
    assert len(rules_of(table)) == len(knowledge(table))
    assert all(all(phrase) for rule in rules_of(table) for phrase in rule.phrases)


def test_every_feature_has_a_sentence():
    rows = knowledge("resolution_weights.csv")
    assert all(float(row["weight"]) and row["sentence"] for row in rows)
    assert len({row["feature"] for row in rows}) == len(rows)


AROUND = {
    "en": ("Armenia", "Azerbaijan", "Georgia", "Turkey", "Iran", "Russia"),
    "ru": ("Армения", "Азербайджан", "Грузия", "Турция", "Иран", "Россия"),
    "hy": ("Հայաստանը", "Ադրբեջանը", "Վրաստանը", "Թուրքիան", "Իրանը", "Ռուսաստանը"),
    "az": ("Ermənistan", "Azərbaycan", "Gürcüstan", "Türkiyə", "İran", "Rusiya"),
}
SENTENCES = {
    "en": "{} agreed.",
    "ru": "{} не согласна.",
    "hy": "{} համաձայն է։",
    "az": "{} razıdır.",
}


@pytest.mark.parametrize("lang", AROUND)
def test_countries_of_the_region_are_met_with_equal_confidence(scan, lang):
    found = [scan(SENTENCES[lang].format(name), lang)[0] for name in AROUND[lang]]
    assert {m.place.type for m in found} == {"country"}
    confidences = [m.confidence for m in found]
    assert max(confidences) - min(confidences) < 0.03, dict(
        zip(AROUND[lang], confidences, strict=True)
    )


@given(st.lists(st.sampled_from(["list", "same", "next", "far", "bracket"])))
def test_the_last_of_a_list_is_where_looking_ahead_ends(links):
    for index, found in enumerate(last_of_lists(links)):
        last = index
        while last + 1 < len(links) and links[last] == "list":
            last += 1
        assert found == last


def test_no_type_word_stands_in_two_rows():
    # The first row would win and the other be dead; a word for one and for many is one of them.
    rows = [row for row in knowledge("context_words.csv") if row["types"]]
    phrases = [(r["lang"], r["side"], words) for r in rows for words in r["words"].split("|")]
    assert sorted(phrases) == sorted(set(phrases))
