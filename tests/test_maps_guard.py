"""What a policy withholds is nowhere to be read: not in text, lists, search, cards or files."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_fixture import SmallGazetteer, document, mentions, region_places, small_corpus

from gazetteer.errors import MissingInputError, OutputError, TableError
from gazetteer.model import Mention, Segment
from maps.guard import Guard
from maps.masks import MASK
from maps.policy import Policy, Rule, grid_cell
from maps.site import build_site


def build(out: Path, *rules: Rule, results=None, title="Map room") -> Path:
    gaz = SmallGazetteer()
    build_site(results or small_corpus(gaz), gaz, out, title=title, policy=Policy(rules))
    return out


def everything(site: Path) -> str:
    kinds = (".html", ".js", ".geojson", ".json")
    return "\n".join(
        p.read_text(encoding="utf-8") for p in sorted(site.rglob("*")) if p.suffix in kinds
    )


def test_a_dropped_place_leaves_no_trace(tmp_path):
    site = build(tmp_path / "site", Rule("p000101", "drop"), title="Letters from Stepanakert")
    told = everything(site)
    for name in ("Stepanakert", "Khankendi", "Ստեփանակերտ", "Xankəndi", "Степанакерт", "p000101",
                 "39.8153", "421193975"):  # fmt: skip
        assert name not in told
    assert not list(site.rglob("p000101*"))
    page = (site / "documents/notes.html").read_text(encoding="utf-8")
    assert f"Readers ask why {MASK} and {MASK} stand" in page
    assert re.search(r'data-w="withheld_count">Withheld</span> <b>2</b>', page)
    index = (site / "index.html").read_text(encoding="utf-8")
    assert f"Letters from {MASK}" in index
    assert re.search(r'data-w="withheld_count">Withheld</span> <b>4</b>', index)


def test_a_place_shown_by_its_district_is_told_from_it_by_nothing(tmp_path):
    site = build(tmp_path / "site", Rule("feature:monastery", "district"))
    told = everything(site)
    assert "Gandzasar" not in told
    assert "Գանձասար" not in told
    page = (site / "documents/notes.html").read_text(encoding="utf-8")
    assert re.search(rf'href="#p000103">{re.escape(MASK)}</a> is on no sheet', page)


def test_a_grid_moves_the_point_and_hides_what_leads_to_it(tmp_path):
    site = build(tmp_path / "site", Rule("p000101", "grid", 20.0), Rule("p000103", "grid", 50.0))
    told = everything(site)
    lat, lon = grid_cell(39.8153, 46.7519, 20.0)
    assert f"[{lon},{lat}]" in told
    assert "39.8153" not in told
    assert "421193975" not in told
    assert "Stepanakert" in told
    assert not (site / "data/outlines/p000103.js").exists()


def test_names_of_withheld_places_are_masked_where_no_mention_was_found(tmp_path):
    gaz = SmallGazetteer()
    text = "SHUSHA, Шушой, Shushas. The Ş\u00aduşa road. Shusha raion is public."
    raion = Mention(text.rindex("Shusha"), text.rindex("Shusha") + 12, "Shusha raion", "literal", 1,
                    gaz["p000103"])  # fmt: skip
    published, shown, count = next(
        Guard(Policy((Rule("p000102", "drop"),)), gaz).results([(document(text), [raion])])
    )[:3]
    assert published.text == f"{MASK}, Шушой, {MASK}. The {MASK} road. Shusha raion is public."
    assert count == 3
    assert [published.text[m.start : m.end] for m in shown] == ["Shusha raion"]


def test_a_name_left_readable_stops_the_build(tmp_path, monkeypatch):
    out = build(tmp_path / "site")
    before = everything(out)
    monkeypatch.setattr(Guard, "_spans", lambda *_: [])
    with pytest.raises(OutputError, match="nothing was published"):
        build(out, Rule("p000101", "drop"))
    assert everything(out) == before


def test_unresolved_names_and_alternatives_are_withheld_too():
    gaz = SmallGazetteer()
    text = "Shusha or Shusha"
    guard = Guard(Policy((Rule("p000102", "drop"),)), gaz)
    rivals, reasons = (("p000102", 0.8),), ("not Shusha", "plain")
    found = [
        Mention(0, 6, "Shusha", "literal", 0.4, None),
        Mention(10, 16, "Shusha", "literal", 0.9, gaz["p000203"], "", None, rivals, reasons),
    ]
    published, shown, _ = next(iter(guard.results([(document(text), found)])))
    assert published.text == f"{MASK} or Shusha"
    assert len(shown) == 1
    assert shown[0].alternatives == ()
    assert shown[0].evidence == ("plain",)


@given(st.lists(st.sampled_from(["Shusha", "London", "road", "Stepanakert"]), max_size=12))
def test_offsets_hold_after_masking(words):
    gaz = SmallGazetteer()
    text = " ".join(words)
    found = mentions(
        text, gaz, {"Shusha": "p000102", "London": "p000203", "Stepanakert": "p000101"}
    )
    about = document(text, segments=(Segment(0, len(text), "en", 1),) if text else ())
    guard = Guard(Policy((Rule("p000102", "drop"), Rule("p000101", "district"))), gaz)
    published, shown, _ = next(iter(guard.results([(about, found)])))
    assert all(published.text[m.start : m.end] == m.text for m in shown)
    assert {m.text for m in shown} <= {"London", MASK}
    assert "Shusha" not in published.text
    assert all(s.end <= len(published.text) for s in published.segments)


def test_without_a_policy_nothing_changes():
    gaz = SmallGazetteer()
    corpus = small_corpus(gaz)
    assert [(d, m) for d, m, _ in Guard(Policy(), gaz).results(corpus)] == corpus


@given(st.floats(-85, 85), st.floats(-179, 179), st.floats(0.5, 300))
def test_every_point_of_a_cell_has_the_same_middle(lat, lon, size):
    middle = grid_cell(lat, lon, size)
    again = grid_cell(*middle, size)
    assert again == pytest.approx(middle, abs=2e-4)
    assert abs(middle[0] - lat) <= size / 111.2 / 2 + 1e-3


def test_the_strictest_rule_holds():
    place = replace(region_places()[0])
    rules = (Rule("type:settlement", "grid", 10.0), Rule("type:settlement", "grid", 50.0),
             Rule("within:p000103", "drop"), Rule("p000101", "district"))  # fmt: skip
    assert Policy(rules).of(place).action == "drop"
    assert Policy(rules[:2]).of(place).grid_km == 50.0
    assert Policy((Rule("p000999", "drop"),)).of(place) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [("", "has no rule"), ("place,action\n", "has no rule"), ("a,b\n1,2\n", "2:place is empty"),
     ("place,action\np000001,hide\n", "2:action 'hide' is not one of drop, district, grid"),
     ("place,action\np000001,grid\n", "2:grid_km must be kilometres"),
     ("place,action,grid_km\np000001,grid,-4\n", "2:grid_km must be kilometres"),
     ("place,action\nShusha,drop\n", "2:place 'Shusha' is no id"),
     ("place,action\np000001\n", "2:action is empty")],
)  # fmt: skip
def test_a_faulty_policy_is_refused_with_its_place(tmp_path, text, fault):
    (tmp_path / "policy.csv").write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=re.escape(fault)):
        Policy.read(tmp_path / "policy.csv")


def test_a_policy_that_is_missing_or_no_text_is_refused(tmp_path):
    with pytest.raises(MissingInputError, match="no such policy"):
        Policy.read(tmp_path / "none.csv")
    (tmp_path / "policy.csv").write_bytes(b"place,action\n\xff\xfe")
    with pytest.raises(TableError, match="UTF-8"):
        Policy.read(tmp_path / "policy.csv")


def test_a_policy_is_read(tmp_path):
    (tmp_path / "policy.csv").write_text(
        "place,action,grid_km,reason\np000101,grid,20,asked\ntype:monument,drop,,\n"
    )
    assert Policy.read(tmp_path / "policy.csv").rules == (
        Rule("p000101", "grid", 20.0, "asked"), Rule("type:monument", "drop"),
    )  # fmt: skip
