"""DOCX: paragraphs, tables, foot- and endnotes of the main document; deleted text is left out."""

from pathlib import Path

from gazetteer.geoparsing.documents.extract import Extract
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

_MAIN = "word/document.xml"
_NOTES = (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote"))
# Deleted text, field codes, and the second of two drawings of one text box.
_SKIPPED = frozenset(["del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr", "tblPr"])
_CHARACTERS = {"noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_SEPARATORS = {
    "br": LINE, "cr": LINE, "tab": CELL, "tbl": PARAGRAPH, "tr": LINE, "tc": CELL,
    "rubyBase": CELL,
}  # fmt: skip
_BOX = "txbxContent"
_HEADING_STYLES = ("heading", "title", "заголовок", "başlıq", "titre", "überschrift", "վերնագիր")


def extract(path: Path) -> Extract:
    """Read a Word document without running or fetching anything in it."""
    with Container(path, "a DOCX") as container:
        layout = Layout()
        _Body(layout, _heading_styles(container)).lay_out(container.xml(_main(container)))
        for member, kind in _NOTES:
            if (notes := container.optional_xml(member)) is not None:
                _lay_out_notes(notes, kind, layout)
        core = container.optional_xml("docProps/core.xml")
    return layout.finish(_metadata(core))


def _main(container: Container) -> str:
    """Return the name of the main part, which some programs call `document2.xml`."""
    for relation in descendants(container.optional_xml("_rels/.rels"), "Relationship"):
        if attribute(relation, "Type").endswith("/officeDocument"):
            return container.find(attribute(relation, "Target").lstrip("/"))
    return container.find(_MAIN)


class _Body:
    """Walks the elements of a body and lays them out.

    The text of a box follows the paragraph that it hangs on, whose words it would part.
    """

    def __init__(self, layout: Layout, headings: frozenset[str]) -> None:
        self._layout = layout
        self._headings = headings
        self._skipped = 0
        self._boxes: list[Element] = []
        self._goes_on = False

    def lay_out(self, root: Element) -> None:
        from lxml import etree

        for event, element in etree.iterwalk(root, events=("start", "end")):
            name = local_name(element)
            if name in _SKIPPED or (name == _BOX and element is not root):
                if event == "start" and name == _BOX and not self._skipped:
                    self._boxes.append(element)
                self._skipped += 1 if event == "start" else -1
            elif not self._skipped:
                (self._start if event == "start" else self._end)(name, element)

    def _start(self, name: str, element: Element) -> None:
        if name == "p":
            if not self._goes_on:
                self._layout.separate(before_paragraph(element, "tc"))
            if self._is_heading(element):
                self._layout.begin_heading()
        elif name == "t":
            self._layout.add(element.text)
        elif name in _CHARACTERS:
            self._layout.add(_CHARACTERS[name])
        elif name in _SEPARATORS:
            self._layout.separate(_SEPARATORS[name])

    def _end(self, name: str, element: Element) -> None:
        if name == "p":
            if self._is_heading(element):
                self._layout.end_heading()
            self._goes_on = _is_joined_to_the_next(element)
            self._lay_out_boxes()
        elif name == "tbl":
            self._layout.separate(PARAGRAPH)

    def _lay_out_boxes(self) -> None:
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._layout.separate(PARAGRAPH)
            _Body(self._layout, self._headings).lay_out(box)
            self._layout.separate(PARAGRAPH)

    def _is_heading(self, paragraph: Element) -> bool:
        style = next(descendants(paragraph, "pStyle"), None)
        return style is not None and attribute(style, "val") in self._headings


def _is_joined_to_the_next(paragraph: Element) -> bool:
    """Tell whether the mark of the paragraph was deleted, which joins it to the next one."""
    return paragraph.find("{*}pPr/{*}rPr/{*}del") is not None


def _heading_styles(container: Container) -> frozenset[str]:
    styles = container.optional_xml("word/styles.xml")
    found = set()
    for style in descendants(styles, "style"):
        name = next((attribute(n, "val") for n in descendants(style, "name")), "")
        if name.lower().startswith(_HEADING_STYLES):
            found.add(attribute(style, "styleId"))
    return frozenset(found)


def _lay_out_notes(root: Element, kind: str, layout: Layout) -> None:
    real = [note for note in descendants(root, kind) if not attribute(note, "type")]
    if real:
        layout.begin_section(f"{kind}s")
    for note in real:
        _Body(layout, frozenset()).lay_out(note)


def _metadata(core: Element) -> dict[str, str]:
    values = {
        "title": said(core, "title"), "author": said(core, "creator"),
        "date": said(core, "created", "modified"), "lang": said(core, "language"),
    }  # fmt: skip
    return dict(named(values))
