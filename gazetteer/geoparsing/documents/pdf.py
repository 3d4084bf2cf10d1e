"""PDF: the text layer, page by page. Pages without one are named, never passed over in silence."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from gazetteer.errors import DocumentError
from gazetteer.geoparsing.documents.extract import EMPTY, LOCKED, MAX_BYTES, TOO_LONG, Extract, Part
from gazetteer.geoparsing.documents.metadata import named

# Word and others write themselves and the name of the file before or for the title.
_PROGRAMS = re.compile(r"^(?:Microsoft (?:Word|PowerPoint|Excel)|OpenOffice\.org|PDF) ?[-–] ?")
_Pdf = Any  # pypdfium2 has no types
_BETWEEN_PAGES = "\n\n"


def extract(path: Path) -> Extract:
    """Read the text of every page; the parts are the pages, counted from 1.

    A hyphen at a line's end stays a hyphen and a line end, as it is printed. `left_out` in the
    metadata names the pages that have no text layer; a document of such pages only is an error.
    """
    import pypdfium2

    with path.open("rb") as file:
        if not file.read(1):
            raise DocumentError(f"{path}: {EMPTY}")
    try:
        with closing(pypdfium2.PdfDocument(path)) as pdf:
            pages = list(_pages(pdf, path))
            metadata = _metadata(pdf)
    except pypdfium2.PdfiumError as error:
        raise _unreadable(path, str(error)) from None
    return _join(pages, metadata, path)


def _pages(pdf: _Pdf, path: Path) -> Iterator[str]:
    size = 0
    for number in range(len(pdf)):
        with closing(pdf[number]) as page, closing(page.get_textpage()) as layer:
            text = _plain(layer.get_text_range())
        size += len(text)
        if size > MAX_BYTES:
            raise DocumentError(f"{path}: {TOO_LONG}")
        yield text


def _plain(text: str) -> str:
    """Return the text of a page with the signs of PDFium replaced by what they stand for."""
    text = text.replace("\ufffe\r\n", "\ufffe").replace("\ufffe", "-\n").replace("\r\n", "\n")
    return text.replace("\r", "\n").replace("\0", " ").replace("\x02", "-\n").strip("\n")


def _join(pages: list[str], metadata: dict[str, str], path: Path) -> Extract:
    without = [number for number, text in enumerate(pages, 1) if not text.strip()]
    if len(without) == len(pages):
        raise DocumentError(
            f"{path}: no text layer on any of its {len(pages)} pages (a scan?); "
            "run it through text recognition first"
        )
    parts, start = [], 0
    for number, text in enumerate(pages, 1):
        parts.append(Part(start, start + len(text), page=number))
        start += len(text) + len(_BETWEEN_PAGES)
    if without:
        metadata["left_out"] = f"no text layer on {_ranges(without)} (scanned?)"
    return Extract(_BETWEEN_PAGES.join(pages), tuple(parts), metadata)


def _ranges(numbers: list[int]) -> str:
    """Return page numbers as a reader writes them.

    >>> _ranges([2]), _ranges([2, 3, 4, 9])
    ('page 2', 'pages 2–4, 9')
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    written = (str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return ("page " if len(numbers) == 1 else "pages ") + ", ".join(written)


def _metadata(pdf: _Pdf) -> dict[str, str]:
    try:
        said: dict[str, str] = pdf.get_metadata_dict()
    except UnicodeDecodeError:  # damaged in the metadata alone
        return {}
    title = _PROGRAMS.sub("", said.get("Title", ""))
    values = {
        "title": "" if title.strip().lower() in ("untitled", "title") else title,
        "author": said.get("Author", ""), "date": said.get("CreationDate", ""),
    }  # fmt: skip
    return dict(named(values))


def _unreadable(path: Path, reason: str) -> DocumentError:
    if "password" in reason.lower() or "security" in reason.lower():
        return DocumentError(f"{path}: {LOCKED}")
    return DocumentError(
        f"{path}: damaged or not a PDF ({reason.strip('.')}); get the file again or print it to PDF"
    )
