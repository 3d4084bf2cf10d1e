"""Parse XML and open containers with nothing of theirs being fetched, expanded or trusted."""

import io
import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from gazetteer.errors import DocumentError
from gazetteer.geoparsing.documents.extract import DECLARES_ENTITIES, EMPTY, LOCKED, MAX_MARKUP
from gazetteer.geoparsing.documents.layout import CELL, LINE, PARAGRAPH

Element = Any  # lxml has no types

MAX_MEMBER = MAX_MARKUP  # bytes of one part of a container when unpacked
_MAX_RATIO = 200  # text packs 3 to 20 times smaller; a bomb a thousand times
_MAX_MEMBERS = 20_000
_SMALL = 2**20
_OLE = b"\xd0\xcf\x11\xe0"


def parse_xml(data: bytes, path: Path) -> Element:
    """Return the root element of an XML document.

    Raises DocumentError when it is damaged or declares entities of its own.
    """
    from lxml import etree

    if b"<!ENTITY" in data:
        raise DocumentError(f"{path}: {DECLARES_ENTITIES}")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        tree = etree.parse(io.BytesIO(data), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(
            f"{path}: damaged ({_reason(error)}); open it in its program and save it again"
        ) from None
    internal = tree.docinfo.internalDTD
    if internal is not None and any(True for _ in internal.iterentities()):
        raise DocumentError(f"{path}: {DECLARES_ENTITIES}")
    return tree.getroot()


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


class Container:
    """The parts of a zipped document, each read within limits that no honest document reaches."""

    def __init__(self, path: Path, kind: str) -> None:
        self._path = path
        self._kind = kind
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise self._damaged(error) from None
        self._members = {info.filename: info for info in self._zip.infolist()}
        self._plain_names = {_plain_name(name): name for name in reversed(self._members)}
        if len(self._members) > _MAX_MEMBERS:
            self.close()
            raise self._bomb(f"{len(self._members):,} parts")

    def __enter__(self) -> "Container":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def __contains__(self, member: str) -> bool:
        return member in self._members

    def find(self, reference: str) -> str:
        """Return the name of the part that a reference means, the reference where there is none.

        Programs write references with and without escapes, a leading `./` or `/`, backslashes,
        a fragment, or in other case than the part itself; the exact name goes before them all.
        """
        if reference in self._members:
            return reference
        return self._plain_names.get(_plain_name(reference), reference)

    def read(self, member: str) -> bytes:
        """Return one part; raise DocumentError when it is missing, locked, damaged or a bomb."""
        info = self._members.get(member)
        if info is None:
            raise DocumentError(
                f"{self._path}: no {member} inside, so not {self._kind} file; "
                "open it in its program and save it again"
            )
        if info.flag_bits & 0x1:
            raise DocumentError(f"{self._path}: {LOCKED}")
        if info.file_size > _SMALL and info.file_size > _MAX_RATIO * max(info.compress_size, 1):
            raise self._bomb(f"{member} would unpack to {info.file_size / 2**20:,.0f} MB")
        if info.file_size > MAX_MEMBER:
            raise DocumentError(
                f"{self._path}: {member} holds more than {MAX_MEMBER // 2**20} MB; "
                "split it into smaller documents"
            )
        try:
            with self._zip.open(info) as file:
                data = file.read(MAX_MEMBER + 1)  # the size in the header may be a lie
        except (
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            EOFError,
            RuntimeError,
            lzma.LZMAError,
            OSError,  # a directory that points before the file
        ) as error:
            raise self._damaged(error) from None
        if len(data) > MAX_MEMBER:
            raise self._bomb(f"{member} unpacks to more than {MAX_MEMBER // 2**20} MB")
        return data

    def xml(self, member: str) -> Element:
        """Return the root element of one part."""
        return parse_xml(self.read(member), self._path)

    def optional_xml(self, member: str) -> Element:
        """Return the root element of one part, None when the container has none."""
        return self.xml(member) if member in self else None

    def _bomb(self, what: str) -> DocumentError:
        return DocumentError(
            f"{self._path}: {what}; this looks like a zip bomb and was not unpacked"
        )

    def _damaged(self, error: Exception) -> DocumentError:
        with self._path.open("rb") as file:
            head = file.read(4)
        if head == _OLE:
            return DocumentError(
                f"{self._path}: locked with a password or an old Office file; "
                f"save it as {self._kind} file without a password"
            )
        if not head:
            return DocumentError(f"{self._path}: {EMPTY}")
        return DocumentError(
            f"{self._path}: damaged or not {self._kind} file ({_reason(error)}); "
            "open it in its program and save it again"
        )


def _plain_name(reference: str) -> str:
    """Return a reference in the one form in which ways to write the same one are equal.

    >>> _plain_name("./Text%20A.xhtml#p1") == _plain_name("text a.xhtml")
    True
    """
    path = unquote(reference.partition("#")[0]).replace("\\", "/")
    return posixpath.normpath(path).lstrip("/").casefold()


def local_name(element: Element) -> str:
    """Return the tag without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """Return the attribute of that local name in whatever namespace, empty when there is none."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def before_paragraph(paragraph: Element, cell: str) -> str:
    """Return what stands before a paragraph; the first one of a table cell continues its row."""
    if not any(local_name(ancestor) == cell for ancestor in paragraph.iterancestors()):
        return PARAGRAPH
    before = paragraph.getprevious()
    return LINE if before is not None and local_name(before) == "p" else CELL


def descendants(root: Element, name: str) -> Iterator[Element]:
    """Yield the elements of that local name in whatever namespace, in document order."""
    return iter(root.iter("{*}" + name)) if root is not None else iter(())


def said(root: Element, *names: str) -> str:
    """Return the text of the first element that has one, trying the names in order."""
    for name in names:
        for element in descendants(root, name):
            if text := " ".join("".join(element.itertext()).split()):
                return text
    return ""
