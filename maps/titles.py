"""What a document is called on the pages, whatever its file tells."""

import re

from gazetteer.model import Document

from .escaping import visible

_LONGEST = 160  # code points of a title that a heading shows; the tooltip has more
_LONGEST_FIRST_LINE = 120  # a first paragraph beyond this is text, not a heading
_LONGEST_BEGINNING = 100
_LONGEST_TOOLTIP = 1000
_SENTENCE_END = re.compile(r"(?<=[.!?…։])[»”\"’)]*\s")
_WORD = re.compile(r"[^\W\d_]{3}")
_BLANK = re.compile(r"\n\s*\n")


def title_of(document: Document) -> str:
    """Return the title that a document gives itself, else its beginning, else its file's name.

    A document gives itself a title by its head, its sidecar or its first heading. Of a beginning
    that is longer than a heading the first sentence is taken, or as many words of it as fit. An
    address at the head of a page says where its sender sits, not what it is about.

    >>> title_of(Document("a/b.txt", "A map room", "", "en"))
    'A map room'
    >>> title_of(Document("a/b.txt", "1.", "", "en"))
    'b.txt'
    >>> title_of(Document("a/b.txt", "Nizami küç. 10, AZ1000", "", "en"))
    'b.txt'
    """
    return one_line(document.title) or _beginning(document.text) or _file_name(document.path)


def _beginning(text: str) -> str:
    first = one_line(_BLANK.split(text.strip(), maxsplit=1)[0])
    if len(first) > _LONGEST_FIRST_LINE:
        first = shorten(_SENTENCE_END.split(first, maxsplit=1)[0], _LONGEST_BEGINNING)
    return first if _WORD.search(first) and not _is_address(first) else ""


# Of a country's letters and digits, of five digits or six, or of four that are no year.
_POSTCODE = re.compile(r"(?:[A-ZА-Я]{1,2}[- ]?\d{4,6}|\d{5,6}|0\d{3})")
_HOUSE = re.compile(r"(?:^\d{1,4}[^\W\d_]?(?:[/-]\d+)?\b|(?:^|\D)\d{1,4}[^\W\d_]?(?:[/-]\d+)?$)")
_WEB = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+")


def _is_address(line: str) -> bool:
    """Say whether a line is an address: a house and a postcode in its parts, or of the web.

    >>> _is_address("Nizami küç. 10, AZ1000"), _is_address("Sheets 10, 11 and 1903")
    (True, False)
    """
    if _WEB.fullmatch(line):
        return True
    parts = [part.strip() for part in line.split(",")]
    coded = [part for part in parts if _has_postcode(part)]
    return bool(coded) and any(_HOUSE.search(part) for part in parts if part not in coded)


def _has_postcode(part: str) -> bool:
    words = part.split()
    ends = [*words[:1], *words[-1:], " ".join(words[:2]), " ".join(words[-2:])]
    return any(_POSTCODE.fullmatch(end) for end in ends)


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def one_line(title: str) -> str:
    """Return a title on one line, with nothing in it that hides or reorders."""
    return " ".join(visible(title).split())


def shorten(title: str, most: int = _LONGEST) -> str:
    """Return a title not longer than a heading can be, cut between two words.

    >>> shorten("A long title of many words", 14)
    'A long title…'
    >>> len(shorten("x" * 5000))
    160
    """
    line = one_line(title)
    if len(line) <= most:
        return line
    cut = line[:most]
    words = cut[: cut.rfind(" ")] if " " in cut[most // 2 :] else cut[:-1]
    return words.rstrip(' ,;:–—-(«“"') + "…"


def tooltip(title: str) -> str:
    """Return what a tooltip adds to a shortened title; empty where nothing was cut."""
    line = one_line(title)
    return "" if shorten(line) == line else shorten(line, _LONGEST_TOOLTIP)
