from dataclasses import replace

import pytest

from gazetteer.model import Toponym
from gazetteer.sources.record import toponym
from gazetteer.toponymy import gather_names


def _one(form, lang, kind="common", source="wof:1", **years):
    return toponym(form, lang, kind, source, **years)


def test_a_form_of_two_sources_is_one_name_with_both():
    (name,) = gather_names([_one("Maraq", "az"), _one("Maraq", "az", source="geonames:2")])
    assert name.sources == ("geonames:2", "wof:1")


def test_an_untagged_form_joins_the_tagged_one():
    (name,) = gather_names([_one("Maraq", "und", "variant"), _one("Maraq", "az")])
    assert (name.lang, name.kind) == ("az", "common")


def test_an_untagged_form_does_not_take_the_language_of_a_copy():
    langs = {n.lang for n in gather_names([_one("Pirilyar", "und"), _one("Pirilyar", "ms")])}
    assert langs == {"ms", "und-Latn"}


def test_years_are_kept_apart_by_who_used_the_form():
    names = gather_names(
        [
            _one("Xankəndi", "az", "official", since=1991, used_by="Republic of Azerbaijan"),
            _one("Xankəndi", "az", "historical", until=1923, used_by="Azerbaijani usage"),
            _one("Xankəndi", "az"),
        ]
    )
    assert {(n.kind, n.since, n.until) for n in names} == {
        ("historical", None, 1923),
        ("official", 1991, None),
    }


def test_two_sources_of_one_use_complete_each_others_years():
    use = {"used_by": "Nagorno-Karabakh (Artsakh) authorities"}
    (name,) = gather_names(
        [
            _one("Ասկերան", "hy", "official", since=1991, **use),
            _one("Ասկերան", "hy", "official", since=1991, until=2023, **use),
        ]
    )
    assert (name.since, name.until) == (1991, 2023)


NKR = {"used_by": "Nagorno-Karabakh (Artsakh) authorities"}
SSR = {"used_by": "Soviet administration"}


def test_an_official_name_ends_with_its_authority_and_lives_on_where_it_is_written():
    names = gather_names(
        [
            _one("Վանք", "hy", "official", source="renames:1", **NKR),
            _one("Վանք", "hy", source="wof:1"),
        ]
    )
    assert {(n.kind, n.until, n.sources) for n in names} == {
        ("official", 2023, ("renames:1",)),
        ("common", None, ("wof:1",)),
    }


@pytest.mark.parametrize(("form", "lang"), [("Mardakert", "az"), ("Մարտակերտ", "hy")])
def test_every_side_has_the_same_rule_for_the_names_of_an_authority_that_is_no_more(form, lang):
    (name,) = gather_names([_one(form, lang, "official", **SSR)])
    assert (name.kind, name.until) == ("official", 1991)


def test_a_name_given_up_before_its_authority_ended_keeps_its_year():
    (name,) = gather_names([_one("Dizaq", "az", "official", until=1939, **SSR)])
    assert name.until == 1939


def test_an_authority_that_exists_has_no_last_year():
    (name,) = gather_names([_one("Vəngli", "az", "official", used_by="Republic of Azerbaijan")])
    assert name.until is None


@pytest.mark.parametrize(
    ("one", "two", "lang", "kept"),
    [
        ("Ağdam rayonu", "Ağdam Rayonu", "az", "Ağdam rayonu"),
        ("KHANKANDI", "Khankandi", "en", "Khankandi"),
        ("ՈՒմութլու", "Ումութլու", "hy", "Ումութլու"),
    ],
)
def test_forms_that_differ_by_capitals_alone_are_one_name(one, two, lang, kept):
    names = gather_names([_one(one, lang), _one(one, lang, source="geonames:2"), _one(two, lang)])
    names += gather_names([_one(one, lang, "official"), _one(two, lang, "variant")])
    assert len(names) == 2
    assert kept in {name.form for name in names}


def test_forms_of_two_languages_stay_two_names_whatever_their_capitals():
    assert len(gather_names([_one("Sus", "az"), _one("SUS", "en")])) == 2


def _relations(*names):
    return {name.form: name.relation for name in gather_names(names)}


def test_relations_between_the_names_of_a_place():
    assert _relations(_one("Դրմբոն", "hy"), _one("Heyvalı", "az"), _one("Drmbon", "en")) == {
        "Դրմբոն": "rename",
        "Heyvalı": "rename",
        "Drmbon": "romanization",
    }
    assert _relations(_one("Շուշի", "hy"), _one("Şuşa", "az"), _one("Шуша", "ru")) == {
        "Շուշի": "",
        "Şuşa": "",
        "Шуша": "",
    }
    assert _relations(_one("Կանաչ Թալա", "hy"), _one("Göytala", "az"))["Göytala"] == ""


def test_swapping_the_languages_swaps_the_relations():
    names = [_one("Heyvalı", "az"), _one("Drmbon", "hy"), _one("Дрмбон", "ru")]
    swapped = {"az": "hy", "hy": "az"}
    turned = [replace(name, lang=swapped.get(name.lang, name.lang)) for name in names]
    before = {(n.form, n.lang): n.relation for n in gather_names(names)}
    after = {(n.form, swapped.get(n.lang, n.lang)): n.relation for n in gather_names(turned)}
    assert before == after


def test_a_long_form_is_a_variant_where_the_short_one_is_known():
    kinds = {n.form: n.kind for n in gather_names([_one("Şuşa", "az"), _one("Şuşa şəhəri", "az")])}
    assert kinds == {"Şuşa": "common", "Şuşa şəhəri": "variant"}
    (alone,) = gather_names([_one("Laçın rayonu", "az")])
    assert alone.kind == "common"


def test_no_name_means_no_name():
    assert gather_names([]) == []
    assert isinstance(gather_names([_one("A", "az")])[0], Toponym)
