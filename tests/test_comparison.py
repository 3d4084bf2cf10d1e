import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reconcile_fixture import make_record

from gazetteer.comparison import compare, profile_of
from geodata.door import knowledge

with (Path(__file__).parent / "cases" / "comparison.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))


def _compare(one, two, distance_m):
    return compare(
        profile_of(make_record("wof:1", one)),
        profile_of(make_record("wof:2", two, north_m=float(distance_m))),
    )


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_decision(case):
    comparison = _compare(case["one"], case["two"], case["distance_m"])
    assert comparison.decision == case["decision"], comparison.why


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_a_comparison_does_not_know_which_record_came_first(case):
    forward = _compare(case["one"], case["two"], case["distance_m"])
    backward = _compare(case["two"], case["one"], case["distance_m"])
    assert forward.weight == backward.weight


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_size_words_do_not_know_which_language_is_whose(case):
    """The languages of both sides swapped on the same letters give the same findings."""
    swapped = {"az": "hy", "hy": "az"}

    def swap(record):
        names = tuple(replace(n, lang=swapped.get(n.lang, n.lang)) for n in record.names)
        return profile_of(replace(record, names=names))

    one = make_record("wof:1", case["one"])
    two = make_record("wof:2", case["two"], north_m=float(case["distance_m"]))
    before = {level.name for level in compare(profile_of(one), profile_of(two)).levels}
    after = {level.name for level in compare(swap(one), swap(two)).levels}
    assert {name for name in before if "size" in name} == {name for name in after if "size" in name}


def test_every_finding_has_its_words_in_the_reason():
    comparison = _compare("Khamid-Bek=heading", "Acıdərə=az;Khamid-Bek=variant", 110)
    assert "one lists the other's main name Khamid-Bek (+4)" in comparison.why
    assert "0.11 km apart (+5)" in comparison.why


def test_the_table_has_a_weight_and_a_meaning_for_every_level():
    rows = knowledge("comparison_levels.csv")
    assert len({row["level"] for row in rows}) == len(rows)
    assert all(row["weight"].lstrip("-").replace(".", "").isdigit() for row in rows)


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_nearness_never_speaks_against_one_place(near, further):
    near, further = sorted((near, further))
    one, two = "Daşbulaq=heading", "Daşbulaq=az"
    assert _compare(one, two, near).weight >= _compare(one, two, further).weight
