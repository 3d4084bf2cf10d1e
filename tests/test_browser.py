"""The pages in a real browser: offline, without an error, by keyboard, for a screen reader.

Chromium is asked for at /usr/bin/chromium; GAZETTEER_REQUIRE_BROWSER=1 turns its absence from a
skip into a failure.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from unicodedata import normalize

import pytest
from site_fixture import (
    BROWSER_OPTIONS,
    CHROMIUM,
    SmallGazetteer,
    document,
    mentions,
    needs_browser,
    region_places,
    small_corpus,
    toponym,
)
from test_maps_escaping import attacks

from gazetteer.keys import folded_key, romanized_keys
from gazetteer.model import Mention, Segment
from maps.policy import Policy, Rule
from maps.site import build_site

pytestmark = pytest.mark.browser
PAGES = ("index.html", "documents/notes.html", "documents/empty.html", "places/p000101.html",
         "gazetteer.html", "compare.html")  # fmt: skip
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("maps") / "site"
    build_site(small_corpus(SmallGazetteer()), SmallGazetteer(), out, title="Map room")
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    needs_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=BROWSER_OPTIONS)
        yield chromium
        chromium.close()


class Tab:
    """A page with the network shut off that remembers every request, error and message."""

    def __init__(self, browser, **options) -> None:
        settings = {"viewport": DESKTOP, "offline": True, "locale": "en-GB", **options}
        self.context = browser.new_context(**settings)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.troubles: list[str] = []
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.troubles.append(message.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def open(self, path: Path, fragment: str = "") -> "Tab":
        self.page.goto("about:blank")
        self.page.goto(path.as_uri() + fragment)
        self.page.wait_for_selector("html[data-ready=yes]")
        return self

    def hash(self) -> str:
        return self.page.evaluate("location.hash")

    def text(self, selector: str) -> str:
        return self.page.locator(selector).first.inner_text()

    def settle(self) -> None:
        self.page.wait_for_timeout(900)


@pytest.fixture
def tab(browser) -> Iterator[Tab]:
    tab = Tab(browser, reduced_motion="reduce")
    yield tab
    assert not tab.troubles
    assert all(url.startswith(("file:", "data:", "about:")) for url in tab.requests)
    tab.context.close()


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_from_the_file_system_without_a_request_or_an_error(tab, site, page):
    tab.open(site / page)
    tab.settle()
    assert tab.page.evaluate("document.querySelectorAll('#map canvas').length") >= 1
    assert tab.page.title()


def test_a_mention_opens_the_card_and_the_card_leads_back(tab, site):
    tab.open(site / "documents/notes.html")
    tab.page.click("#m-0002")
    tab.page.wait_for_selector("#card h2")
    assert tab.hash().startswith("#m-0002")
    card = tab.text("#card")
    for expected in ("Ստեփանակերտ", "Xankəndi", "Степанакерт", "Stepanakert", "1923–", "1991–",
                     "one authority", "Who's On First", "table of districts",
                     "39.8153° N"):  # fmt: skip
        assert expected in card
    tab.page.click('#card a[data-mention="m-0001"]')
    assert tab.hash().startswith("#m-0001")
    assert tab.page.evaluate("document.querySelector('#m-0001').classList.contains('current')")
    assert tab.page.locator('a.m.lit[href="#p000101"]').count() == 2


def test_a_place_of_the_list_opens_its_card_and_escape_gives_the_focus_back(tab, site):
    tab.open(site / "documents/notes.html")
    tab.page.focus('#list a[data-place="p000105"]')
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector("#card h2")
    assert tab.page.evaluate("document.activeElement.id") == "card-title"
    tab.page.keyboard.press("Escape")
    assert tab.page.evaluate("document.activeElement.dataset.place") == "p000105"
    assert not tab.page.locator("#card").is_visible()


def test_a_click_on_the_map_opens_the_place(tab, site):
    tab.open(site / "documents/notes.html")
    tab.page.evaluate("void map.setView([51.5074, -0.1278], 8, {animate: false})")
    box = tab.page.locator("#map").bounding_box()
    tab.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tab.page.wait_for_selector("#card h2")
    assert "London" in tab.text("#card h2")
    assert tab.hash().startswith("#p000203")


def test_keyboard_alone_reaches_everything(tab, site):
    tab.open(site / "documents/notes.html")
    seen = set()
    for _ in range(90):
        tab.page.keyboard.press("Tab")
        seen.add(tab.page.evaluate(
            "(e => e.id || e.dataset.place || e.getAttribute('aria-label') || e.className)"
            "(document.activeElement)"
        ))  # fmt: skip
    assert {"skip", "view", "lang", "m-0001", "p000101", "map", "Zoom in"} <= seen


def test_permalinks_and_the_back_button(tab, site):
    page = site / "documents/notes.html"
    tab.open(page, "#m-0003&view=hy&lang=ru")
    tab.page.wait_for_selector("#card h2")
    assert tab.text("#card h2") == "Շուշի"
    assert tab.page.evaluate("document.documentElement.lang") == "ru"
    tab.page.click("#m-0001")
    tab.page.locator("#card h2", has_text="Ստեփանակերտ").wait_for()
    tab.page.select_option("#view", "az")
    assert tab.text("#card h2") == "Xankəndi"
    tab.page.go_back()
    tab.page.locator("#card h2", has_text="Ստեփանակերտ").wait_for()
    tab.page.go_back()
    tab.page.locator("#card h2", has_text="Շուշի").wait_for()
    assert "view=hy" in tab.hash()


def test_the_position_of_the_map_is_part_of_the_link(tab, site):
    tab.open(site / "index.html", "#map=9.5/39.5000/46.2500")
    centre = tab.page.evaluate("[map.getZoom(), map.getCenter().lat, map.getCenter().lng]")
    assert centre == pytest.approx([9.5, 39.5, 46.25], abs=0.01)
    tab.page.evaluate("void map.panBy([200, 0], {animate: false})")
    tab.settle()
    assert re.search(r"map=9\.5/39\.\d+/46\.\d+", tab.hash())
    tab.open(site / "index.html", "#map=NaN/999/x&view=%E0%A4%A&lang=<b>")


@pytest.mark.parametrize("language", ["en", "hy", "az", "ru"])
def test_the_pages_words_change_and_nothing_else_does(tab, site, language):
    shown = {}
    for view in ("all", "document", "hy", "az", "ru", "en"):
        tab.open(site / "index.html", f"#view={view}&lang={language}")
        shown[view] = tab.page.evaluate(
            "[...document.querySelectorAll('#places > li')].map(li => [li.id, "
            "li.querySelector('.count').textContent])"
        )
        assert tab.page.evaluate("document.documentElement.lang") == language
    assert all(rows == shown["all"] for rows in shown.values())


def test_labels_follow_the_viewpoint(tab, site):
    expected = {"all": "Xankəndi / Ստեփանակերտ", "hy": "Ստեփանակերտ", "az": "Xankəndi",
                "ru": "Степанакерт", "en": "Stepanakert"}  # fmt: skip
    tab.open(site / "documents/notes.html")
    for view, label in expected.items():
        tab.page.select_option("#view", view)
        assert tab.text('#list a[data-place="p000101"]') == label
        assert tab.page.locator(".map-name", has_text=label).count()
    tab.page.select_option("#view", "document")
    assert tab.text('#list a[data-place="p000101"]') in ("Stepanakert", "Khankendi")


def test_timeline_leaves_the_documents_of_a_period(tab, site):
    tab.open(site / "index.html")
    bar = tab.page.locator("button[data-period]").first
    bar.click()
    assert bar.get_attribute("aria-pressed") == "true"
    tab.page.wait_for_selector("#documents tbody tr[hidden]", state="attached")
    assert tab.page.locator("#documents tbody tr:visible").count() == 1
    assert tab.page.locator("#places > li:visible").count() < 9
    bar.click()
    assert tab.page.locator("#documents tbody tr:visible").count() == 3


def test_comparison_tells_same_places_under_other_names(tab, tmp_path):
    """A name in another script is the same name; another name is the finding."""
    gaz = SmallGazetteer()
    texts = {"one": "Stepanakert, Shusha, Gandzasar.", "two": "Xankəndi, Шуша, Գանձասար, Armenia."}
    names = {"Stepanakert": "p000101", "Xankəndi": "p000101", "Shusha": "p000102",
             "Шуша": "p000102", "Gandzasar": "p000106", "Գանձասար": "p000106",
             "Armenia": "p000202"}  # fmt: skip
    documents = [
        (document(text, f"{name}.txt"), mentions(text, gaz, names)) for name, text in texts.items()
    ]
    empty = (document("", "empty.txt"), [])
    site = build_site([*documents, empty], gaz, tmp_path / "site").parent
    tab.open(site / "compare.html", "#a=one&b=two")
    groups = tab.page.evaluate("""() => Object.fromEntries(
        [...document.querySelectorAll('#list section')].map(s => [
            s.querySelector('[data-w]').dataset.w,
            [...s.querySelectorAll('a[data-place]')].map(a => a.dataset.place)]))""")
    assert groups == {"same_place_other_name": ["p000101"], "in_both": ["p000102", "p000106"],
                      "only_second": ["p000202"]}  # fmt: skip
    tab.page.click('#list a[data-place="p000101"]')
    tab.page.wait_for_selector("#card h2")
    assert "p000101" in tab.hash()
    tab.page.select_option("#second", "empty")
    tab.page.locator("#list", has_text="Only in the first").wait_for()
    assert "b=empty" in tab.hash()


def test_layers_turn_on_and_off(tab, site):
    tab.open(site / "documents/notes.html")
    tab.page.click("#legend summary")
    for name in ("names", "rivers", "line_1991", "artsakh", "current", "boundaries"):
        tab.page.click(f"#toggle-{name}")
    assert tab.page.locator(".map-name").count() == 0


def test_coasts_leave_out_where_the_land_was_cut(tab, site):
    """A line along the edge of an extract would be read as a border."""
    tab.open(site / "documents/notes.html")
    lines = tab.page.evaluate("""() => {
        const found = [];
        map.eachLayer(l => { if (l.options.kind === 'coast')
            found.push(...l.getLatLngs().map(r => r.map(p => [p.lat, p.lng]))); });
        return found; }""")
    lats = [lat for line in lines for lat, _ in line]
    lons = [lon for line in lines for _, lon in line]
    assert len(lines) > 3
    for line in lines:
        for (lat, lon), (next_lat, next_lon) in pairwise(line):
            for at, one, other in ((lats, lat, next_lat), (lons, lon, next_lon)):
                assert not any(abs(one - e) < 0.01 and abs(other - e) < 0.01
                               for e in (min(at), max(at))) or one != other  # fmt: skip


def test_outlines_say_how_sure_they_are_and_rivers_are_lines(tab, site):
    tab.open(site / "documents/notes-2.html")
    tab.settle()
    styles = tab.page.evaluate("""() => {
        const found = {};
        map.eachLayer(l => { if (l instanceof L.Polyline && !l.options.kind)
            found[l instanceof L.Polygon] = l.options.dashArray; });
        return found; }""")
    assert styles == {"true": "5 4"}
    tab.page.click('#list a[data-place="p000104"]')
    tab.page.wait_for_selector("#card h2")
    assert "approximate outline (± 10 km): straight cuts" in tab.text("#card")
    tab.open(site / "documents/notes.html")
    tab.settle()
    rivers = tab.page.evaluate(
        "(() => { let n = 0; map.eachLayer(l => { if (l instanceof L.Polyline && !(l instanceof "
        "L.Polygon) && !l.options.kind && l.options.fill === false) n += 1; }); return n; })()"
    )
    assert rivers == 1


def test_points_grow_with_mentions(tab, site):
    tab.open(site / "index.html")
    radii = tab.page.evaluate(
        "(() => { const r = {}; map.eachLayer(l => { if (l instanceof L.CircleMarker)"
        " r[l.getLatLng().lat.toFixed(2)] = l.getRadius(); }); return r; })()"
    )
    assert radii["39.82"] > radii["39.76"] > 0  # four mentions against two


def test_passages_tell_the_page_and_lead_to_the_source(tab, site):
    tab.open(site / "documents/notes.html", "#m-0001")
    tab.page.wait_for_selector("#card h2")
    assert re.search(r"page 2\b", tab.text("#card .passages"))
    link = tab.page.locator("#card .passages a.outside").first.get_attribute("href")
    assert link == (
        "https://example.org/notes?x=1#:~:text=Readers%20ask%20why-,Stepanakert,-and%20Khankendi%20stand"
    )
    assert tab.page.locator("#text .page").count() == 1


def test_every_place_has_a_table_of_who_calls_it_what(tab, site):
    tab.open(site / "places/p000101.html")
    heads = tab.page.locator("table.who thead th").all_inner_texts()
    assert set(heads[1:]) == {"Stepanakert", "Khankendi", "Степанакерт", "Xankəndi"}
    assert tab.page.locator("table.who tbody tr").count() == 2
    tab.page.click("table.who td a >> nth=0")
    tab.page.wait_for_selector("html[data-page=document][data-ready=yes]")
    assert tab.hash().startswith("#m-")
    for page in (site / "places").glob("*.html"):
        assert '<table class="who">' in page.read_text(encoding="utf-8"), page


def test_viewpoint_and_language_go_along_to_the_next_page(tab, site):
    tab.open(site / "index.html", "#view=az&lang=hy")
    tab.page.click("#documents a >> nth=0")
    tab.page.wait_for_selector("html[data-page=document][data-ready=yes]")
    assert tab.page.input_value("#view") == "az"
    assert tab.page.evaluate("document.documentElement.lang") == "hy"


# search


def test_before_anything_is_asked_the_page_shows_where_to_begin(tab, site):
    tab.open(site / "gazetteer.html")
    assert tab.page.locator("#places > li").count() == 2  # London lies outside the neighbourhood
    chip = tab.page.locator("#examples button").first
    name = chip.inner_text()
    chip.click()
    tab.page.wait_for_timeout(300)
    assert tab.page.input_value("#query") == name
    assert results(tab)[0] == ("p000101", "how_exact")
    assert not tab.page.locator("#examples").is_visible()


def results(tab) -> list[tuple[str, str]]:
    tab.page.wait_for_timeout(400)
    return [tuple(row) for row in tab.page.evaluate(
        "[...document.querySelectorAll('#places > li')].map(li => [li.id, "
        "(li.querySelector('.how') || {dataset: {}}).dataset.w || ''])"
    )]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "place", "how"),
    [("Xankəndi", "p000101", "how_exact"), ("xankendi", "p000101", "how_romanized"),
     ("СТЕПАНАКЕРТ", "p000101", "how_folded"), ("Step’anakert", "p000101", "how_folded"),
     ("Stepanak", "p000101", "how_prefix"), ("Stephanakert", "p000101", None),
     ("Stepanekrt", "p000101", None), ("Шуша", "p000102", "how_exact"),
     ("London", "p000203", "how_exact")],
)  # fmt: skip
def test_search_meets_names_at_the_level_they_deserve(tab, site, query, place, how):
    tab.open(site / "gazetteer.html")
    tab.page.wait_for_selector("html[data-complete=yes]")
    tab.page.fill("#query", query)
    found = results(tab)
    assert found[0][0] == place
    assert how is None or found[0][1] == how
    assert "q=" in tab.hash()


def test_search_filters_and_shares(tab, site):
    tab.open(site / "gazetteer.html", "#q=Shush&type=settlement")
    assert [place for place, _ in results(tab)] == ["p000102"]
    tab.page.select_option("#type", "")
    tab.page.select_option("#district", "p000103")
    tab.page.fill("#query", "")
    assert {place for place, _ in results(tab)} == {"p000101", "p000102", "p000103", "p000106"}
    tab.page.click('#places a[data-place="p000106"]')
    tab.page.wait_for_selector("#card h2")
    shared = tab.hash()
    tab.open(site / "gazetteer.html", shared)
    tab.page.locator("#card h2", has_text="Գանձասար").wait_for()
    tab.page.fill("#query", "zzzzqqqq")
    tab.page.locator("#status", has_text="Nothing found").wait_for()


@pytest.mark.parametrize(
    ("area", "town", "first"),
    [(0.2, 0.1, "p000102"), (0.7, 0.1, "p000104"), (0.1, 0.1, "p000102")],
    ids=["prominent", "by far", "alike"],
)
def test_a_bare_name_means_the_seat_as_for_the_command_line(tab, tmp_path, area, town, first):
    importance = {"p000104": area, "p000102": town}
    gaz = SmallGazetteer(replace(place, importance=importance.get(place.id, 0.0))
                         for place in region_places())  # fmt: skip
    site = build_site([], gaz, tmp_path / "site").parent
    tab.open(site / "gazetteer.html", "#q=Şuşa")
    assert next(place for place, how in results(tab) if how == "how_exact") == first
    tab.page.fill("#query", "susa")
    assert results(tab)[0][0] == first


def test_units_of_one_name_are_told_apart_by_their_years(tab, tmp_path):
    unit = next(place for place in region_places() if place.id == "p000104")
    twin = replace(unit, id="p000110", since="2024", until="", system="current")
    gaz = SmallGazetteer([*region_places(), twin])
    site = build_site([], gaz, tmp_path / "site").parent
    tab.open(site / "gazetteer.html", "#q=Şuşa&type=district")
    results(tab)
    told = {place: tab.text(f"#{place} .sort") for place in ("p000104", "p000110")}
    assert told == {
        "p000104": "province · Artsakh · 1991–2023", "p000110": "province · 2024–",
    }  # fmt: skip


def sample_names() -> list[str]:
    """Return a thousand names of the shipped gazetteer in every script, and awkward ones."""
    from geodata import tables_path

    path = tables_path() / "names.csv"
    with path.open(encoding="utf-8") as file:
        forms = sorted({line.split(",")[1].strip('"') for line in file if line.count(",") > 1})
    chosen = random.Random(7).sample(  # noqa: S311
        forms, min(1500, len(forms))
    )
    return [*chosen, "XANKӘNDİ", "Step’anakert", "Երեւան", "Երևան", "мехманe аgdam", "Gəncə ş.",
            "خانکندی", "თბილისი", "İğdır", "a-b_c/d", "Khodzhaly", "1-ci Ağalı", "Σ", "中国",
            "e\u0301", "ﬓ", "ᎪᏐᏉ", "\U0001f600", ""]  # fmt: skip


def test_keys_of_the_browser_are_those_of_python(tab, site):
    names = sample_names()
    tab.open(site / "gazetteer.html")
    made = tab.page.evaluate("names => names.map(n => [keys.fold(n), keys.romanized(n)])", names)
    wrong = [
        (name, folded, folded_key(name), romanized, romanized_keys(name))
        for name, (folded, romanized) in zip(names, made, strict=True)
        if folded != folded_key(name) or romanized != list(romanized_keys(name))
    ]
    assert not wrong
    lines = [normalize("NFC", " ".join(name.split())) for name in names]
    folded = tab.page.evaluate("lines => keys.foldLines(lines.join('\\n')).split('\\n')", lines)
    assert folded == [tab.page.evaluate("line => keys.fold(line)", line) for line in lines]
    assert folded == [folded_key(line) for line in lines]


# attacks


def hostile_corpus():
    gaz = SmallGazetteer([
        *region_places(),
        *(_hostile_place(n, text) for n, text in enumerate(attacks())),
    ])  # fmt: skip
    results = []
    for number, text in enumerate(attacks()):
        body = f"{text} Shusha {text}\n\n{text}"
        start = body.index(" Shusha ") + 1
        place = gaz[f"p9{number:05d}"]
        found = [
            Mention(0, len(text), text, "literal", 0.9, place, evidence=(text,)),
            Mention(start, start + 6, "Shusha", "literal", 0.9, gaz["p000102"], evidence=(text,)),
            Mention(len(body) - len(text), len(body), text, "literal", 0.2, None),
        ]
        about = document(
            body, text, title=text, date=text, source_url=text,
            metadata=MappingProxyType({text: text}), segments=(Segment(0, len(body), text, 1),),
        )  # fmt: skip
        results.append((about, found))
    return gaz, results


def _hostile_place(number, text):
    model = region_places()[1]
    names = (toponym(text, "hy", "Armn", used_by=text, relation=text, derived_by=""),
             toponym(text, text, "Latn"), toponym(text, "az", "Latn", derived_by=text))  # fmt: skip
    return replace(model, id=f"p9{number:05d}", feature=text, names=names, since=text, until=text,
                   country_code=text)  # fmt: skip


def test_no_attack_runs_anywhere(browser, tmp_path):
    gaz, results = hostile_corpus()
    site = build_site(results, gaz, tmp_path / "site", title=attacks()[0]).parent
    tab = Tab(browser)
    pages = sorted(site.rglob("*.html"))
    for page in pages:
        tab.open(page)
        if "documents" in page.parts:
            tab.page.evaluate("void document.querySelector('#m-0001').click()")
            tab.page.wait_for_selector("#card h2")
            tab.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        if page.name == "gazetteer.html":
            for text in attacks():
                tab.page.fill("#query", text.replace("\n", " "))
            tab.page.wait_for_timeout(300)
        assert tab.page.evaluate("window.hacked") is None, page
        assert tab.page.locator("a[href^='javascript' i], a[href^='data:' i]").count() == 0
        injected = (
            "script:not([src]), img, iframe, object, svg, base, style, meta[http-equiv=refresh]"
        )
        assert tab.page.locator(injected).count() == 0, page
    tab.open(
        site / "index.html",
        "#<script>window.hacked=1</script>&q=<img src=x onerror=window.hacked=1>",
    )
    assert tab.page.evaluate("window.hacked") is None
    assert not tab.troubles
    assert all(url.startswith(("file:", "about:", "data:")) for url in tab.requests)
    tab.context.close()


# for everyone


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_no_serious_violation(browser, site, page, size, scheme):
    from axe_playwright_python.sync_playwright import Axe

    tab = Tab(browser, viewport=size, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    tab.open(site / page)
    if page == "documents/notes.html":
        tab.page.click("#m-0001")
        tab.page.wait_for_selector("#card h2")
    if page == "gazetteer.html":
        tab.page.fill("#query", "Shu")
        tab.page.wait_for_timeout(300)
    found = Axe().run(tab.page).response["violations"]
    serious = [
        (v["id"], [node["html"][:120] for node in v["nodes"][:3]])
        for v in found if v["impact"] in ("serious", "critical")
    ]  # fmt: skip
    assert not serious
    wide = tab.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
    assert not wide
    tab.context.close()


# Pages as they stand after an action: the page, what its address adds, what is clicked.
STATES = (
    ("index.html", "", "#places a.name"), ("gazetteer.html", "#p000103", ""),
    ("gazetteer.html", "#q=zzzz", ""), ("compare.html", "#a=notes&b=notes-2", "#list a"),
    ("documents/notes.html", "", "#legend summary"), ("index.html", "", "button[data-period]"),
)  # fmt: skip


@pytest.fixture(scope="module")
def guarded_site(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("maps") / "site"
    policy = Policy((Rule("p000106", "drop"), Rule("p000102", "grid", 20.0)))
    build_site(small_corpus(SmallGazetteer()), SmallGazetteer(), out, policy=policy)
    return out


@pytest.mark.parametrize(("page", "fragment", "click"), STATES)
def test_axe_finds_nothing_in_what_an_action_leaves(browser, guarded_site, page, fragment, click):
    from axe_playwright_python.sync_playwright import Axe

    tab = Tab(browser, viewport=PHONE, color_scheme="dark", reduced_motion="reduce",
              bypass_csp=True)  # fmt: skip
    tab.open(guarded_site / page, fragment)
    if click:
        tab.page.locator(click).first.click()
        tab.page.wait_for_timeout(300)
    found = Axe().run(tab.page).response["violations"]
    assert not [(v["id"], v["nodes"][0]["html"][:120]) for v in found]
    assert not tab.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
    tab.context.close()


def test_print_shows_map_and_list(browser, site):
    tab = Tab(browser)
    tab.open(site / "documents/notes.html")
    tab.page.emulate_media(media="print")
    for selector in ("#map", "#list", "#text"):
        assert tab.page.locator(selector).is_visible()
    assert not tab.page.locator(".tools").is_visible()
    tab.context.close()


def test_paper_is_light_and_shows_the_whole_map(browser, site):
    """A canvas that is cleared while a page is printed would cover what lies below it."""
    tab = Tab(browser, color_scheme="dark", reduced_motion="reduce")
    tab.open(site / "documents/notes.html")
    tab.settle()
    brightness = """() => { const c = document.querySelector('.leaflet-ground-pane canvas');
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        let sum = 0; for (let i = 0; i < d.length; i += 4) sum += d[i + 3] ? d[i] : -1e9;
        return sum / (d.length / 4); }"""
    tab.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert tab.page.evaluate(brightness) > 200
    assert not tab.page.locator(".leaflet-overlay-pane canvas").is_visible()
    tab.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert tab.page.evaluate(brightness) < 100
    assert tab.page.locator(".leaflet-overlay-pane canvas").is_visible()
    tab.context.close()


OVERLAP = """(() => {
    const edges = id => document.getElementById(id).getBoundingClientRect();
    const [a, b] = ['legend', 'card'].map(edges);
    return Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)); })()"""


@pytest.mark.parametrize("page", ["documents/notes.html", "index.html", "gazetteer.html"])
def test_legend_and_card_do_not_cover_each_other_on_a_phone(browser, site, page):
    tab = Tab(browser, viewport=PHONE, reduced_motion="reduce")
    tab.open(site / page, "#q=Shusha" if page == "gazetteer.html" else "")
    tab.page.click("#legend summary")
    assert tab.page.locator("#layers").is_visible()
    opener = "#m-0002" if page.startswith("documents") else "#places a.name >> nth=0"
    tab.page.locator(opener).first.evaluate("node => node.click()")
    tab.page.wait_for_selector("#card h2")
    assert not tab.page.locator("#layers").is_visible()
    tab.page.locator("#legend").evaluate("node => { node.open = true; }")
    tab.page.wait_for_timeout(300)
    assert tab.page.locator("#layers").is_visible()
    assert tab.page.evaluate(OVERLAP) == 0
    tab.context.close()


def test_reduced_motion_jumps(browser, site):
    tab = Tab(browser, reduced_motion="reduce")
    tab.open(site / "documents/notes.html")
    tab.page.click("#m-0001")
    tab.page.wait_for_selector("#card h2")
    assert tab.page.evaluate("map._flyToFrame === undefined && site.calm()")
    tab.context.close()


def test_without_scripts_the_text_and_the_list_are_there(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "documents/notes.html").as_uri())
    assert page.locator("#text a.m").count() == 10
    page.click("#m-0001")
    assert page.url.endswith("#p000101")
    context.close()


def test_a_page_of_the_file_system_saves_its_data(tab, site, tmp_path):
    """As the file that lies beside it, and the page stays; a browser ignores `download` there."""
    for name in ("notes", "notes-2", "empty"):
        tab.open(site / f"documents/{name}.html")
        before = tab.page.url
        with tab.page.expect_download(timeout=10_000) as saving:
            tab.page.click("a[download]")
        assert saving.value.suggested_filename == f"{name}.geojson"
        saving.value.save_as(tmp_path / name)
        beside = (site / f"data/{name}.geojson").read_text(encoding="utf-8")
        assert json.loads((tmp_path / name).read_text(encoding="utf-8")) == json.loads(beside)
        assert tab.page.url == before


def test_five_hundred_mentions_work(tab, tmp_path):
    gaz = SmallGazetteer()
    text = "\n\n".join(f"Paragraph {n}: Shusha, Stepanakert." for n in range(250))
    found = mentions(text, gaz, {"Shusha": "p000102", "Stepanakert": "p000101"})
    site = build_site([(document(text), found)], gaz, tmp_path / "site").parent
    tab.open(site / "documents/notes.html", "#m-0499")
    tab.page.wait_for_selector("#card h2")
    assert tab.page.evaluate("document.querySelector('#m-0499').getBoundingClientRect().top") > 0
    assert tab.page.locator("#card .passages > li").count() == 40
    tab.page.click("#card button.plain")
    assert tab.page.locator("#card .passages > li").count() == 80
