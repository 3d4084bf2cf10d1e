"""The arithmetic of the scores, on mentions made by hand."""

import json

import pytest

from gazetteer.errors import MissingInputError, TableError
from gazetteer.gazetteer import Gazetteer
from gazetteer.geoparsing.evaluation import (
    Report,
    compare,
    evaluate,
    is_right,
)
from gazetteer.geoparsing.gold import read_gold
from gazetteer.model import Document, Link, Mention, Place

TEXT = "From Gori to Kars and back to Gori, past Van."
GORI = Place(
    "p1", "settlement", "town", 41.98, 44.11, "GE", (), (Link("same_as", "geonames:614455"),)
)
KARS = Place("p2", "settlement", "city", 40.61, 43.09, "TR", ())
GEORGIA = Place("p3", "country", "country", 42.0, 43.5, "GE", ())
HERE = {"label": "Gori", "wof": [], "gn": [614455], "lat": 41.98, "lon": 44.11, "tolerance_km": 5}
THERE = {"label": "Kars", "wof": ["1"], "gn": [], "lat": 40.6, "lon": 43.1, "tolerance_km": 5}


def gold_mention(words, place, nth=0, **more):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    record = {"start": start, "end": start + len(words), "text": words, "role": "literal",
              "type": "settlement", "place": place, "certain": True}  # fmt: skip
    return {**record, **more}


GOLD = [
    gold_mention("Gori", HERE), gold_mention("Kars", THERE),
    gold_mention("Gori", HERE, 1, role="metonymic"), gold_mention("Van", None, certain=False),
]  # fmt: skip


def found(start, words, place=None, role="literal"):
    return Mention(start, start + len(words), words, role, 0.9, place)


MENTIONS = [
    found(5, "Gori", GORI), found(13, "Kars and", KARS), found(22, "back"), found(41, "Van", KARS),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    gold = tmp_path / "gold"
    (tmp_path / "documents" / "own").mkdir(parents=True)
    gold.mkdir()
    (tmp_path / "documents" / "own" / "a.txt").write_text(TEXT, encoding="utf-8")
    content = {"doc": "a.txt", "lang": "en", "mentions": GOLD}
    (gold / "a.json").write_text(json.dumps(content), encoding="utf-8")
    return gold


def report(folder, mentions=MENTIONS, lang="en"):
    (gold,) = read_gold([folder])
    return Report(tuple(compare(gold, mentions, Document("a.txt", TEXT, "", lang))))


def test_scores(folder):
    scores = report(folder).scores()
    assert scores["strict"] == {"precision": 0.3333, "recall": 0.3333, "f1": 0.3333,
                                "right": 1, "found": 3, "gold": 3}  # fmt: skip
    assert scores["overlap"]["right"] == 2
    assert scores["end_to_end"]["f1"] == 0.6667
    assert scores["resolution"] == {"accuracy": 1.0, "right": 2, "of": 2}
    assert scores["resolution_by_id"] == {"accuracy": 0.5, "right": 1, "of": 2}
    assert scores["resolution_1_km"]["right"] == 1
    assert scores["resolution_5_km"]["right"] == 2


def test_a_place_without_identifiers_counts_by_distance_alone(folder):
    content = json.loads((folder / "a.json").read_text(encoding="utf-8"))
    content["mentions"][1]["place"]["wof"] = []
    (folder / "a.json").write_text(json.dumps(content), encoding="utf-8")
    scores = report(folder).scores()
    assert scores["resolution_by_id"] == {"accuracy": 1.0, "right": 1, "of": 1}
    assert scores["resolution_5_km"]["of"] == 2


def test_uncertain_mentions_count_neither_way(folder):
    without = report(folder, MENTIONS[:3])
    assert without.scores() == report(folder).scores()


def test_the_table_of_errors(folder):
    kinds = sorted(fault.kind for fault in report(folder).faults)
    assert kinds == ["missed", "span", "spurious"]
    text = str(report(folder))
    assert "a.txt:22\tspurious\t'back'" in text
    heading, everything, *_ = text.splitlines()
    assert heading.split() == [
        "strict", "prec", "recall", "overlap", "endtoend", "place", "sett+dist", "by", "id",
        "1", "km", "5", "km", "20", "km", "role", "type",
    ]  # fmt: skip
    assert everything.split() == [
        "all", "0.333", "0.667", "0.667", "0.667", "0.667", "1.000", "1.000", "0.500", "0.500",
        "1.000", "1.000", "1.000", "1.000",
    ]  # fmt: skip


def test_one_found_mention_answers_one_gold_mention(folder):
    wide = report(folder, [found(5, TEXT[5:34], GORI)])
    assert wide.scores()["overlap"]["right"] == 1


def test_perfect_and_empty_scans(folder):
    perfect = [
        found(5, "Gori", GORI),
        found(13, "Kars", KARS),
        found(30, "Gori", GORI, "metonymic"),
    ]
    scores = report(folder, perfect).scores()
    assert all(scores[name]["f1"] == 1.0 for name in ("strict", "overlap", "end_to_end"))
    assert scores["role"]["accuracy"] == 1.0
    assert report(folder, []).scores()["overlap"]["f1"] == 0.0


def test_right_places():
    assert is_right(GORI, HERE)
    assert is_right(KARS, THERE)
    assert not is_right(KARS, HERE)
    assert is_right(None, None)
    assert not is_right(None, HERE)
    assert not is_right(GORI, None)
    far = {**HERE, "gn": [], "iso": "GE", "lat": 0.0, "lon": 0.0}
    assert is_right(GEORGIA, far)
    assert not is_right(GORI, far)


def test_languages_are_counted_by_tag_and_by_first_part(folder):
    content = json.loads((folder / "a.json").read_text(encoding="utf-8"))
    (folder / "a.json").write_text(json.dumps({**content, "lang": "az-Cyrl"}), encoding="utf-8")
    made = report(folder)
    assert made.languages == ["az", "az-Cyrl"]
    assert made.scores("az") == made.scores("az-Cyrl") == made.scores()
    assert set(made.to_json()) == {"documents", "all", "languages", "errors"}


def test_evaluate_takes_another_scanner(folder):
    made = evaluate([folder], None, scanner=lambda document: MENTIONS)  # type: ignore[arg-type]
    assert made.scores()["overlap"]["right"] == 2


def test_the_document_is_found_beside_near_or_where_told(folder, tmp_path):
    assert next(read_gold([folder])).path == tmp_path / "documents" / "own" / "a.txt"
    told = tmp_path / "told"
    told.mkdir()
    (told / "a.txt").write_text(TEXT, encoding="utf-8")
    assert next(read_gold([folder / "a.json"], documents=told)).path == told / "a.txt"


def test_bad_gold(folder, tmp_path):
    with pytest.raises(MissingInputError, match=r"no such gold file"):
        list(read_gold([tmp_path / "none.json"]))
    with pytest.raises(MissingInputError, match=r"no gold file here"):
        list(read_gold([tmp_path / "documents"]))
    (folder / "a.json").write_text("{", encoding="utf-8")
    with pytest.raises(TableError, match=r"a\.json: not JSON"):
        list(read_gold([folder / "a.json"]))
    (folder / "a.json").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(TableError, match=r"a\.json: not JSON"):
        list(read_gold([folder / "a.json"]))
    (folder / "a.json").write_text('{"doc": "b.txt", "mentions": []}', encoding="utf-8")
    with pytest.raises(MissingInputError, match=r"b\.txt: the annotated document is not there"):
        list(read_gold([folder]))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"doc": 3}, "`doc` must be the name"), ({"doc": ""}, "`doc` must be the name"),
        ({"lang": 3}, "`lang` must be"), ({"mentions": {"a": 1}}, "`mentions` must be a list"),
        ({"mentions": [3]}, "mention 1: must be an object"),
    ],
)  # fmt: skip
def test_a_gold_file_that_is_none(folder, change, fault):
    content = {"doc": "a.txt", "lang": "en", "mentions": GOLD}
    (folder / "a.json").write_text(json.dumps({**content, **change}), encoding="utf-8")
    with pytest.raises(TableError, match=f"a.json: {fault}"):
        list(read_gold([folder]))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"start": "8"}, "`start` must be a number"), ({"end": None}, "`end` must be a number"),
        ({"text": None}, "`text` must be a text"), ({"role": 3}, "`role` must be a text"),
        ({"certain": "no"}, "`certain` must be true or false"),
        ({"place": "p000001"}, "`place` must be an object or null"),
        ({"place": {**HERE, "gn": "614455"}}, "`place.gn` must be a list"),
        ({"place": {"label": "Gori"}}, "`place.lat` must be a number"),
        ({"place": {**HERE, "lat": "41.98"}}, "`place.lat` must be a number"),
        ({"place": {**HERE, "tolerance_km": None}}, "`place.tolerance_km` must be a number"),
        ({"place": {**HERE, "lat": float("nan")}}, "`place.lat` must lie between -90 and 90"),
        ({"place": {**HERE, "lat": 10**400}}, "`place.lat` must lie between -90 and 90"),
        ({"place": {**HERE, "lon": float("inf")}}, "`place.lon` must lie between -180 and 180"),
        ({"place": {**HERE, "tolerance_km": -1}}, "`place.tolerance_km` must lie between 0 and 20"),
        ({"start": 9, "end": 9, "text": ""}, "`start` must be at least 0 and less than `end`"),
        ({"start": -4, "end": 0, "text": ""}, "`start` must be at least 0 and less than `end`"),
    ],
)  # fmt: skip
def test_every_fault_of_a_gold_mention_is_told(folder, change, fault):
    records = [GOLD[0], {**GOLD[1], **change}]
    content = {"doc": "a.txt", "lang": "en", "mentions": records}
    (folder / "a.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(TableError) as raised:
        list(read_gold([folder]))
    assert raised.value.faults[0].startswith(f"{folder / 'a.json'}: mention 2: {fault}")


def test_a_gold_file_may_leave_out_what_is_usual(folder):
    record = {key: GOLD[0][key] for key in ("start", "end", "text")}
    content = {"doc": "a.txt", "lang": None, "mentions": [{**record, "place": None, "type": None}]}
    (folder / "a.json").write_text("\ufeff" + json.dumps(content), encoding="utf-8")
    made = evaluate([folder], None, scanner=lambda document: [])  # type: ignore[arg-type]
    assert made.to_json()["errors"][0]["kind"] == "missed"


def test_a_missing_document_is_told_before_anything_is_scanned(folder):
    content = {"doc": "gone[1].txt", "lang": "en", "mentions": []}
    (folder / "b.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(MissingInputError, match="document is not there"):
        evaluate([folder], None, scanner=pytest.fail)  # type: ignore[arg-type]


def test_an_annotation_must_quote_its_document(folder):
    (gold,) = read_gold([folder])
    with pytest.raises(TableError, match="the annotation quotes 'Gori', the text has"):
        compare(gold, [], Document("a.txt", TEXT.upper(), "", "en"))


def test_corrections_beside_a_document_do_not_help_the_machine(tmp_path):
    text = "The bus goes to the town of Goris at noon."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "a.txt.corrections.toml").write_text(
        '[[mention]]\nquote = "bus"\nunknown = true\n', encoding="utf-8"
    )
    content = {"doc": "a.txt", "lang": "en", "mentions": []}
    (tmp_path / "a.json").write_text(json.dumps(content), encoding="utf-8")
    made = evaluate([tmp_path / "a.json"], Gazetteer.open())
    assert [fault.text for fault in made.faults] == ["Goris"]
