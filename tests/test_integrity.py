"""The report on a set of tables: each check on the smallest tables that break it."""

import csv
import gzip
import re
from pathlib import Path

import pytest

from gazetteer.errors import MissingInputError, OutputError, TableError
from gazetteer.integrity import Report, check
from gazetteer.store import write_tables
from maps.integrity_page import render, write_page

SQUARE = "POLYGON ((46.5 39.5, 47 39.5, 47 40, 46.5 40, 46.5 39.5))"


def _place(
    place_id: str, type_: str = "settlement", lat: str = "39.7", lon: str = "46.7", **more: str
) -> tuple[str, ...]:
    row = {"feature": "village", "country_code": "AZ", "importance": "0.1", **more}
    return (
        place_id, type_, row["feature"], lat, lon, "", row["country_code"], "", row["importance"],
        row.get("since", ""), row.get("until", ""), "", row.get("superseded_by", ""),
    )  # fmt: skip


def _name(
    place_id: str, form: str, lang: str, script: str = "Latn", kind: str = "common"
) -> tuple[str, ...]:
    return (place_id, form, lang, script, kind, "", "", "", "", "", "test:1")


def _link(place_id: str, relation: str, target: str, system: str = "current") -> tuple[str, ...]:
    return (place_id, relation, target, system if relation == "parent" else "", "", "", "test", "")


def _outline(place_id: str, wkt: str = SQUARE, quality: str = "good") -> tuple[str, ...]:
    return (place_id, quality, "1000", "drawn for a test", "test", wkt)


def _report(folder: Path, **tables: list[tuple[str, ...]]) -> Report:
    write_tables(folder, {"places": [], "names": [], "links": [], **tables})
    return check(folder)


def _found(report: Report) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(f.check, f.severity, f.places) for f in report.findings}


@pytest.mark.parametrize(("successor", "is_broken"), [("withdrawn", False), ("p000009", True)])
def test_a_place_gives_way_to_one_of_the_tables_or_to_none(
    tmp_path: Path, successor: str, is_broken: bool
) -> None:
    names = [_name("p000001", "Sus", "az"), _name("p000001", "Սուս", "hy", "Armn")]
    report = _report(tmp_path, places=[_place("p000001", superseded_by=successor)], names=names)
    broken = ("reference", "error", ("p000001",))
    assert (broken in _found(report)) is is_broken


def test_sound_tables_have_no_finding(tmp_path: Path) -> None:
    report = _report(
        tmp_path,
        places=[_place("p000001", "district", feature="rayon"), _place("p000002")],
        names=[
            _name("p000001", "Laçın", "az"), _name("p000002", "Sus", "az"),
            _name("p000002", "Սուս", "hy", "Armn"),
        ],
        links=[_link("p000002", "parent", "p000001")],
        geometries=[_outline("p000001")],
    )  # fmt: skip
    assert report.findings == () and report.is_sound
    (row,) = report.coverage
    assert (row.label, row.settlements, dict(row.named), row.one_language) == (
        "Laçın", 1, {"az": 1, "en": 0, "hy": 1, "ru": 0}, 0,
    )  # fmt: skip


def test_near_namesakes_are_suspects(tmp_path: Path) -> None:
    report = _report(
        tmp_path,
        places=[_place("p000001"), _place("p000002", lat="39.71"), _place("p000003", lat="39.8")],
        names=[_name(i, form, "az") for i, form in (
            ("p000001", "Ağbulaq"), ("p000002", "AĞBULAQ"), ("p000003", "Ağbulaq"),
        )],
    )  # fmt: skip
    found = _found(report)
    assert ("duplicate", "suspect", ("p000001", "p000002")) in found
    assert ("homonym", "note", ("p000001", "p000002", "p000003")) in found
    assert not any(f.check == "duplicate" and "p000003" in f.places for f in report.findings)


def test_a_decision_to_keep_apart_settles_a_suspect(tmp_path: Path) -> None:
    report = _report(
        tmp_path,
        places=[_place("p000001"), _place("p000002", lat="39.71")],
        names=[_name("p000001", "Sor", "az"), _name("p000002", "Sor", "az")],
        links=[_link("p000001", "same_as", "wof:1"), _link("p000002", "same_as", "wof:2")],
        matches=[("wof:1", "wof:2", "apart", "0.40", "a person decided so")],
    )
    assert not report.of("duplicate")


def test_namesakes_of_one_district_are_suspects(tmp_path: Path) -> None:
    report = _report(
        tmp_path,
        places=[_place("p000001", "district"), _place("p000002"), _place("p000003", lat="39.9")],
        names=[
            _name("p000001", "D", "az"),
            _name("p000002", "Vəng", "az"),
            _name("p000003", "Vəng", "az"),
        ],
        links=[_link(i, "parent", "p000001") for i in ("p000002", "p000003")],
    )
    assert ("homonym", "suspect", ("p000002", "p000003")) in _found(report)


def test_outside_the_district_beyond_the_error_of_the_outline(tmp_path: Path) -> None:
    report = _report(
        tmp_path,
        places=[
            _place("p000001", "district"), _place("p000002", lon="47.02"),
            _place("p000003", lon="47.1"), _place("p000004"),
        ],
        names=[_name(f"p00000{n}", f"N{n}", "az") for n in range(1, 5)],
        links=[_link(f"p00000{n}", "parent", "p000001") for n in range(2, 5)],
        geometries=[_outline("p000001")],
    )  # fmt: skip
    found = {(f.severity, f.places) for f in report.of("outside")}
    assert found == {("note", ("p000002",)), ("suspect", ("p000003",))}


def test_two_positions(tmp_path: Path) -> None:
    report = _report(
        tmp_path,
        places=[_place("p000001"), _place("p000002", "district", lon="47.5")],
        names=[_name("p000001", "A", "az"), _name("p000002", "B", "az")],
        links=[_link("p000001", "same_as", "wof:1")],
        matches=[("wof:1", "geonames:1", "same", "0.9", "same name, 4.6 km apart")],
        geometries=[_outline("p000002")],
    )
    assert {f.places for f in report.of("positions")} == {("p000001",), ("p000002",)}


def test_scripts(tmp_path: Path) -> None:
    report = _report(
        tmp_path,
        places=[_place("p000001")],
        names=[
            _name("p000001", "Gandzasar", "hy"), _name("p000001", "Гәнҹә", "az-Cyrl", "Cyrl"),
            _name("p000001", "Գանձասար", "hy", "Latn"), _name("p000001", "Gandzasar", "hy-Latn"),
        ],
    )  # fmt: skip
    assert [(f.severity, f.detail) for f in report.of("script")] == [
        ("suspect", "Gandzasar is in Latn, filed under hy (Armn)"),
        ("error", "Գանձասար (hy) is Armn, the table says Latn"),
    ]


def test_outlines_that_are_broken_or_overlap(tmp_path: Path) -> None:
    bow = "POLYGON ((46 39, 47 40, 47 39, 46 40, 46 39))"
    report = _report(
        tmp_path,
        places=[_place(f"p00000{n}", "district", lat="39.75", lon="46.75") for n in range(1, 5)],
        names=[_name(f"p00000{n}", f"N{n}", "az") for n in range(1, 5)],
        geometries=[
            _outline("p000001"), _outline("p000002"), _outline("p000003", bow),
            _outline("p000004", "POLYGON (("),
        ],
    )  # fmt: skip
    assert _found(report) >= {
        ("overlap", "suspect", ("p000001", "p000002")),
        ("outline", "error", ("p000003",)),
        ("outline", "error", ("p000004",)),
    }
    assert not report.is_sound


def test_references_years_and_changes(tmp_path: Path) -> None:
    report = _report(
        tmp_path,
        places=[_place("p000001", since="1991", until="1923")],
        names=[_name("p000009", "A", "az")],
        links=[_link("p000001", "parent", "p000008")],
        changes=[("p000007", "superseded", "by p000001")],
        unmatched=[("attested", "1", "Hacılı", "Cəbrayıl", "no place of that name")],
    )
    assert {(f.check, f.severity) for f in report.findings} == {
        ("reference", "error"), ("nameless", "error"), ("years", "error"), ("change", "note"),
        ("undecided", "note"), ("one-language", "note"),
    }  # fmt: skip


def test_text_csv_and_page_say_the_same(tmp_path: Path) -> None:
    hostile = '<script>alert("1")</script>'
    report = _report(
        tmp_path,
        places=[_place("p000001"), _place("p000002", lat="39.701")],
        names=[
            _name(i, form, "az") for i in ("p000001", "p000002") for form in (hostile, "=SUM(A1)")
        ],
    )
    report.write_csv(tmp_path / "report.csv")
    write_page(report, tmp_path / "report.html")
    rows = list(csv.DictReader((tmp_path / "report.csv").read_text("utf-8").splitlines()))
    page = (tmp_path / "report.html").read_text("utf-8")
    assert {row["check"] for row in rows} == {"duplicate", "one-language"}
    assert "duplicate" in str(report).lower() and "Duplicate suspects" in page
    assert not any(cell.startswith("=") for row in rows for cell in row.values())
    assert "<script" not in page and "&lt;script&gt;" in page
    assert not re.search(r"""(src|href)=["'](?!#)""", page)
    assert render(report) == page


def test_equal_tables_give_an_equal_report(tmp_path: Path) -> None:
    places = [_place("p000001"), _place("p000002")]
    names = [_name("p000001", "A", "az"), _name("p000002", "A", "az")]
    assert (
        _report(tmp_path / "a", places=places, names=names).findings
        == _report(tmp_path / "b", places=places[::-1], names=names[::-1]).findings
    )


@pytest.mark.parametrize("lang", ["az", "hy", "ru", "en"])
def test_no_language_counts_more_than_another(tmp_path: Path, lang: str) -> None:
    script, form = {
        "az": ("Latn", "Sus"),
        "hy": ("Armn", "Սուս"),
        "ru": ("Cyrl", "Сус"),
        "en": ("Latn", "Sus"),
    }[lang]
    report = _report(
        tmp_path, places=[_place("p000001")], names=[_name("p000001", form, lang, script)]
    )
    assert [(f.check, f.severity) for f in report.findings] == [("one-language", "note")]


def test_the_first_line_says_what_was_counted_and_what_was_not(tmp_path: Path) -> None:
    own = [_place("p000001"), _place("p000002", "district", feature="rayon")]
    write_tables(tmp_path, {"places": own, "names": [_name("p000001", "Sus", "az")], "links": []})
    header, row = (tmp_path / "places.csv").read_text("utf-8").splitlines()[:2]
    with gzip.open(tmp_path / "world_places.csv.gz", "wt", encoding="utf-8") as file:
        file.write(f"{header}\n{row.replace('p000001', 'p000003')}\n")
    first = str(check(tmp_path)).splitlines()[0]
    assert first.endswith(
        "2 places of the region (not checked: 1 of the rest of the world): "
        "district 1, settlement 1, names 1"
    )
    assert "2 places of the region (not checked: 1 of" in render(check(tmp_path))


def test_missing_and_damaged_tables_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError):
        check(tmp_path)
    report = _report(tmp_path / "a", places=[_place("p000001")])
    with pytest.raises(OutputError):
        report.write_csv(tmp_path / "no" / "such" / "folder.csv")
    with pytest.raises(OutputError):
        write_page(report, tmp_path / "no" / "page.html")
    (tmp_path / "a" / "places.csv").write_text("id,type\n", "utf-8")
    with pytest.raises(TableError):
        check(tmp_path / "a")


def _official(
    form: str, lang: str, since: str = "", until: str = "", by: str = ""
) -> tuple[str, ...]:
    script = {"hy": "Armn"}.get(lang, "Latn")
    return ("p000001", form, lang, script, "official", since, until, by, "", "", "test:1")


AZ, NK = "Republic of Azerbaijan", "Nagorno-Karabakh (Artsakh) authorities"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ([_official("Ağdam", "az", by=AZ), _official("Ակնա", "hy", "1993", "2023", NK)], 1),
        ([_official("Ağdam", "az", "1993", by=AZ), _official("Ակնա", "hy", "", "2023", NK)], 1),
        ([_official("Vəngli", "az", by=AZ), _official("Վանք", "hy", until="2023", by=NK)], 0),
        ([_official("Vəngli", "az", until="2010", by=AZ), _official("Վանք", "hy", by=NK)], 1),
        ([_official("Xankəndi", "az", "1991", by=AZ), _official("Ստեփանակերտ", "hy", by=NK)], 0),
        (
            [
                _official("Suqovuşan", "az", "2020", by=AZ),
                _official("Madagiz", "az", until="2020", by=AZ),
                _official("Մատաղիս", "hy", until="2023", by=NK),
            ],
            0,
        ),
    ],
    ids=["one-begins", "the-other-begins", "authority", "one-ends", "republic", "renamed"],
)
def test_years_on_one_side_only_are_listed_but_for_a_stated_reason(
    tmp_path: Path, names: list[tuple[str, ...]], found: int
) -> None:
    report = _report(tmp_path, places=[_place("p000001")], names=names)
    assert len(report.of("asymmetry")) == found
