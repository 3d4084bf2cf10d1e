"""Find documents in files and folders, and read each into one canonical text.

`READERS` is the list of the formats: a suffix and the function that reads it. A reader is
imported when its first file comes, so that a folder of text files loads no PDF library.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from gazetteer.errors import DocumentError, MissingInputError
from gazetteer.geoparsing.documents.extract import Extract, check_text
from gazetteer.geoparsing.documents.metadata import sidecar
from gazetteer.geoparsing.documents.segments import main_language, segment
from gazetteer.model import Document

READERS = {
    ".txt": "text:extract_text",
    ".md": "text:extract_markdown",
    ".markdown": "text:extract_markdown",
    ".html": "html:extract",
    ".htm": "html:extract",
    ".xhtml": "html:extract",
    ".pdf": "pdf:extract",
    ".docx": "docx:extract",
    ".odt": "odt:extract",
    ".epub": "epub:extract",
}
_KNOWN = "txt, md, html, pdf, docx, odt or epub"
# Kinds of text without a reader: in a folder they are told of, so that none is missed in silence.
_UNREAD = frozenset({".azw3", ".chm", ".djvu", ".doc", ".fb2", ".mobi", ".pages", ".rtf", ".wpd"})
SITE_MARK = "data/site.json"
"""What a folder of pages made by `gazetteer map` holds; they show documents and are none."""

OnError = Callable[[DocumentError], None]


def find_documents(paths: Iterable[Path | str], *, on_error: OnError | None = None) -> list[Path]:
    """Return the documents among files and folders: files as given, folders recursively, sorted.

    Hidden files, files of other kinds and the sites of our own making inside folders are passed
    over; links to folders are followed once. A file that is named twice is returned once. Texts
    of a kind that has no reader are among them, and refused when they are read. A folder that may
    not be read goes to `on_error`; without `on_error` it is raised. Raises MissingInputError for
    a path that does not exist and for a folder without documents.
    """
    found: dict[Path, None] = {}
    for given in paths:
        if given == "":  # as of a variable of the shell that is not set; not this folder
            raise MissingInputError("an empty path; give files or folders")
        path = Path(given)
        if _is_folder(path):
            faults: list[DocumentError] = []
            inside = list(_inside(path, set(), faults.append))
            for fault in faults:
                if on_error is None:
                    raise fault
                on_error(fault)
            if not inside and not faults:
                raise MissingInputError(
                    f"{path}: no documents in this folder; it needs {_KNOWN} files"
                )
            found.update(dict.fromkeys(inside))
        elif _is_there(path):
            found[path] = None
        else:
            raise MissingInputError(f"{path}: no such file or folder; check the path")
    return list(found)


def _is_folder(path: Path) -> bool:
    """Tell whether it is a folder; in one that is closed nobody can tell."""
    try:
        return path.is_dir()
    except PermissionError:
        return False


def _is_there(path: Path) -> bool:
    """Tell whether there is a file; one in a folder that is closed is there for all we know."""
    try:
        path.lstat()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


def _inside(folder: Path, seen: set[tuple[int, int]], on_error: OnError) -> Iterator[Path]:
    try:
        identity = folder.stat()
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
        is_site = (folder / SITE_MARK).is_file()
    except OSError as error:
        on_error(
            DocumentError(
                f"{folder}: the folder cannot be read ({error.strerror}); change its permissions"
            )
        )
        return
    if (identity.st_dev, identity.st_ino) in seen or (seen and is_site):
        return  # a link that leads back, or a site below the folder that was asked for
    seen.add((identity.st_dev, identity.st_ino))
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        if _is_folder(entry):
            yield from _inside(entry, seen, on_error)
        elif entry.suffix.lower() in _UNREAD or entry.suffix.lower() in READERS:
            yield entry


def read_documents(
    paths: Iterable[Path | str], *, on_error: OnError | None = None
) -> Iterator[Document]:
    """Yield the documents among files and folders one by one, holding one at a time.

    What cannot be read goes to `on_error`, and the next follows; without `on_error` it is raised.
    Missing paths are raised before the first document is read.
    """
    return _read_each(find_documents(paths, on_error=on_error), on_error)


def _read_each(paths: list[Path], on_error: OnError | None) -> Iterator[Document]:
    for path in paths:
        try:
            document = read_document(path)
        except DocumentError as error:
            if on_error is None:
                raise
            on_error(error)
        else:
            yield document


def read_document(path: Path | str) -> Document:
    """Read one document of any known format.

    `Document.path` is the path as given. Text from a sidecar file goes before what the document
    says itself. Raises MissingInputError when there is no file, and DocumentError, naming the
    file, the reason and what to do, when it cannot be read.
    """
    path = Path(path)
    try:
        digest = digest_of(path)
        extract = _reader(path)(path)
        check_text(extract.text, path)
        metadata = {**extract.metadata, **sidecar(path)}
    except FileNotFoundError:
        raise MissingInputError(f"{path}: no such file; check the path") from None
    except DocumentError:
        raise
    except OSError as error:
        # The file, or the sidecar beside it.
        name = error.filename or path
        raise DocumentError(
            f"{name}: cannot be read ({error.strerror or error}); change that or leave it out"
        ) from None
    except Exception as error:
        # What libraries raise on damage that they do not expect; the other documents go on.
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise DocumentError(f"{path}: damaged ({reason}); get the file again") from error
    segments = segment(extract.text, extract.parts)
    return Document(
        str(path), extract.text, digest, main_language(segments),
        metadata.pop("title", ""), metadata.pop("date", ""), metadata.pop("source_url", ""),
        segments, MappingProxyType(metadata),
    )  # fmt: skip


def document_of_text(text: str, *, path: str = "") -> Document:
    """Return a text that is no file as a document; its hash is that of the text as UTF-8."""
    segments = segment(text)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(path, text, digest, main_language(segments), segments=segments)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes. Raises DocumentError for what is no file."""
    if path.exists() and not path.is_file():
        raise DocumentError(f"{path}: not a file; give files or folders of files")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reader(path: Path) -> Callable[[Path], Extract]:
    known = READERS.get(path.suffix.lower(), "" if path.suffix else "text:extract_text")
    if not known:
        raise DocumentError(f"{path}: no reader for {path.suffix} files; convert it to {_KNOWN}")
    module, function = known.split(":")
    reader: Callable[[Path], Extract] = getattr(
        import_module(f"gazetteer.geoparsing.documents.{module}"), function
    )
    return reader
