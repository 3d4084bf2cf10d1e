"""Fill the page templates; they escape by themselves and refuse a name that is not given."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .assets import words
from .escaping import visible
from .titles import shorten, tooltip

_SHARED = ("assets/leaflet.js", "assets/site.js", "assets/words.js", "assets/map.js",
           "data/background.js", "assets/atlas.js", "assets/card.js")  # fmt: skip


@cache
def templates() -> Environment:
    """Return the templates, which escape and show what would hide or reorder text."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )  # fmt: skip


@cache
def word(key: str, fallback: str = "") -> str:
    """Return one of the pages' own words in English; a script in the page changes it."""
    return words()["en"].get(key) or fallback or key


def _word_html(key: str) -> Markup:
    return Markup('<span data-w="{}">{}</span>').format(key, word(key))


class Pages:
    """Renders the pages of one site, which share a title and a viewpoint."""

    def __init__(self, title: str, viewpoint: str) -> None:
        self.title = shorten(title) or word("ui_title")
        self.viewpoint = viewpoint

    def render(
        self, page: str, heading: str, *, root: str, scripts: tuple[str, ...], **values: object
    ) -> str:
        """Return a page; `root` leads from it to the folder of the site."""
        template = templates().get_template(f"{page}.html")
        helpers: dict[str, Callable[..., Any]] = {"w": _word_html, "word": word}
        return template.render(
            **helpers, page=page, root=root, site_title=self.title, viewpoint=self.viewpoint,
            heading=shorten(heading) or self.title, full=tooltip(heading),
            scripts=(*_SHARED, *scripts), **values,
        )  # fmt: skip
