"""ODT: paragraphs, headings, tables and notes of the text; tracked deletions are left out."""

from pathlib import Path

from gazetteer.errors import DocumentError
from gazetteer.geoparsing.documents.extract import LOCKED, Extract
from gazetteer.geoparsing.documents.layout import CELL, LINE, PARAGRAPH, Layout
from gazetteer.geoparsing.documents.markup import (
    Container,
    Element,
    attribute,
    before_paragraph,
    descendants,
    local_name,
    said,
)
from gazetteer.geoparsing.documents.metadata import named

_PARAGRAPHS = frozenset(["p", "h"])
_SKIPPED = frozenset(["tracked-changes", "annotation", "note-citation", "forms", "sequence-decls"])


_BOX = "text-box"


def extract(path: Path) -> Extract:
    """Read an OpenDocument text; notes follow the text, as they are printed below it."""
    with Container(path, "an ODT") as container:
        manifest = container.optional_xml("META-INF/manifest.xml")
        if next(descendants(manifest, "encryption-data"), None) is not None:
            raise DocumentError(f"{path}: {LOCKED}")
        content = container.xml("content.xml")
        meta = container.optional_xml("meta.xml")
    layout = Layout()
    notes = _detach_notes(content)
    _move_boxes_behind_their_paragraphs(content)
    _lay_out(content, layout)
    if notes:
        layout.begin_section("notes")
        for note in notes:
            _lay_out(note, layout)
    return layout.finish(_metadata(meta))


def _detach_notes(content: Element) -> list[Element]:
    """Take the notes out of the paragraphs that they would interrupt, keeping what follows."""
    bodies: list[Element] = []
    for note in list(descendants(content, "note")):
        _detach(note)
        bodies.extend(descendants(note, "note-body"))
    return bodies


def _move_boxes_behind_their_paragraphs(content: Element) -> None:
    """Move the text of a box, which would part the words of the paragraph that it hangs on."""
    for box in reversed(list(descendants(content, _BOX))):
        paragraphs = (e for e in box.iterancestors() if local_name(e) in _PARAGRAPHS)
        if (paragraph := next(paragraphs, None)) is not None:
            _detach(box)
            paragraph.addnext(box)


def _detach(element: Element) -> None:
    """Take an element out of its paragraph and keep the text that follows it."""
    parent, before = element.getparent(), element.getprevious()
    tail = element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)


def _lay_out(root: Element, layout: Layout) -> None:
    from lxml import etree

    skipped = inside = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local_name(element)
        step = 1 if event == "start" else -1
        if name in _SKIPPED:
            skipped += step
        elif not skipped:
            _separate(name, event, element, layout)
            inside += step if name in _PARAGRAPHS else 0
        if inside and not skipped:
            layout.add(element.text if event == "start" else element.tail)


def _separate(name: str, event: str, element: Element, layout: Layout) -> None:
    if name == "h":
        (layout.begin_heading if event == "start" else layout.end_heading)()
    elif name == "p":
        if event == "start":
            layout.separate(before_paragraph(element, "table-cell"))
    elif event == "start" and name == "s":
        layout.add(" ")
    elif event == "start" and name in ("tab", "table-cell", "ruby-text"):
        layout.separate(CELL)
    elif name in ("table-row", "line-break"):
        layout.separate(LINE)
    elif name in ("table", _BOX):
        layout.separate(PARAGRAPH)


def _metadata(meta: Element) -> dict[str, str]:
    values = {
        "title": said(meta, "title"), "author": said(meta, "initial-creator", "creator"),
        "date": said(meta, "creation-date", "date"), "lang": said(meta, "language"),
    }  # fmt: skip
    for field in descendants(meta, "user-defined"):
        values.setdefault(attribute(field, "name"), "".join(field.itertext()))
    return dict(named(values))
