"""Lay the text of a marked-up document out as plain text: paragraphs, lines, cells, sections."""

import re
from collections.abc import Mapping

from gazetteer.geoparsing.documents.extract import Extract, Part

PARAGRAPH, LINE, CELL, SPACE = "\n\n", "\n", "\t", " "
_STRENGTH = {"": 0, SPACE: 1, CELL: 2, LINE: 3, PARAGRAPH: 4}
_BLANKS = re.compile("[ \t\r\n\f]+")  # not U+00A0: a no-break space is a letter of the author


class Layout:
    r"""Collects text piece by piece; a separator is decided when the next piece comes.

    >>> layout = Layout()
    >>> layout.add("Go"); layout.add("ris "); layout.separate(PARAGRAPH); layout.add(" Шуша\n")
    >>> layout.finish({}).text
    'Goris\n\nШуша'
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._separator = ""
        self._sections: list[tuple[int, str]] = []
        self._heading_start = -1

    def add(self, text: str | None) -> None:
        """Add running text; blanks at its ends and inside it count as one."""
        if not text:
            return
        words = _BLANKS.sub(" ", text)
        if words[0] == " ":
            self.separate(SPACE)
        if inner := words.strip(" "):
            self._put(inner)
            if words[-1] == " ":
                self.separate(SPACE)

    def add_lines(self, text: str | None) -> None:
        """Add preformatted text as it is."""
        if text:
            self._put(text.replace("\r\n", "\n").replace("\r", "\n"))

    def separate(self, separator: str) -> None:
        """Let the next text begin after this separator, or after a stronger one if one is due."""
        if _STRENGTH[separator] > _STRENGTH[self._separator]:
            self._separator = separator

    def begin_heading(self) -> None:
        """Begin a paragraph that names what follows."""
        self.separate(PARAGRAPH)
        self._heading_start = len(self._pieces)

    def end_heading(self) -> None:
        """End the heading and let the section that it names begin with it."""
        if self._heading_start < 0:
            return
        words = self._pieces[self._heading_start :]
        if self._heading_start and words:
            words = words[1:]  # the separator before it
        start = self._length - sum(map(len, words))
        if name := " ".join("".join(words).split()):
            self._sections.append((start, name))
        self._heading_start = -1
        self.separate(PARAGRAPH)

    def begin_section(self, name: str) -> None:
        """Let a section without a heading in the text begin with the next paragraph."""
        self.separate(PARAGRAPH)
        self._sections.append((self._length, name))

    def finish(self, metadata: Mapping[str, str]) -> Extract:
        """Return the text, with a part for every section."""
        text = "".join(self._pieces)
        starts = [(0, ""), *self._sections]
        ends = [start for start, _ in self._sections] + [len(text)]
        parts = (
            Part(start, end, section=name)
            for (start, name), end in zip(starts, ends, strict=True)
            if end > start
        )
        return Extract(text, tuple(parts) if self._sections else (), metadata)

    def _put(self, text: str) -> None:
        if self._pieces:
            self._pieces.append(self._separator)
            self._length += len(self._separator)
        self._separator = ""
        self._pieces.append(text)
        self._length += len(text)
