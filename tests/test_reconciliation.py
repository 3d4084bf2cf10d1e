import pytest
from reconcile_fixture import make_record

from gazetteer.reconciliation import read_decisions, reconcile


def _groups(*records):
    groups, matches = reconcile(records)
    return sorted(sorted(r.id for r in group) for group in groups), matches


def test_two_separated_villages_are_not_chained_by_what_lies_between():
    """1 — 2 — 3 — 4, each 1.2 km from the next: every link is sure, the ends are 3.6 km apart."""
    records = [make_record(f"wof:{n}", "Daşbulaq=heading", north_m=1200.0 * n) for n in range(1, 5)]
    groups, matches = _groups(*records)
    assert len(groups) > 1
    assert any("km apart" in m.why and m.decision == "review" for m in matches)


def test_a_record_between_upper_and_lower_joins_at_most_one():
    groups, _ = _groups(
        make_record("wof:1", "Yuxarı Oratağ=heading"),
        make_record("wof:2", "Oratağ=heading;Yuxarı Oratağ=variant;Aşağı Oratağ=variant"),
        make_record("wof:3", "Aşağı Oratağ=heading", north_m=300),
    )
    together = next(group for group in groups if "1" in group)
    assert "3" not in together


def test_a_district_and_its_seat_are_two_places():
    groups, _ = _groups(
        make_record("wof:1", "Füzuli=heading;wikidata:Q1=id"),
        make_record("wof:2", "Füzuli=heading;wikidata:Q1=id", type="district", feature="rayon"),
    )
    assert groups == [["1"], ["2"]]


def test_a_superseded_record_joins_what_replaces_it():
    groups, _ = _groups(
        make_record("wof:1", "Pirbulaq=heading", superseded_by=("wof:2",)),
        make_record("wof:2", "Pirbulaq=heading", north_m=300),
    )
    assert groups == [["1", "2"]]


def test_a_persons_decision_wins():
    decided = next(d for d in read_decisions().values() if d["decision"] == "apart")
    one, two = decided["record"], decided["other"]
    groups, matches = _groups(
        make_record(one, "Əyricə=heading"), make_record(two, "Əyricə=heading", north_m=50)
    )
    assert len(groups) == 2
    assert any(decided["reason"] in match.why for match in matches)


def test_every_match_has_a_reason():
    _, matches = _groups(
        make_record("wof:1", "Maraq=heading"), make_record("wof:2", "Maraq=heading", north_m=200)
    )
    assert [match.decision for match in matches] == ["same"]
    assert "both are called Maraq" in matches[0].why


def test_swapping_the_languages_swaps_nothing_but_the_languages():
    """The same letters under the other side's language end up in the same groups."""
    latin = [
        ("Heyvalı=heading;Heyvalı=az;Drmbon=hy", 0),
        ("Drmbon=heading;Drmbon=hy", 500),
        ("Turşsu=heading;Turşsu=az", 900),
    ]
    plain = [make_record(f"wof:{n}", text, north_m=m) for n, (text, m) in enumerate(latin)]
    swapped = [
        make_record(
            f"wof:{n}",
            text.replace("=az", "=xx").replace("=hy", "=az").replace("=xx", "=hy"),
            north_m=m,
        )
        for n, (text, m) in enumerate(latin)
    ]
    assert _groups(*plain)[0] == _groups(*swapped)[0]


@pytest.mark.parametrize(("north_m", "count"), [(300, 1), (2500, 2)])
def test_two_inhabited_entries_of_one_list_are_not_chained_by_a_copy_between(north_m, count):
    """Ararat, town and village: the copy of the town has the point of the village."""
    town = make_record("geonames:1", "Ararat=en;Davalu=variant", population=17_000)
    village = make_record("geonames:2", "Ararat=en", north_m=north_m, population=8_000)
    copy = make_record("wof:3", "Ararat=heading;geonames:1=id", north_m=north_m)
    groups, _ = _groups(town, village, copy)
    assert len(groups) == count
    assert any({"1", "3"} <= set(group) for group in groups)
