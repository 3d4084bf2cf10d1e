from dataclasses import replace

import pytest
from reconcile_fixture import make_record

from gazetteer.repair import (
    apply_corrections,
    modernize_letters,
    promote_main_names,
    relabel_scripts,
    remove_districts_names,
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
