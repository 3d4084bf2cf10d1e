from dataclasses import replace

import pytest
from reconcile_fixture import make_record

from gazetteer.repair import (
    apply_corrections,
    modernize_letters,
    promote_main_names,
    rank_settlements,
    relabel_scripts,
    remove_districts_names,
    remove_namesakes_names,
    remove_neighbours_names,
    repair,
    restore_diacritics,
    settle_county_names,
    settle_unit_names,
)
from geodata.door import knowledge


def _names(record):
    return {(name.form, name.lang, name.kind) for name in record.names}


def _unit(identifier, code, name, kind="district"):
    """Return the reference row of a first-level unit."""
    record = make_record(f"geonames:{identifier}", f"{name}=az;{code}=id", type=kind)
    return replace(record, lat=None, lon=None)


def test_latin_letters_under_armenian_are_a_romanization():
    record = make_record("wof:1", "Mayisyan=hy", country="AM")
    (done,), repairs = relabel_scripts([record])
    assert _names(done) == {("Mayisyan", "hy-Latn", "romanization")}
    assert [(r.was, r.now, r.rule) for r in repairs] == [
        ("Mayisyan (hy)", "Mayisyan (hy-Latn)", "wrong-script")
    ]


def test_the_armenian_variant_that_was_romanized_becomes_the_name():
    record = make_record("wof:1", "Mayisyan=hy;Մայիսյան=hy")
    names = (record.names[0], replace(record.names[1], kind="variant"))
    (done,), repairs = relabel_scripts([replace(record, names=names)])
    assert ("Մայիսյան", "hy", "common") in _names(done)
    assert "preferred-was-romanized" in {r.rule for r in repairs}


def test_the_letters_of_1991_are_read_as_azerbaijani():
    (done,), repairs = modernize_letters([make_record("wof:1", "Xankändi=heading")])
    assert {form for form, lang, _ in _names(done) if lang == "az"} == {"Xankändi", "Xankəndi"}
    assert len(repairs) == 1


def test_a_heading_without_its_diacritics_gives_way_to_the_name():
    record = make_record("wof:1", "Qaradagli=heading;Qaradağlı=az")
    (done,), repairs = restore_diacritics([record])
    assert _names(done) == {("Qaradağlı", "az", "common")}
    assert repairs[0].now == "Qaradağlı (az)"


def test_a_unit_loses_another_units_names_by_its_iso_code():
    lachin, lankaran = _unit(1, "iso:AZ-LAC", "Laçın"), _unit(2, "iso:AZ-LAN", "Lənkəran")
    wrong = make_record(
        "wof:9",
        "Lankaran=heading;Laçın Rayonu=az;Ленкоранский район=ru;连科兰=zh;iso:AZ-LAC=id;"
        "geonames:77=id;wikidata:Q1=id",
        type="district",
        feature="rayon",
        placetype="region",
    )
    done, repairs = settle_unit_names([lachin, lankaran, wrong])
    assert _names(done[-1]) == {("Laçın Rayonu", "az", "common")}
    assert done[-1].same_as == ("geonames:1", "iso:AZ-LAC")
    assert {r.rule for r in repairs} == {"name-of-another-unit", "id-follows-code"}
    assert all(r.reason for r in repairs)


def test_a_city_loses_the_name_of_its_district():
    city = make_record(
        "wof:9",
        "Yevlax=az;Евлахский район=ru;iso:AZ-YE=id",
        feature="city",
        placetype="region",
    )
    done, repairs = settle_unit_names([_unit(1, "iso:AZ-YE", "Yevlax", "settlement"), city])
    assert _names(done[-1]) == {("Yevlax", "az", "common")}
    assert "район cannot name a city" in {r.reason for r in repairs}


def test_a_renamed_unit_keeps_the_names_that_belong_to_nobody_else():
    city = make_record(
        "wof:9", "Xankəndi=az;Степанакерт=ru;iso:AZ-XA=id", feature="city", placetype="region"
    )
    done, _ = settle_unit_names([_unit(1, "iso:AZ-XA", "Xankəndi", "settlement"), city])
    assert {form for form, _, _ in _names(done[-1])} == {"Xankəndi", "Степанакерт"}


def test_a_county_keeps_the_names_of_its_outline():
    county = make_record("wof:9", "Khojavend=heading;Fuzuli=heading", placetype="county")
    (done,), repairs = settle_county_names([county])
    assert {form for form, _, _ in _names(done)} == {"Fuzuli"}
    assert len(repairs) == 1


CHAREKTAR = "Charectar=heading;Çərəkdar=az;Чаректар=ru"
CHAPAR = "Chapar=heading;Çapar=az;Չափար=hy;Чапар=ru;Çərəkdar=az"


def _as_variant(record, form):
    names = tuple(replace(n, kind="variant") if n.form == form else n for n in record.names)
    return replace(record, names=names)


def test_a_variant_that_is_the_neighbours_name_is_taken_off():
    chapar = _as_variant(make_record("wof:1", CHAPAR), "Çərəkdar")
    done, repairs = remove_neighbours_names([chapar, make_record("wof:2", CHAREKTAR, north_m=7000)])
    assert "Çərəkdar" not in {form for form, _, _ in _names(done[0])}
    assert "7.0 km away" in repairs[0].reason


@pytest.mark.parametrize(
    ("text", "form", "why"),
    [
        ("Stepanakert=heading;Степанакерт=ru;Çərəkdar=az", "", "a main name stays"),
        ("Drmbon=heading;Դրմբոն=hy;Չարեկտար=hy", "Չարեկտար", "the other language stays"),
    ],
)
def test_a_renamed_villages_names_are_left(text, form, why):
    record = _as_variant(make_record("wof:1", text), form)
    done, repairs = remove_neighbours_names([record, make_record("wof:2", CHAREKTAR, north_m=7000)])
    assert (done[0], repairs) == (record, []), why


def test_a_correction_by_hand_carries_its_source():
    row = next(row for row in knowledge("corrections.csv") if row["action"] == "remove")
    record = make_record(row["record"], f"{row['form']}={row['lang']};Other=az")
    (done,), (found,) = apply_corrections([record])
    assert row["form"] not in {form for form, _, _ in _names(done)}
    assert row["source"] in found.reason


def test_repair_is_idempotent():
    records = [
        make_record("wof:1", "Qaradagli=heading;Qaradağlı=az;Gharadaghli=hy"),
        _as_variant(make_record("wof:2", CHAPAR), "Çərəkdar"),
        make_record("wof:3", CHAREKTAR, north_m=7000),
    ]
    once, _ = repair(records)
    twice, again = repair(once)
    assert twice == once
    assert [r for r in again if r.now] == []


def test_a_villages_districts_name_is_taken_off_it_and_a_quarters_own_is_not():
    district = make_record("wof:1", "Xocalı=az", type="district", feature="rayon")
    village = make_record("wof:2", "Xocalı=az;Xocalı rayonu=az;Khojaly District=en")
    quarter = make_record("wof:3", "Binəqədi=az;Binəqədi rayonu=az")
    done, repairs = remove_districts_names([district, village, quarter])
    assert {name.form for name in done[1].names} == {"Xocalı"}
    assert done[2] is quarter
    assert {r.was for r in repairs} == {"Xocalı rayonu (az)", "Khojaly District (en)"}


def test_a_record_told_to_be_a_village_is_one_and_is_listed():
    record = make_record("wof:1243286101", "Նռնաձոր=hy", type="other", feature="locality")
    (done,), repairs = apply_corrections([record])
    assert (done.type, done.feature) == ("settlement", "village")
    assert [(r.field, r.now) for r in repairs] == [("type", "settlement village")]


def test_a_number_that_is_anothers_is_taken_off_and_is_listed():
    record = replace(make_record("wof:1327065809", "Saatlı=az"), population=87_000)
    (done,), repairs = apply_corrections([record])
    assert done.population is None
    assert [(r.field, r.was) for r in repairs] == [("population", "87000")]


def test_of_a_record_with_anothers_page_only_its_own_names_stay():
    notation = "Khodzhavend=heading;Xocavənd=az;Մարտունի=hy;wikipedia:Khojavend_(town)=id"
    (done,), repairs = apply_corrections([make_record("wof:1209114779", notation)])
    assert {name.form for name in done.names} == {"Khodzhavend", "Xocavənd"}
    assert not done.same_as
    assert {r.was for r in repairs} == {"Մարտունի (hy)"}


def test_the_armenian_form_of_the_main_name_of_geonames_is_the_name():
    record = make_record("geonames:1", "Khndzorut=heading;Խնձորուտ=hy;Ալմալու=hy", country="AM")
    variants = tuple(replace(name, kind="variant") for name in record.names)
    (done,), repairs = promote_main_names([replace(record, names=variants)])
    assert {n.form for n in done.names if n.kind == "common"} == {"Խնձորուտ"}
    assert [r.rule for r in repairs] == ["preferred-was-romanized"]


def test_a_town_of_a_list_is_no_village():
    ayrum = replace(make_record("geonames:616840", "Ayrum=en", country="AM"), feature="village")
    (done,), repairs = rank_settlements([ayrum])
    assert done.feature == "town"
    assert (repairs[0].was, repairs[0].now, repairs[0].rule) == ("village", "town", "rank")
    assert repairs[0].reason.startswith("Republic of Armenia: Այրում")


def test_no_list_lowers_a_settlement():
    city = replace(make_record("geonames:146970", "Xankəndi=az"), feature="city")
    (done,), repairs = rank_settlements([city])
    assert (done.feature, repairs) == ("city", [])


def test_the_list_that_has_it_highest_counts_whosever_it_is():
    """One state lists it as an urban settlement and another as a town, in either order."""
    lists = [row for row in knowledge("ranks.csv") if row["record"] == "geonames:147504"]
    assert {row["feature"] for row in lists} == {"town", "urban settlement"}
    village = replace(make_record("geonames:147504", "Mincivan=az"), feature="village")
    (done,), _ = rank_settlements([village])
    assert done.feature == "town"


def test_every_row_of_the_ranks_has_a_known_authority_and_rank():
    known = {row["authority"] for row in knowledge("authorities.csv")}
    rows = knowledge("ranks.csv")
    assert {row["used_by"] for row in rows} <= known
    assert {row["feature"] for row in rows} == {"town", "urban settlement"}
    assert all(row["form"] and row["source"] for row in rows)
    towns = [r["used_by"] for r in rows if r["feature"] == "town"]
    assert towns.count("Republic of Armenia") == 49
    assert towns.count("Republic of Azerbaijan") == 79


def test_translations_of_a_known_namesake_are_taken_off():
    langs = (
        "cs",
        "de",
        "es",
        "fi",
        "fr",
        "hu",
        "it",
        "ja",
        "ko",
        "lt",
        "nl",
        "pl",
        "pt",
        "ro",
        "sv",
    )
    foreign = ";".join(f"Name{lang}={lang}" for lang in langs)
    town = make_record("wof:1", f"Ijevan=heading;Իջևան=hy;{foreign}", population=19_500)
    field = make_record("wof:2", f"Ijevan=heading;Իջևան=hy;Иджеван=ru;{foreign}", north_m=60_000)
    done, repairs = remove_namesakes_names([town, field])
    assert done[0] == town
    assert {lang for _, lang, _ in _names(done[1])} <= {"hy", "ru", "und-Latn", "en"}
    assert len(repairs) == len(langs)
    near = make_record("wof:2", f"Ijevan=heading;Իջևան=hy;{foreign}", north_m=2000)
    assert remove_namesakes_names([town, near])[1] == []


@pytest.mark.parametrize(
    ("heading", "own", "copied"),
    [
        ("Saratak", "Սարատակ=hy", "İmirxan=az"),
        ("İmirxan", "İmirxan=az", "Սարատակ=hy"),
    ],
)
def test_of_a_copied_pair_the_name_that_the_record_is_filed_under_stays(heading, own, copied):
    known = make_record("wof:1", f"{own};{copied}", population=1298)
    small = make_record("wof:2", f"{heading}=heading;{own};{copied}", north_m=90_000)
    done, _ = remove_namesakes_names([known, small])
    forms = {form for form, _, _ in _names(done[1])}
    assert own.split("=")[0] in forms
    assert copied.split("=")[0] not in forms


def test_a_name_that_another_source_attests_stays():
    known = make_record("wof:1", "Ağkənd=az;Սպիտակաշեն=hy", population=300)
    small = make_record("wof:2", "Spitakashen=heading;Ağkənd=az;Սպիտակաշեն=hy", north_m=40_000)
    said = make_record("renames:1", "Ağkənd=az;wof:2=id")
    done, repairs = remove_namesakes_names([known, small, said])
    assert (done, repairs) == ([known, small, said], [])


def test_names_in_other_languages_are_taken_off_by_a_row():
    """The village of Alvar had the words for an alvar, a limestone plain."""
    village = make_record("wof:1108782575", "Alvar=heading;Loopealne=et;Альвар=ru")
    (done,), repairs = apply_corrections([village])
    assert [name.form for name in done.names] == ["Alvar"]
    assert {r.was for r in repairs if r.field == "names"} == {"Loopealne (et)", "Альвар (ru)"}
