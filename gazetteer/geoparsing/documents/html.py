"""HTML and XHTML: the text that a reader sees, blocks as paragraphs, headings as sections."""

import re
from collections.abc import Iterator
from pathlib import Path

from gazetteer.errors import DocumentError
from gazetteer.geoparsing.documents.extract import (
    DECLARES_ENTITIES,
    MAX_MARKUP,
    WITHOUT_TEXT,
    Extract,
    read_bytes,
)
from gazetteer.geoparsing.documents.layout import CELL, LINE, PARAGRAPH, Layout
from gazetteer.geoparsing.documents.markup import Element, local_name
from gazetteer.geoparsing.documents.metadata import named
from gazetteer.geoparsing.encoding import decode

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]*?\b(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_DECLARATIONS = re.compile(r"<!DOCTYPE[^<>\[]*\[", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_HIDDEN = frozenset(
    ["datalist", "head", "iframe", "math", "noscript", "object", "script", "select", "style", "svg",
     "template"]
)  # fmt: skip
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_PARAGRAPHS = frozenset(
    ["address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog",
     "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr",
     "html", "legend", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "ul"]
)  # fmt: skip
_LINES = frozenset(["br", "caption", "li", "option", "tr"])
_CELLS = frozenset(["button", "rt", "td", "textarea", "th"])
_FILLERS = frozenset(["center", "div", "p"])
_META = {
    "title": ("og:title", "citation_title", "dc.title", "dcterms.title"),
    "date": (
        "article:published_time", "citation_publication_date", "citation_date", "dc.date",
        "dcterms.date", "dc.date.issued", "dcterms.issued", "date", "pubdate", "publish-date",
    ),
    "source_url": ("og:url", "dc.source", "dcterms.source"),
    "author": ("author", "article:author", "dc.creator", "citation_author"),
}  # fmt: skip


def extract(path: Path) -> Extract:
    """Read an HTML file; the encoding that it declares is tried after UTF-8."""
    data = read_bytes(path, MAX_MARKUP)
    root = parse(data, path)
    layout = Layout()
    lay_out(root, layout)
    return layout.finish(_metadata(root))


def parse(data: bytes, path: Path) -> Element:
    """Return the root of an HTML document, however it is written.

    Raises DocumentError for damage that ends the reading, and for declared entities.
    """
    from lxml import etree

    declared = _CHARSET.search(data[:4096])
    text, _ = decode(data, str(path), declared=declared[1].decode("ascii") if declared else "")
    if _declares_entities(text):
        raise DocumentError(f"{path}: {DECLARES_ENTITIES}")
    text = _XML_DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )  # the size of a tree is limited by that of its markup
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, etree.ParserError) as error:
        reason = " ".join(str(error).split())
        raise DocumentError(f"{path}: damaged HTML ({reason}); save it again as text") from None
    for fault in parser.error_log:
        if fault.level_name == "FATAL":  # what follows it was not read
            raise DocumentError(
                f"{path}: damaged HTML (line {fault.line}: {fault.message}); save it again as text"
            )
    if root is None:
        raise DocumentError(f"{path}: {WITHOUT_TEXT}")
    return root


def _declares_entities(text: str) -> bool:
    """Tell whether the document type does; in its text, `<!ENTITY` is a word like others."""
    found = _DECLARATIONS.search(text)
    return found is not None and "<!ENTITY" in text[found.end() :].partition("]")[0]


def lay_out(root: Element, layout: Layout) -> None:
    """Add the visible text below an element to the layout, without recursion."""
    hidden = preformatted = 0
    for event, element in _walk(root):
        name = local_name(element)
        step = 1 if event == "start" else -1
        if name in _HIDDEN or element.get("hidden") is not None:
            hidden += step
        elif not hidden:
            preformatted += step if name == "pre" else 0
            _separate("span" if _fills_a_cell(element) else name, event, layout)
        if not hidden and not (element is root and event == "end"):
            text = element.text if event == "start" else element.tail
            (layout.add_lines if preformatted else layout.add)(text)


def _walk(root: Element) -> Iterator[tuple[str, Element]]:
    from lxml import etree

    return iter(etree.iterwalk(root, events=("start", "end")))


def _fills_a_cell(element: Element) -> bool:
    """Tell whether a block is all that its cell holds, so that it parts nothing from the row."""
    cell = element.getparent()
    return (
        local_name(element) in _FILLERS
        and local_name(cell) in _CELLS
        and len(cell) == 1
        and not (cell.text or "").strip()
        and not (element.tail or "").strip()
    )


def _separate(name: str, event: str, layout: Layout) -> None:
    if name in _HEADINGS:
        (layout.begin_heading if event == "start" else layout.end_heading)()
    elif name in _PARAGRAPHS:
        layout.separate(PARAGRAPH)
    elif name in _LINES:
        layout.separate(LINE)
    elif name in _CELLS:
        layout.separate(CELL)


def _metadata(root: Element) -> dict[str, str]:
    metas = {
        (element.get("property") or element.get("name") or "").lower(): element.get("content") or ""
        for element in reversed(list(root.iter("meta")))
    }
    values = {
        key: next((metas[name] for name in names if metas.get(name)), "")
        for key, names in _META.items()
    }
    values["title"] = values["title"] or _first_text(root, "title") or _first_text(root, "h1")
    values["date"] = values["date"] or next(
        (t.get("datetime") or "" for t in root.iter("time")), ""
    )
    canonical = (
        address
        for link in root.iter("link")
        if link.get("rel") == "canonical" and "://" in (address := link.get("href") or "")
    )
    values["source_url"] = next(canonical, "") or values["source_url"]
    values["lang"] = root.get("lang") or ""
    return dict(named(values))


def _first_text(root: Element, tag: str) -> str:
    return next(
        (text for e in root.iter(tag) if (text := " ".join("".join(e.itertext()).split()))), ""
    )
