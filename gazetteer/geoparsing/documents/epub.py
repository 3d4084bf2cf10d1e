"""EPUB: the chapters of the spine, in reading order."""

import posixpath
from collections.abc import Iterable
from pathlib import Path

from gazetteer.errors import DocumentError
from gazetteer.geoparsing.documents import html
from gazetteer.geoparsing.documents.extract import MAX_BYTES, TOO_LONG, Extract
from gazetteer.geoparsing.documents.layout import PARAGRAPH, Layout
from gazetteer.geoparsing.documents.markup import Container, Element, attribute, descendants, said
from gazetteer.geoparsing.documents.metadata import named

_CHAPTERS = ("application/xhtml+xml", "text/html")


def extract(path: Path) -> Extract:
    """Read an electronic book; a book whose chapters are locked is an error."""
    with Container(path, "an EPUB") as container:
        package_path = _package_path(container, path)
        package = container.xml(package_path)
        chapters = [container.find(c) for c in _chapters(package, posixpath.dirname(package_path))]
        missing = [chapter for chapter in chapters if chapter not in container]
        chapters = [chapter for chapter in dict.fromkeys(chapters) if chapter in container]
        if missing and not chapters:
            raise _without(missing[0], path)
        _refuse_locked(container, chapters, path)
        layout = Layout()
        size = 0
        for chapter in chapters:
            data = container.read(chapter)
            size += len(data)
            if size > MAX_BYTES:
                raise DocumentError(f"{path}: {TOO_LONG}")
            layout.separate(PARAGRAPH)
            if data.strip():
                html.lay_out(html.parse(data, path), layout)
    return layout.finish(_metadata(package, missing))


def _package_path(container: Container, path: Path) -> str:
    root = container.xml("META-INF/container.xml")
    for file in descendants(root, "rootfile"):
        if full := attribute(file, "full-path"):
            return container.find(full)
    raise DocumentError(f"{path}: names no package inside, so not an EPUB file; get the file again")


def _chapters(package: Element, folder: str) -> list[str]:
    items = {
        item.get("id"): posixpath.normpath(posixpath.join(folder, item.get("href") or ""))
        for item in descendants(package, "item")
        if item.get("media-type") in _CHAPTERS
    }
    spine = (reference.get("idref") for reference in descendants(package, "itemref"))
    return [items[name] for name in dict.fromkeys(spine) if name in items]


def _refuse_locked(container: Container, chapters: list[str], path: Path) -> None:
    """Raise when a chapter is encrypted; fonts often are, in books that everybody may read."""
    encryption = container.optional_xml("META-INF/encryption.xml")
    references = descendants(encryption, "CipherReference")
    locked = {container.find(attribute(reference, "URI")) for reference in references}
    if locked & set(chapters):
        raise DocumentError(f"{path}: locked against copying; get a copy without the lock")


def _without(chapter: str, path: Path) -> DocumentError:
    return DocumentError(f"{path}: none of its chapters is inside ({chapter}); get the file again")


def _metadata(package: Element, missing: Iterable[str]) -> dict[str, str]:
    values = {
        "title": said(package, "title"), "author": said(package, "creator"),
        "date": said(package, "date"), "source_url": said(package, "source"),
        "lang": said(package, "language"), "left_out": _left_out(missing),
    }  # fmt: skip
    return dict(named(values))


def _left_out(missing: Iterable[str]) -> str:
    named_missing = ", ".join(missing)
    return f"chapters named but not inside: {named_missing}" if named_missing else ""
