"""Roles that mentions share: two names of one place, and the ends of a compound."""

import pytest
from test_roles import place_of

from gazetteer.geoparsing.clauses import share_roles
from gazetteer.geoparsing.context import context_of
from gazetteer.geoparsing.roles import LITERAL, find_role

PAIRS = [
    ("en", "The Georgia-Turkey conflict ended.", "Georgia", "Turkey", "dash", "associative"),
    ("en", "The Turkey-Georgia conflict ended.", "Turkey", "Georgia", "dash", "associative"),
    ("en", "on the Georgia-Turkey border", "Georgia", "Turkey", "dash", "literal"),
    ("en", "leaders of the Georgia (Turkey) signed", "Georgia", "Turkey", "names", "associative"),
    ("en", "Georgia (Turkey) signed it.", "Georgia", "Turkey", "names", "metonymic"),
    ("en", "in Georgia (Turkey) it rained", "Georgia", "Turkey", "names", "literal"),
    ("az", "Horadiz–Ağbənd dəmir yolu tikilir.", "Horadiz", "Ağbənd", "dash", "literal"),
    ("hy", "Գյումրի–Կարս երկաթուղին փակ է։", "Գյումրի", "Կարս", "dash", "literal"),
    ("az", "Tbilisi–İmişli klubu", "Tbilisi", "İmişli", "dash", "associative"),
]


@pytest.mark.parametrize(("lang", "text", "one", "other", "pair", "role"), PAIRS)
def test_two_names_in_one_role(lang, text, one, other, pair, role):
    place = place_of("country" if lang == "en" else "capital")
    starts = text.index(one), text.index(other)
    found = [
        find_role(
            context_of(text, at, at + len(name), lang), place, case="nominative" * (lang != "en")
        )
        for at, name in zip(starts, (one, other), strict=True)
    ]
    shared = share_roles(found, [False, False], [place, place], [lang, lang], [pair, ""])
    assert [finding.role for finding in shared] == [role, role]


def test_a_name_in_brackets_far_away_shares_no_role():
    city, country = place_of("capital"), place_of("country", lat=40.0, lon=35.0)
    found = [find_role(context_of("University of Tbilisi (Georgia)", 14, 21, "en"), city), LITERAL]
    shared = share_roles(found, [False, False], [city, country], ["en", "en"], ["names", ""])
    assert [finding.role for finding in shared] == ["associative", "literal"]
