"""Renew the pictures of the pages: `python -m maps.screenshots OUT`.

Builds the site of the bundled example documents, opens every type of page in Chromium with the
network shut off, and writes one picture a page, size and colour scheme; `document.png` is the
desktop in light colours. Needs Playwright for Python and Debian's Chromium.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from gazetteer.errors import GazetteerError, MissingInputError

from .site import build_site_from_paths

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EXAMPLES = Path(__file__).parent / "examples"
_CHROMIUM = Path("/usr/bin/chromium")
_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
Scheme = Literal["light", "dark"]
_SCHEMES: tuple[Scheme, ...] = ("light", "dark")
_PAUSE_MS = 1200  # until the map has come to rest


class Shot(NamedTuple):
    """A picture: its name, the page, what the address adds, what to click."""

    name: str
    page: str
    fragment: str = ""
    click: str = ""


def shots(site: Path) -> Iterator[Shot]:
    """Yield a picture for each type of page; the place is the one most documents name."""
    place = _most_named(site)
    yield Shot("index", "index.html")
    yield Shot("document", "documents/catalogue-notes.html", click="a.m")
    yield Shot("place", f"places/{place}.html")
    yield Shot("gazetteer", "gazetteer.html", "#q=Mardakert")
    yield Shot("compare", "compare.html", "#a=catalogue-notes&b=xerite-otagi")


def _most_named(site: Path) -> str:
    features = json.loads((site / "data" / "places.geojson").read_text(encoding="utf-8"))[
        "features"
    ]
    named = [f["properties"] for f in features if f["properties"]["type"] == "settlement"]
    best: str = max(named, key=lambda p: (p["documents"], p["count"], p["id"]))["id"]
    return best


def take(out: Path) -> list[Path]:
    """Write all pictures to `out` and return their paths.

    Raises MissingInputError when Chromium or Playwright is not installed.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise MissingInputError(
            "playwright is not installed; run: pip install playwright"
        ) from None
    if not _CHROMIUM.exists():
        raise MissingInputError(f"{_CHROMIUM} is not installed; run: apt-get install chromium")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        index, _ = build_site_from_paths([EXAMPLES], Path(folder) / "site", title="Map room")
        browser = playwright.chromium.launch(executable_path=str(_CHROMIUM), args=_OPTIONS)
        taken = [
            _take(browser, index.parent, shot, size, scheme, out)
            for shot in shots(index.parent) for size in _SIZES for scheme in _SCHEMES
        ]  # fmt: skip
        browser.close()
    return taken


def _take(browser: "Browser", site: Path, shot: Shot, size: str, scheme: Scheme, out: Path) -> Path:
    width, height = _SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, offline=True,
        reduced_motion="reduce", locale="en-GB",
    )  # fmt: skip
    page = context.new_page()
    page.goto((site / shot.page).as_uri() + shot.fragment)
    page.wait_for_selector("html[data-ready=yes]")
    if shot.click:
        page.locator(shot.click).first.click()
    page.wait_for_timeout(_PAUSE_MS)
    suffix = "" if (size, scheme) == ("desktop", "light") else f"-{size}-{scheme}"
    path = out / f"{shot.name}{suffix}.png"
    page.screenshot(path=str(path))
    context.close()
    return path


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m maps.screenshots", description=__doc__)
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder of the pictures")
    try:
        for path in take(parser.parse_args(arguments).out):
            print(path)
    except GazetteerError as error:
        print(f"screenshots: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
