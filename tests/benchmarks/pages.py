"""Measure opening the pages in headless Chromium, and how much each of them reads.

    python tests/benchmarks/pages.py [RUNS]

The site holds a document of 500 mentions and the whole shipped gazetteer. A page is ready when its
map is drawn and it answers; `search_ms` is the slowest of ten queries, `complete_s` is when the
names of the world are loaded too. The median of the runs is told, each in a fresh browser context.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from gazetteer.gazetteer import Gazetteer
from gazetteer.model import Document, Mention
from maps.site import build_site

CHROMIUM = "/usr/bin/chromium"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
QUERIES = ("Stepanakert", "Ստեփանակերտ", "Xank", "Shushi", "Шуша", "Kalpajar", "Mardakret",
           "London", "Xocavend", "a")  # fmt: skip


def build(out: Path) -> None:
    """Write a site with one document of 500 mentions of 100 places."""
    gaz = Gazetteer.open()
    places = [p for _, p in zip(range(100), gaz.places(type="settlement"), strict=False)]
    text, mentions = "", []
    for number in range(500):
        place = places[number % len(places)]
        form = place.names[0].form
        text += f"Then the road went on to {form}."
        start = len(text) - 1 - len(form)
        mentions.append(Mention(start, start + len(form), form, "literal", 0.9, place))
        text += "\n\n" if number % 5 == 0 else " "
    build_site([(Document("long.txt", text, "0" * 64, "en", "Long"), mentions)], gaz, out)


def measure(browser: object, page: Path) -> dict[str, float]:
    """Open one page and return seconds and bytes read."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    tab = context.new_page()
    read: list[str] = []
    tab.on("request", lambda request: read.append(request.url))
    began = time.perf_counter()
    tab.goto(page.as_uri())
    tab.wait_for_selector("html[data-ready=yes]")
    found = {"ready_s": time.perf_counter() - began}
    found["read_mb"] = sum(map(_size, set(read))) / 1e6
    if page.name == "gazetteer.html":
        tab.wait_for_selector("html[data-complete=yes]")
        found["complete_s"] = time.perf_counter() - began
        found["read_in_all_mb"] = sum(map(_size, set(read))) / 1e6
        found["search_ms"] = max(_search(tab, query) for query in QUERIES)
    context.close()
    return found


def _search(tab: object, query: str) -> float:
    tab.fill("#query", query)
    tab.wait_for_timeout(500)
    return float(tab.evaluate("document.documentElement.dataset.searched"))


def _size(url: str) -> int:
    path = Path(url.removeprefix("file://"))
    return path.stat().st_size if path.is_file() else 0


def main(runs: int) -> None:
    """Print the medians of each page as one line of JSON."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder) / "site"
        build(site)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        for name in ("index.html", "documents/long.html", "gazetteer.html", "compare.html"):
            taken = [measure(browser, site / name) for _ in range(runs)]
            medians = {
                key: round(statistics.median(run[key] for run in taken), 2) for key in taken[0]
            }
            print(json.dumps({"page": name, **medians}))
        browser.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 3)
