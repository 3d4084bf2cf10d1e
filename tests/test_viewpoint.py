"""A viewpoint chooses a label, never a place, and no rule knows a side."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lookup_fixture import write_small_tables

from gazetteer import Gazetteer, OptionError, Place, Toponym
from gazetteer.viewpoint import VIEWPOINTS, label, ordered_names

SCRIPTS = {"hy": "Armn", "az": "Latn", "ru": "Cyrl", "en": "Latn"}


def name(form, lang, kind="official", **more):
    return Toponym(form, lang, SCRIPTS[lang], kind, ("made:test",), **more)


def place(*names, country="AZ"):
    return Place("p000001", "settlement", "town", 39.8, 46.7, country, names)


STEPANAKERT = place(
    name("Ստեփանակերտ", "hy"), name("Xankəndi", "az"), name("Степанакерт", "ru", "common"),
    name("Stepanakert", "en", "common"),
)  # fmt: skip


def test_the_table_has_the_documented_viewpoints():
    assert set(VIEWPOINTS) >= {"all", "hy", "az", "ru", "en", "document"}
    assert list(VIEWPOINTS) == sorted(VIEWPOINTS)


@pytest.mark.parametrize(("viewpoint", "shown"), [
    ("hy", "Ստեփանակերտ"), ("az", "Xankəndi"), ("ru", "Степанакерт"), ("en", "Stepanakert"),
    ("all", "Xankəndi / Ստեփանակերտ"), ("document", "Xankəndi / Ստեփանակերտ"),
])  # fmt: skip
def test_a_viewpoint_shows_its_names(viewpoint, shown):
    assert label(STEPANAKERT, viewpoint) == shown


def test_an_unknown_viewpoint_is_refused_by_name():
    with pytest.raises(OptionError, match="'neutral' is no viewpoint; choose one of all, az"):
        label(STEPANAKERT, "neutral")


@pytest.mark.parametrize(("names", "country", "shown"), [
    ((name("Ստեփանակերտ", "hy"),), "AZ", "Ստեփանակերտ"),
    ((name("Xankəndi", "az"),), "AZ", "Xankəndi"),
    ((name("Париж", "ru"), name("Paris", "en"), name("Փարիզ", "hy")), "FR", "Paris"),
    ((name("Мачкалашен", "ru"),), "AZ", "Мачкалашен"),
    ((), "AZ", "p000001"),
])  # fmt: skip
def test_a_place_always_has_a_label(names, country, shown):
    assert label(place(*names, country=country)) == shown


@pytest.mark.parametrize(
    ("names", "shown"),
    [  # nothing but names of the region: the one that more attest, in whatever letters
        ((("Կարմիր", "hy", 2), ("Qırmızı", "az", 1)), "Կարմիր"),
        ((("Կարմիր", "hy", 1), ("Qırmızı", "az", 2)), "Qırmızı"),
        # a name in Latin letters that is no side's goes before both
        ((("Կարմիր", "hy", 3), ("Qırmızı", "az", 3), ("Karmir", "fr", 1)), "Karmir"),
        ((("Karmir", "fr", 1), ("Qirmizi", "de", 1), ("Qirmizi", "it", 1)), "Qirmizi"),
        # letters of a side are no better for being Latin
        ((("Karmir", "hy-Latn", 1), ("Красное", "uk", 2)), "Красное"),
        ((("Qırmızı", "az", 1), ("Красное", "uk", 2)), "Красное"),
    ],
)  # fmt: skip
def test_without_a_name_of_its_own_every_viewpoint_shows_the_most_attested(names, shown):
    scripts = {"hy": "Armn", "uk": "Cyrl"}
    found = place(*(
        Toponym(form, lang, scripts.get(lang, "Latn"), "common",
                tuple(f"made:{n}" for n in range(sources)))
        for form, lang, sources in names
    ), country="GE")  # fmt: skip
    own = {lang for _, lang, _ in names}
    for viewpoint in {"hy", "az", "ru", "en", "all"} - own:
        assert label(found, viewpoint) == shown


def test_an_official_name_that_ended_goes_before_a_copy_of_the_other_side():
    ours = place(
        name("Քարվաճառ", "hy", until=2020), name("Քելբաջար", "hy", "common"), name("Kəlbəcər", "az")
    )
    assert label(ours, "hy") == "Քարվաճառ"


def test_the_name_of_today_goes_before_the_one_before_it():
    gyumri = place(name("Լենինական", "hy", until=1990), name("Գյումրի", "hy", since=1992))
    assert label(gyumri, "hy") == "Գյումրի"


SWAP = {"hy": "az", "az": "hy"}


def swapped(ours: Place) -> Place:
    """Give each side's names to the other, forms and all else as they are."""
    return replace(ours, names=tuple(replace(n, lang=SWAP.get(n.lang, n.lang)) for n in ours.names))


def unscripted(ours: Place) -> Place:
    """Let every name be in the script of its language, so that only language could decide."""
    return replace(ours, names=tuple(replace(n, script=SCRIPTS[n.lang]) for n in ours.names))


NAMES = st.builds(
    name, st.sampled_from(["Şuşa", "Շուշի", "Ağdam", "Ակնա", "Laçın", "Բերձոր", "Zar", "Ծար"]),
    st.sampled_from(["hy", "az", "ru", "en"]),
    st.sampled_from(["official", "common", "historical", "variant"]),
    since=st.none() | st.integers(1900, 1990), until=st.none() | st.integers(1991, 2023),
)  # fmt: skip
PLACES = st.lists(NAMES, max_size=6).map(lambda names: place(*names))


@given(PLACES)
def test_swapping_the_sides_changes_no_joint_label(ours):
    assert label(unscripted(swapped(ours))) == label(unscripted(ours))


@given(PLACES.filter(lambda ours: any(n.lang == "hy" for n in ours.names)))
def test_swapping_the_sides_swaps_their_labels(ours):
    assert label(unscripted(swapped(ours)), "az") == label(unscripted(ours), "hy")


@given(PLACES)
def test_the_order_of_names_knows_no_side(ours):
    there = [(n.form, n.kind, n.since, n.until) for n in ordered_names(ours)]
    back = [(n.form, n.kind, n.since, n.until) for n in ordered_names(swapped(ours))]
    assert [form for form, *_ in there] == [form for form, *_ in back]
    assert sorted(map(str, there)) == sorted(map(str, back))


@given(PLACES, st.randoms())
def test_the_order_in_the_table_does_not_matter(ours, chance):
    names = list(ours.names)
    chance.shuffle(names)
    assert label(replace(ours, names=tuple(names))) == label(ours)


def test_no_viewpoint_changes_which_place_is_found(tmp_path):
    gaz = Gazetteer.open(write_small_tables(tmp_path))
    for query in ("Şuşa", "Շուշի", "Martuni", "Ханкенди"):
        found = gaz.lookup(query)
        for viewpoint in VIEWPOINTS:
            assert all(gaz.label(candidate.place, viewpoint) for candidate in found)
        assert [c.id for c in gaz.lookup(query)] == [c.id for c in found]


def test_a_river_of_no_single_country_shows_both_endonyms():
    river = Place(
        "p1", "hydro", "river", 39.4, 46.6, "",
        (
            Toponym("Həkəri", "az", "Latn", "common", ("features:f004",)),
            Toponym("Հագարու", "hy", "Armn", "common", ("features:f004",)),
            Toponym("Hakari River", "en", "Latn", "common", ("features:f004",)),
        ),
    )  # fmt: skip
    assert set(label(river).split(" / ")) == {"Həkəri", "Հագարու"}


def test_a_title_is_no_label_where_the_bare_name_is_known():
    district = Place(
        "p1", "district", "rayon", 40.0, 46.9, "AZ",
        (
            Toponym("Ağdam", "az", "Latn", "official", ("wof:1",)),
            Toponym("Աղդամի շրջան", "hy", "Armn", "official", ("districts:1",)),
            Toponym("Աղդամ", "hy", "Armn", "common", ("wof:1",)),
            Toponym("Агдамский район", "ru", "Cyrl", "common", ("wof:1",)),
        ),
    )  # fmt: skip
    assert set(label(district).split(" / ")) == {"Ağdam", "Աղդամ"}
    assert label(district, "ru") == "Агдамский район"
