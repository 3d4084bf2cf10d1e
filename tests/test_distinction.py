"""What sets places of one label and type apart: only what differs, nothing for one alone."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from site_fixture import region_places

from gazetteer.distinction import distinctions, years
from gazetteer.model import Link

PLACES = {place.id: place for place in region_places()}
RAYON, VILLAGE = PLACES["p000103"], PLACES["p000102"]


def named(place_id):
    place = PLACES.get(place_id)
    return (f"label of {place_id}", place.type) if place else ("", "")


def test_two_units_of_one_name_are_told_apart_by_their_years_alone():
    first = replace(RAYON, since="1991-11-26", until="1992-10-13")
    second = replace(RAYON, since="2023-12")
    assert distinctions([("X", first), ("X", second)], named) == ["1991–1992", "since 2023"]


def test_the_kind_and_the_system_are_told_where_they_differ():
    soviet = replace(RAYON, feature="raion", system="soviet", until="1991")
    told = distinctions([("X", RAYON), ("X", soviet)], named)
    assert told == ["rayon, of the current system", "raion, of the soviet system, until 1991"]


def test_villages_are_told_apart_by_what_they_lie_in():
    others = (Link("parent", "p000201", "current"), Link("parent", "p000104", "artsakh"),
              Link("related", "p000103"))  # fmt: skip
    here, there = replace(VILLAGE, links=VILLAGE.links[:1]), replace(VILLAGE, links=others)
    told = distinctions([("X", here), ("X", there), ("Y", here)], named)
    assert told == ["in label of p000103", "in label of p000104", ""]


def test_a_place_of_another_type_or_label_is_no_namesake():
    assert distinctions([("X", RAYON), ("X", VILLAGE), ("Y", RAYON)], named) == ["", "", ""]
    assert distinctions([], named) == []


@given(st.lists(st.sampled_from(sorted(PLACES)), max_size=6))
def test_the_order_of_the_places_does_not_matter(ids):
    places = [("X", PLACES[place_id]) for place_id in ids]
    assert distinctions(places[::-1], named) == distinctions(places, named)[::-1]


def test_a_year_that_begins_and_ends_something_stands_once():
    assert years("1930-01-01", "1930-12-31") == "1930"
    assert years("", "") == ""
