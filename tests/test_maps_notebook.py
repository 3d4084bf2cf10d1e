"""Maps for notebooks: they hold all they need, and nothing they are given runs."""

import re

import pytest
from site_fixture import SmallGazetteer, needs_browser, small_corpus
from test_browser import hostile_corpus
from test_maps_escaping import attacks

from maps import document_map, place_map


def rendered(made) -> str:
    return made.get_root().render()


def test_a_map_shows_in_a_notebook_and_loads_nothing():
    gaz = SmallGazetteer()
    made = document_map(*small_corpus(gaz)[0], gaz)
    assert "<iframe srcdoc=" in made._repr_html_()
    page = rendered(made)
    assert not re.findall(r"<(?:script|link|img)[^>]*https?:", page)
    assert "Xankəndi" in page
    assert place_map(gaz["p000103"], gaz)._repr_html_()
    assert place_map(gaz["p000107"], gaz)._repr_html_()


def test_viewpoints_choose_the_labels():
    gaz = SmallGazetteer()
    document, mentions = small_corpus(gaz)[1]
    labels = {
        view: re.findall(r'"label":"([^"]*)"', rendered(
            document_map(document, mentions, gaz, viewpoint=view)
        ))
        for view in ("hy", "az", "document")
    }  # fmt: skip
    assert "Ստեփանակերտ" in labels["hy"]
    assert "Xankəndi" in labels["az"]
    assert "Степанакерт" in labels["document"] or "Xankəndi" in labels["document"]
    assert len({len(names) for names in labels.values()}) == 1


def test_folium_itself_is_left_as_it_was():
    import folium

    before = (list(folium.Map.default_js), list(folium.Map.default_css))
    gaz = SmallGazetteer()
    rendered(place_map(gaz["p000101"], gaz))
    assert (folium.Map.default_js, folium.Map.default_css) == before


def test_no_text_is_run_as_a_template():
    gaz, results = hostile_corpus()
    for document, mentions in results:
        page = rendered(document_map(document, mentions, gaz, viewpoint="document"))
        assert "49" not in re.findall(r'"label":"([^"]*)"', page)
        assert page.count("</script>") == page.count("<script>")


@pytest.mark.browser
def test_no_text_runs_in_the_browser(tmp_path):
    needs_browser()
    from playwright.sync_api import sync_playwright
    from site_fixture import BROWSER_OPTIONS, CHROMIUM

    gaz, results = hostile_corpus()
    troubles, requests = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=BROWSER_OPTIONS)
        page = browser.new_context(offline=True).new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        for number, (document, mentions) in enumerate(results):
            made = document_map(document, mentions, gaz, viewpoint="document")
            path = tmp_path / f"{number}.html"
            path.write_text(f"<!doctype html>{made._repr_html_()}", encoding="utf-8")
            page.goto(path.as_uri())
            frame = page.frames[1]
            frame.wait_for_selector("canvas")
            frame.evaluate("document.querySelectorAll('canvas')[1].click()")
            assert frame.evaluate("window.hacked") is None
            assert page.evaluate("window.hacked") is None
        browser.close()
    assert not troubles
    assert all(url.startswith(("file:", "about:", "data:")) for url in requests)
    assert len(results) == len(attacks())
