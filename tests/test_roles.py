"""Roles from the words around a mention, each row with the rule that it shows."""

import csv
from pathlib import Path

import pytest

from gazetteer.geoparsing.clauses import share_roles
from gazetteer.geoparsing.context import context_of, rules_of
from gazetteer.geoparsing.cues import link_of
from gazetteer.geoparsing.predicates import verb_forms
from gazetteer.geoparsing.roles import LITERAL, find_role
from gazetteer.model import Link, Place
from geodata.door import knowledge

with (Path(__file__).parent / "cases" / "roles.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))

ROLES = {"literal", "metonymic", "associative", ""}


def place_of(kind, lat=41.7, lon=44.8):
    links = (Link("same_as", "geonames:611717"),) if kind == "capital" else ()
    type_ = "settlement" if kind == "capital" else kind
    return Place("p1", type_, type_, lat, lon, "GE", (), links)


@pytest.mark.parametrize("row", CASES, ids=[row["rule"] + " " + row["lang"] for row in CASES])
def test_role(row):
    text, lang = row["text"], row["lang"]
    start = text.index(row["mention"])
    context = context_of(text, start, start + len(row["mention"]), lang)
    place = place_of(row["type"])
    finding = find_role(context, place, case=row["case"])
    other = next((name for name in ("Turkey", "Georgia") if name not in row["mention"]), "")
    if finding is LITERAL and other in text and lang == "en":
        finding = shared(text, row["mention"], other, place)
    assert finding.role == row["role"], finding.evidence


def shared(text, mention, other, place):
    """Return the role of the mention with what the other one of the text carries to it."""
    names = sorted((mention, other), key=text.index)
    starts = [text.index(name) for name in names]
    found = [
        find_role(context_of(text, at, at + len(name), "en"), place_of("country"))
        for at, name in zip(starts, names, strict=True)
    ]
    gap = text[starts[0] + len(names[0]) : starts[1]]
    return share_roles(found, [gap == " and ", False], [place, place])[names.index(mention)]


def test_every_finding_gives_its_reason():
    finding = find_role(context_of("Tbilisi denied it.", 0, 7, "en"), place_of("capital"))
    assert finding.evidence == "metonymic: speaks like a government (“denied”)"
    assert LITERAL.evidence == ""


def test_the_table_knows_only_roles_and_has_reasons():
    rows = knowledge("roles.csv")
    assert {row["role"] for row in rows} <= ROLES
    assert all(row["reason"] for row in rows)
    assert all(phrase for rule in rules_of("roles.csv") for phrase in rule.phrases)


def test_no_rule_names_a_place():
    words = {word for rule in rules_of("roles.csv") for phrase in rule.phrases for word in phrase}
    assert not words & {"baku", "yerevan", "баку", "ереван", "bakı", "երևան", "artsakh", "karabakh"}


def test_verb_forms_are_words():
    assert verb_forms("attack") == ("attack", "attacks", "attacked", "attacking")
    assert "carries" in verb_forms("carry")


@pytest.mark.parametrize("gap", [" and the ", ", and the ", " or the ", " and ", ", "])
def test_an_article_does_not_break_a_list(gap):
    assert link_of(gap, "en") == "list"


@pytest.mark.parametrize("gap", [" the ", " and then the road to the ", " of the "])
def test_an_article_makes_no_list(gap):
    assert link_of(gap, "en") == "same"
