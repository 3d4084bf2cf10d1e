"""Districts and their seats never swap: proved for every district of the shipped tables."""

from collections import Counter

import pytest

from gazetteer import Gazetteer
from gazetteer.distance import distance_m
from gazetteer.generic_words import take_generic_word
from gazetteer.names import fold

WELL_NAMED = {"official", "common"}
AREA = {
    "az": ("{} rayonu", "{} rayonunda", "{} rayonundan"),
    "hy": ("{} շրջան", "{}ի շրջանում", "{}ի մարզի"),
    "ru": ("{} район", "район {}", "{} района"),
    "en": ("{} District", "{} region", "district of {}", "{} province", "{} raion"),
}
SETTLEMENT = {
    "az": ("{} şəhəri", "{} şəhərində", "{} kəndi", "{} qəsəbəsində"),
    "hy": ("{} քաղաք", "քաղաք {}", "{} քաղաքում", "{} գյուղ"),
    "ru": ("город {}", "г. {}", "города {}", "село {}", "пос. {}"),
    "en": ("{} town", "city of {}", "town of {}", "{} city"),
}


@pytest.fixture(scope="module")
def gaz():
    return Gazetteer.open()


@pytest.fixture(scope="module")
def pairs(gaz):
    """Return (district, seat, language, shared form) for every official or common shared name."""
    places = [place for place in gaz.places() if place.country_code in ("AM", "AZ")]
    towns = [place for place in places if place.feature in ("town", "city")]
    found = set()
    for district in places:
        if district.type == "district":
            seats = [gaz[k.target] for k in district.links if k.relation == "seat"]
            seats += [town for town in towns if distance_m(*point(town), *point(district)) < 40_000]
            found.update((district.id, s.id, *name) for s in seats for name in shared(district, s))
    return sorted(found)


def point(place):
    return place.lat, place.lon


def shared(district, seat):
    """Yield (language, form) of the names of a district that are names of the settlement too."""
    names = {fold(name.form): name.form for name in seat.names if name.kind in WELL_NAMED}
    for name in district.names:
        bare = take_generic_word(name.form)
        key = fold(bare.rest if bare else name.form)
        if name.kind in WELL_NAMED and name.lang in AREA and key in names:
            yield name.lang, names[key]


def swapped(gaz, pairs, templates, is_right):
    """Return the queries of all pairs whose answer is not right."""
    asked = {
        (template.format(form), district, seat)
        for district, seat, lang, form in pairs
        for template in templates[lang]
    }
    return [
        query
        for query, district, seat in sorted(asked)
        if not is_right(gaz.lookup(query, limit=40), district, seat)
    ]


def seat_goes_first(candidates, district, seat):
    return next((c.id for c in candidates if c.id in (district, seat)), None) == seat


def a_district_goes_first(candidates, district, seat):
    return bool(candidates) and candidates[0].type in ("district", "region")


def an_area_goes_before_the_seat(candidates, district, seat):
    ids = [c.id for c in candidates]
    return a_district_goes_first(candidates, district, seat) or (
        district in ids and (seat not in ids or ids.index(district) < ids.index(seat))
    )


def test_every_language_has_pairs(pairs):
    languages = Counter(lang for _, _, lang, _ in pairs)
    assert min(languages[lang] for lang in AREA) >= 60


def test_a_bare_name_is_the_seat(gaz, pairs):
    assert swapped(gaz, pairs, dict.fromkeys(AREA, ("{}",)), seat_goes_first) == []


def test_a_word_for_a_district_asks_for_the_district(gaz, pairs):
    districts = [pair for pair in pairs if gaz[pair[0]].feature != "municipality"]
    assert swapped(gaz, districts, AREA, a_district_goes_first) == []


def test_a_word_for_a_district_puts_a_municipality_before_its_town(gaz, pairs):
    """Nobody says "rayonu" of one: "Molla Göyçə rayonu" may be read in part, as Göyçə."""
    municipalities = [pair for pair in pairs if gaz[pair[0]].feature == "municipality"]
    assert len(municipalities) > 20
    assert swapped(gaz, municipalities, AREA, an_area_goes_before_the_seat) == []


def test_a_word_for_a_settlement_asks_for_the_seat(gaz, pairs):
    assert swapped(gaz, pairs, SETTLEMENT, seat_goes_first) == []
