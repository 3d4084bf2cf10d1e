from dataclasses import replace

import pytest
from reconcile_fixture import make_record
from test_administration import NORTH

from gazetteer.attestation import attest

DISTRICT = [NORTH]


def _row(identifier, form, **fields):
    row = make_record(f"attested:{identifier}", f"{form}=az", district_hint="Şimal", **fields)
    return replace(row, lat=None, lon=None)


def _attest(*rows, villages):
    places = [
        [make_record(f"wof:{n}", f"{form}=az", north_m=m)] for n, (form, m) in enumerate(villages)
    ]
    done, unmatched = attest([DISTRICT, *places, *[[row] for row in rows]])
    found = {
        record.id: group[0].id for group in done for record in group if record.source == "attested"
    }
    return found, [(left.record, left.reason) for left in unmatched]


def test_a_row_finds_the_place_of_its_name_in_its_district():
    found, unmatched = _attest(
        _row("1", "Daşbulaq"), villages=[("Daşbulaq", 5000), ("Maraq", 9000)]
    )
    assert (found, unmatched) == ({"1": "0"}, [])


def test_a_row_finds_a_place_that_sounds_alike():
    assert _attest(_row("1", "Aşağı Aybasanlı"), villages=[("Aşağı Aybəsənli", 5000)])[0] == {
        "1": "0"
    }


def test_a_row_without_its_place_is_listed_with_the_reason():
    found, unmatched = _attest(_row("1", "Yoxkənd"), villages=[("Maraq", 5000)])
    assert found == {}
    assert unmatched == [("1", "no place of this name by the district")]


def test_a_name_of_two_places_is_not_guessed():
    villages = [("Hacılı", 5000), ("Hacılı", 50_000)]
    found, unmatched = _attest(_row("1", "Hacılı"), villages=villages)
    assert found == {}
    assert "2 places" in unmatched[0][1]


def test_two_rows_of_a_name_go_to_two_places_of_it():
    villages = [("Hacılı", 5000), ("Hacılı", 50_000)]
    found, unmatched = _attest(_row("1", "Hacılı"), _row("2", "Hacılı"), villages=villages)
    assert (found, unmatched) == ({"1": "0", "2": "1"}, [])


def test_a_place_inside_goes_before_a_namesake_just_outside():
    villages = [("Hacılı", 5000), ("Hacılı", 112_000)]
    assert _attest(_row("1", "Hacılı"), villages=villages)[0] == {"1": "0"}


@pytest.mark.parametrize(("same_as", "expected"), [("wof:1", {"1": "1"}), ("wof:9", {})])
def test_an_identifier_decides_alone(same_as, expected):
    row = replace(_row("1", "Başqa", same_as=(same_as,)), district_hint="")
    assert _attest(row, villages=[("Maraq", 1000), ("Heyvalı", 9000)])[0] == expected
