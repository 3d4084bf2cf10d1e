"""What people type finds the place; the level, the rank and the sentence are true."""

import csv
import re
from pathlib import Path

import pandas
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lookup_fixture import SUPERSEDED, write_small_tables

from gazetteer import Gazetteer, OptionError

CASES = list(csv.DictReader(
    (Path(__file__).parent / "cases/lookup.csv").read_text(encoding="utf-8").splitlines()
))  # fmt: skip
ALIASES = Path(__file__).parents[1].parent / "shared/gold/aliases.csv"


@pytest.fixture(scope="module")
def gaz(tmp_path_factory):
    return Gazetteer.open(write_small_tables(tmp_path_factory.mktemp("tables")))


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_a_name_finds_its_place(gaz, case):
    found = gaz.lookup(case["query"])
    assert found, "nothing was found"
    assert (found[0].id, found[0].how) == (case["place"], case["how"])


def test_candidates_are_written_as_the_contract_says(gaz):
    record = gaz.lookup("Xankendi")[0].to_json()
    assert record == {
        "id": "p000001", "label": "Xankəndi / Ստեփանակերտ", "type": "settlement",
        "lat": 39.8153, "lon": 46.7519, "country_code": "AZ",
        "concordances": {"geonames": ["585220"], "wof": ["1141908131", "421193975"]},
        "score": record["score"], "matched": {"form": "Xankəndi", "lang": "az", "kind": "official"},
        "how": "romanized", "why": record["why"],
    }  # fmt: skip
    assert 0 < record["score"] <= 1


def ids(candidates):
    return [candidate.id for candidate in candidates]


def test_a_district_and_its_seat_do_not_swap(gaz):
    assert ids(gaz.lookup("Laçın"))[:2] == ["p000005", "p000006"]
    assert ids(gaz.lookup("Laçın rayonu"))[0] == "p000006"
    assert "means the settlement" in gaz.lookup("Laçın")[0].why
    assert "means the settlement" in gaz.lookup("Laçın")[1].why


def test_namesakes_are_all_listed(gaz):
    assert set(ids(gaz.lookup("Qaradağlı"))) == {"p000010", "p000011"}
    assert set(ids(gaz.lookup("Quşçular"))) >= {"p000012", "p000013"}


def test_a_position_decides_between_namesakes(gaz):
    assert ids(gaz.lookup("Qaradağlı", near=(40.2, 48.9)))[0] == "p000011"
    assert ids(gaz.lookup("Qaradağlı", near=(39.3, 46.9)))[0] == "p000010"
    assert "from the given position" in gaz.lookup("Qaradağlı", near=(40.2, 48.9))[0].why


def test_filters_keep_what_they_say(gaz):
    assert ids(gaz.lookup("Martuni", country="am")) == ["p000008"]
    assert {c.type for c in gaz.lookup("Şuşa", type="district")} == {"district"}
    assert ids(gaz.lookup("Susa", country="TN")) == ["p000101"]
    assert {c.matched.lang for c in gaz.lookup("Париж", lang="en")} == {"en"}
    assert gaz.lookup("Мартуни", lang="hyw") == gaz.lookup("Мартуни", lang="hy-Latn") == []
    assert ids(gaz.lookup("Париж", lang="ru")) == ["p000103"]
    assert ids(gaz.lookup("Мартуни", lang="ru", type="settlement"))[0] == "p000007"


def test_the_limit_holds(gaz):
    assert len(gaz.lookup("Martuni", limit=1)) == 1
    with pytest.raises(OptionError, match="limit"):
        gaz.lookup("Martuni", limit=0)
    with pytest.raises(OptionError, match="type 'town' is none of settlement, district"):
        gaz.lookup("Martuni", type="town")
    with pytest.raises(OptionError, match="latitude comes first"):
        gaz.lookup("Martuni", near=(139.0, 46.0))


def test_superseded_places_are_read_and_not_found(gaz):
    assert gaz[SUPERSEDED].superseded_by == "p000012"
    assert SUPERSEDED not in ids(gaz.lookup("Խնապատ"))


SENTENCES = [
    ("Լենինական", r"“Լենինական” is its Armenian historical name, in use 1924–1990 by the Soviet"),
    ("Вараракн", r"historical name, in use until 1923"),
    (
        "Степанакерте",
        r"“Степанакерте” is the prepositional form of its Russian official name “Степанакерт”",
    ),
    ("Лачинского района", r"“района” asks for a district"),
    ("STEPANAKERT", r"“Stepanakert” but for case, marks or punctuation"),
    ("Khankendi", r"is read like its Azerbaijani official name “Xankəndi”"),
    ("Stepanokert", r"is spelt nearly like its English name “Stepanakert” \(91% alike\)"),
    ("Martuni", r"first of \d places"),
    ("Susa", r"it lies in the region that the gazetteer covers, and the next does not|bare name"),
    ("Stepanakert/Khankendi", r"^Of “Stepanakert/Khankendi” only “\w+” was found"),
    ("Թարթառագետ", r"only “Թարթառ” was found: it is read like its .* name “Tərtərçay”"),
    ("Верхний Кушчилар", r"^“Верхний Кушчилар” sounds nearly like its .* “Yuxarı Quşçular”"),
    ("Кечутское водохранилище", r"“Кечутское” is a case form of its English name “Kechut Reser"),
    ("Martuni district", r"“Martuni” is a name of the seat of this province"),
]


@pytest.mark.parametrize(("query", "pattern"), SENTENCES)
def test_the_reason_is_said(gaz, query, pattern):
    assert re.search(pattern, gaz.lookup(query)[0].why)


def test_every_reason_is_one_sentence(gaz):
    for case in CASES:
        for candidate in gaz.lookup(case["query"]):
            why = candidate.why
            assert why.endswith(".") and "\n" not in why and "None" not in why
            assert ". " not in why.replace("г. ", "")


HOSTILE = [
    "", " ", "\0", "\x1b[31m", "a" * 10_000, " " * 10_000 + "Şuşa", "Շ" * 10_000,
    "\ud800", "Şuşa\udfff",
    "'; DROP TABLE places; --", "%", "_%", ".*", "(((((((((((", "[a-z]+$", "\\", "NULL", "\u202eأ",
    "ШuшаՇ", "🏔️", "1", "½", "-", "/", ",,,", "( )", "район", "г.", "p000001", "\n\n",
    "x " * 5_000, "İ" * 100, "ﷺ" * 50, "é" * 60, "e\u0301" * 90, "A B C D E F G H I J K L M N O P",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_input_gets_an_answer_or_none(gaz, query):
    for candidate in gaz.lookup(query):
        assert candidate.to_json()["why"]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=60))
def test_any_text_gets_an_answer_or_none(gaz, text):
    for candidate in gaz.lookup(text, limit=3):
        assert 0 <= candidate.score <= 1 and candidate.why


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_filter_only_takes_away(gaz, data):
    case = data.draw(st.sampled_from(CASES))
    kind = data.draw(st.sampled_from(["settlement", "district", "hydro"]))
    kept = gaz.lookup(case["query"], type=kind)
    assert all(candidate.type == kind for candidate in kept)


def test_the_order_does_not_depend_on_the_limit(gaz):
    for case in CASES:
        assert ids(gaz.lookup(case["query"], limit=3)) == ids(gaz.lookup(case["query"]))[:3]


def test_a_batch_streams(gaz):
    def endless():
        while True:
            yield "Şuşa"

    answers = gaz.lookup_batch(endless(), limit=1)
    assert [ids(found) for _, found in (next(answers), next(answers))] == [["p000002"], ["p000002"]]


def test_a_column_is_joined(gaz):
    names = pandas.Series(
        ["Şuşa", None, "Qaradağlı", "no such place at all", 3.5], index=list("vwxyz")
    )
    frame = gaz.lookup_frame(names)
    assert list(frame.index) == list("vwxyz")
    assert frame.place_id.fillna("").tolist()[:2] == ["p000002", ""]
    assert not frame.ambiguous["w"]
    assert frame.ambiguous["x"]
    assert set(frame.others["x"]) | {frame.place_id["x"]} == {"p000010", "p000011"}
    assert gaz.lookup_frame(names.iloc[:0]).empty


def test_one_place_a_row_hides_no_rival(gaz):
    names = pandas.Series(["Qaradağlı", "Goris"])
    frame = gaz.lookup_frame(names, limit=1)
    assert frame.ambiguous.equals(gaz.lookup_frame(names).ambiguous)
    assert not any(frame.others)
    with pytest.raises(OptionError):
        gaz.lookup_frame(names, limit=0)


def test_the_columns_have_their_types_whatever_was_found(gaz):
    for names in ([], [None], ["Goris", None]):
        types = gaz.lookup_frame(pandas.Series(names, dtype=object)).dtypes
        assert [str(types[column]) for column in ("lat", "lon", "score", "ambiguous")] == [
            "float64", "float64", "float64", "bool",
        ]  # fmt: skip


@pytest.mark.shared
@pytest.mark.skipif(
    not ALIASES.exists(), reason="the gold aliases lie beside the project, not in it"
)
def test_gold_aliases_are_found():
    gazetteer = Gazetteer.open()
    rows = list(csv.DictReader(ALIASES.read_text(encoding="utf-8").splitlines()))
    first = fifth = 0
    for row in rows:
        expected = set(row["expected"].split("|"))
        answers = [
            expected & set(c.concordances.get("wof", ()))
            for c in gazetteer.lookup(row["form"], limit=5)
        ]
        first += bool(answers and answers[0])
        fifth += any(answers)
    assert first / len(rows) >= 0.95
    assert fifth / len(rows) >= 0.99


def test_forms_that_people_wrote_without_looking_are_found():
    gazetteer = Gazetteer.open()
    cases = Path(__file__).parent / "cases"
    rows = [
        row
        for path in sorted(cases.glob("aliases_blind_*.csv"))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]
    first = fifth = 0
    for row in rows:
        expected = set(row["expected"].split("|"))
        answers = [
            expected & {c.id, *(i for ids in c.concordances.values() for i in ids)}
            for c in gazetteer.lookup(row["form"], limit=5)
        ]
        first += bool(answers and answers[0])
        fifth += any(answers)
    assert len(rows) > 700
    assert first / len(rows) >= 0.95
    assert fifth / len(rows) >= 0.98
