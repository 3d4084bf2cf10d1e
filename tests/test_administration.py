from dataclasses import replace

import pytest
from reconcile_fixture import make_record

from gazetteer.administration import (
    parents_of,
    place_units_at_seats,
    seats_of_units,
    unit_outline,
)
from gazetteer.model import Link, Outline


def _box(south, north, source, quality="good", west=46.0, east=47.0):
    wkt = (
        f"POLYGON (({west} {south}, {east} {south}, {east} {north}, {west} {north}, "
        f"{west} {south}))"
    )
    return Outline(wkt, quality, 1000, "drawn for the test", source)


def _unit(key, name, south, north, *, system="current", **fields):
    outline = _box(south, north, key)
    options = {"type": "district", "feature": "rayon", "system": system, "outline": outline}
    return make_record(key, f"{name}=az", **(options | fields))


NORTH = _unit("districts:az-N", "Şimal", 40.0, 41.0)
SOUTH = _unit("districts:az-S", "Cənub", 39.0, 40.0)
OLD = _unit("districts:nkao-O", "Köhnə", 39.0, 41.0, system="nkao", since="1930", until="1991")
OBLAST = _unit(
    "districts:nkao",
    "Vilayət",
    38.0,
    42.0,
    system="nkao",
    type="region",
    feature="autonomous oblast",
    until="1991",
)


def _parents(village, *units):
    places = [[village], *[[unit] for unit in units]]
    return {(link.system, link.target, link.until) for link in parents_of(places)[0]}


def test_a_village_has_a_parent_in_each_system_with_its_years():
    village = make_record("wof:1", "Kənd=az", north_m=10_000)
    assert _parents(village, NORTH, SOUTH, OLD, OBLAST) == {
        ("current", "districts:az-N", ""),
        ("nkao", "districts:nkao-O", "1991"),
    }


@pytest.mark.parametrize(
    ("north_m", "stated", "expected"),
    [
        (500, "districts:az-S", "districts:az-S"),  # the hierarchy, half a kilometre off
        (500, "", "districts:az-N"),  # the outline alone
        (5000, "districts:az-S", "districts:az-N"),  # too far off to believe the hierarchy
    ],
)
def test_a_village_just_outside_its_district(north_m, stated, expected):
    parents = (Link("parent", stated, "current"),) if stated else ()
    village = make_record("wof:1", "Kənd=az", north_m=north_m, parents=parents)
    assert {target for _, target, _ in _parents(village, NORTH, SOUTH)} == {expected}


def test_a_village_outside_every_outline_goes_to_the_near_one_or_to_none():
    near = make_record("wof:1", "Kənd=az", north_m=112_000)
    far = make_record("wof:2", "Kənd=az", north_m=130_000)
    assert {target for _, target, _ in _parents(near, NORTH)} == {"districts:az-N"}
    assert _parents(far, NORTH) == set()


def test_places_elsewhere_have_no_parents_here():
    assert _parents(make_record("wof:1", "Kənd=az", north_m=10_000, country="GE"), NORTH) == set()


def test_a_city_that_is_its_own_unit_lies_in_no_district():
    city = make_record("wof:1", "Şəhər=az", north_m=10_000)
    code = replace(make_record("geonames:9", "Şəhər=az;iso:AZ-XX=id"), lat=None, lon=None)
    parents = parents_of([[city, code], [NORTH], [OLD]])[0]
    assert {link.target for link in parents} == {"districts:nkao-O"}


def test_the_outline_of_a_place_is_the_newest_and_never_a_withdrawn_one():
    withdrawn = make_record("wof:1", "A=az", outline=_box(1, 2, "wof:1"), is_deprecated=True)
    region = make_record("wof:2", "A=az", outline=_box(1, 2, "wof:2"))
    changed = make_record("districts:a", "A=az", outline=_box(1, 2, "districts:az-a-2023"))
    older = make_record("districts:b", "A=az", outline=_box(1, 2, "districts:nkao-b"))
    found = [unit_outline(group) for group in ([withdrawn, region, older], [region, changed])]
    assert [outline.source for outline in found] == ["wof:2", "districts:az-a-2023"]
    assert unit_outline([make_record("wof:3", "A=az")]) is None


def test_a_unit_without_a_point_lies_at_its_seat():
    seat = make_record("wof:1", "Mərkəz=az")
    link = Link("seat", "wof:1")
    unit = replace(make_record("districts:u", "U=az", links=(link,)), lat=None, lon=None)
    placed = place_units_at_seats([seat, unit])[1]
    assert (placed.lat, placed.lon, placed.accuracy_m) == (seat.lat, seat.lon, 20_000)


def test_the_seats_of_units_are_those_of_the_sources_and_of_the_table_of_relations():
    unit = replace(NORTH, links=(Link("seat", "wof:7", source="districts:az-N"),))
    listed = make_record("wof:85668119", "Syunik=en", type="region", feature="marz")
    assert {"wof:7", "wof:890449909"} <= seats_of_units([[unit], [listed]])


def test_a_village_lies_in_a_province_of_armenia_though_that_is_a_region():
    province = _unit("wof:9", "Sünik", 39.0, 40.0, type="region", feature="marz", country="AM")
    village = make_record("wof:1", "Kənd=az", north_m=-30_000, country="AM")
    assert _parents(village, province) == {("current", "wof:9", "")}


def test_a_village_at_the_border_lies_in_no_unit_across_it():
    abroad = _unit("wof:9", "Laçın", 39.0, 41.0)
    own = _unit("wof:8", "Sünik", 40.01, 41.0, country="AM")
    village = make_record("wof:1", "Կոռնիձոր=hy", country="AM")
    assert _parents(village, abroad, own) == {("current", "wof:8", "")}


def test_a_law_puts_a_village_where_no_outline_does():
    told = _unit("districts:az-XCI", "Xocalı", 20.0, 21.0)
    village = make_record("wof:1360021889", "Malıbəyli=az")
    assert _parents(village, told, NORTH) == {("current", "districts:az-XCI", "")}
