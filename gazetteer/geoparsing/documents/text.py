"""Plain text and Markdown: the text is the decoded file itself, newlines untouched."""

import re
from pathlib import Path

from gazetteer.geoparsing.documents.extract import Extract, Part, read_bytes
from gazetteer.geoparsing.documents.metadata import front_matter
from gazetteer.geoparsing.encoding import decode

_HEADING = re.compile(r"^ {0,3}(#{1,6})[^\S\r\n]([^\r\n]*)", re.MULTILINE)
_CLOSING = re.compile(r"(?:^|\s)#+$")
_FENCE = re.compile(r"^ {0,3}(```+|~~~+).*?(?:^ {0,3}\1|\Z)", re.MULTILINE | re.DOTALL)
FRONT_MATTER = "front matter"


def extract_text(path: Path) -> Extract:
    """Read a text file; a head of `key: value` lines is metadata and stays in the text."""
    text, encoding = decode(read_bytes(path), str(path))
    metadata, head = front_matter(text)
    parts = (Part(0, head, section=FRONT_MATTER), Part(head, len(text))) if head else ()
    return Extract(text, parts, {**metadata, "encoding": encoding})


def extract_markdown(path: Path) -> Extract:
    """Read a Markdown file; its parts are what stands under each heading.

    The title is that of the head, else the first heading of the first level.
    """
    text, encoding = decode(read_bytes(path), str(path))
    metadata, head = front_matter(text)
    headings = _headings(text, head)
    title = next((name for _, level, name in headings if level == 1), "")
    said = {"title": title, **metadata} if title else dict(metadata)
    return Extract(text, _sections(text, head, headings), {**said, "encoding": encoding})


def _headings(text: str, head: int) -> list[tuple[int, int, str]]:
    fences = [(fence.start(), fence.end()) for fence in _FENCE.finditer(text, head)]
    return [
        (found.start(), len(found[1]), _CLOSING.sub("", found[2].strip()).strip())
        for found in _HEADING.finditer(text, head)
        if not any(start <= found.start() < end for start, end in fences)
    ]


def _sections(text: str, head: int, headings: list[tuple[int, int, str]]) -> tuple[Part, ...]:
    starts = [(0, FRONT_MATTER)] if head else []
    starts += [(head, "")] + [(start, name) for start, _, name in headings]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return tuple(
        Part(start, end, section=name)
        for (start, name), end in zip(starts, ends, strict=True)
        if end > start
    )
