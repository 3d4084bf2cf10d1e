"""The journal of a scan of many documents, from which a run that was killed goes on.

It lies beside the output (`.NAME.scanning`): one line for each finished document, with the digests
of its file and of what lies beside it, a tabulator, and the document as JSON Lines has it. A
journal of other tables or of another version is not used; two runs cannot keep the same one.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from gazetteer.errors import DocumentError, OutputError
from gazetteer.geoparsing.corrections import corrections_path
from gazetteer.geoparsing.documents import digest_of
from gazetteer.geoparsing.documents.metadata import lies_beside, sidecars
from gazetteer.model import Document, Mention
from gazetteer.progress import progress

if TYPE_CHECKING:
    from gazetteer.gazetteer import Gazetteer

_VERSION = 3  # of the lines
_KEPT = ("path", "sha256", "lang", "title", "date", "source_url")
_PARTING = b"\t"  # between the two parts of a line; inside JSON it is written otherwise


class Notes(NamedTuple):
    """What there is to say of a document: remarks, and corrections that no longer fit."""

    remarks: Sequence[str] = ()
    unfit: Sequence[str] = ()


class Done(NamedTuple):
    """A finished document: what tells whether it is still the same, and its line."""

    path: str
    sha256: str
    beside: str
    notes: Notes
    line: bytes


def finished(document: Document, mentions: Sequence[Mention], notes: Notes) -> Done:
    """Return a document's result as the journal keeps it."""
    from gazetteer.formats.entry import Scan
    from gazetteer.formats.jsonl import pieces

    beside = _beside(Path(document.path))
    head = {
        **{key: getattr(document, key) for key in _KEPT},
        "metadata": dict(document.metadata), "beside": beside, "notes": notes,
    }  # fmt: skip
    line = BytesIO()  # the mentions of a long document would take twice the room as a list
    line.writelines([_json(head), _PARTING])
    line.writelines(map(_bytes, pieces(Scan(document, mentions))))
    return Done(document.path, document.sha256, beside, notes, line.getvalue())


def _json(value: object) -> bytes:
    return _bytes(json.dumps(value, ensure_ascii=False))


def _bytes(text: str) -> bytes:
    """Return JSON as UTF-8; the name of a file can hold what only an escape can carry."""
    return text.encode("utf-8", "backslashreplace")


def document_of(line: bytes) -> Document:
    """Return the document of a line, without its text."""
    head = json.loads(line[: line.index(_PARTING)])
    return Document(
        text="", metadata=MappingProxyType(head["metadata"]),
        **{key: head[key] for key in _KEPT},
    )  # fmt: skip


def mentions_of(line: bytes, gaz: "Gazetteer") -> list[Mention]:
    """Return the mentions of a line; each is read at once, since plain values take much room."""
    body = line[line.index(_PARTING) + 1 :]
    found: list[Mention] = json.loads(body, object_hook=partial(_read, gaz=gaz))["mentions"]
    return found


def json_line(line: bytes) -> memoryview:
    """Return the part of a line that is a line of JSON Lines."""
    return memoryview(line)[line.index(_PARTING) + 1 :]


def _read(row: dict[str, Any], gaz: "Gazetteer") -> Mention | dict[str, Any]:
    return _mention(row, gaz) if "evidence" in row else row


def _mention(row: Mapping[str, Any], gaz: "Gazetteer") -> Mention:
    place = row["place"]
    return Mention(
        row["start"], row["end"], row["text"], row["role"], row["confidence"],
        gaz[place["id"]] if place else None, place["label"] if place else "", row["page"],
        tuple([(other["id"], other["score"]) for other in row["alternatives"]]),
        tuple(row["evidence"]),
    )  # fmt: skip


def _beside(path: Path) -> str:
    """Return the digest of what lies beside a document and changes its result."""
    digest = hashlib.sha256()
    for beside in (*sidecars(path), corrections_path(path)):
        if lies_beside(beside):
            digest.update(os.fsencode(beside.name) + b"\0" + beside.read_bytes())
    return digest.hexdigest()


def fingerprint(gaz: "Gazetteer") -> str:
    """Return what a journal must share with this run: tables, rules and version."""
    from geodata.door import knowledge_path

    digest = hashlib.sha256(f"{_VERSION}".encode())
    files = [path for path in gaz.tables.glob("*.*") if path.is_file()]
    files += knowledge_path("roles.csv").parent.rglob("*.csv")
    files += Path(__file__).parents[1].rglob("*.py")
    for path in sorted(files):
        state = path.stat()
        digest.update(f"{path.name}:{state.st_size}:{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class Journal:
    """The finished documents of a run that is not yet written, one line each, append-only."""

    def __init__(self, out: Path, fingerprint: str) -> None:
        self._path = out.with_name(f".{out.name}.scanning")
        self._fingerprint = fingerprint
        self._lines: dict[str, tuple[int, str, str]] = {}
        self._notes: dict[str, Notes] = {}  # of the documents of an earlier run
        self._file: IO[bytes]
        self._end = 0

    def __enter__(self) -> "Journal":
        try:
            self._file = self._path.open("a+b")
        except OSError as error:
            raise OutputError(
                f"{self._path}: cannot be written ({error.strerror}); choose another place"
            ) from None
        if not _lock(self._file):
            self._file.close()
            raise OutputError(
                f"{self._path}: another scan is writing it; wait for that or give another --out"
            )
        end = self._read()
        self._file.truncate(end)
        self._end = end
        if not end:
            self._append(_json({"fingerprint": self._fingerprint}) + b"\n")
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def _read(self) -> int:
        """Read the whole lines of an old journal and return where they end."""
        end = 0
        self._file.seek(0)
        for number, line in enumerate(self._file):
            head = _whole_line(line)
            if head is None:  # the line that the end of the old run cut
                break
            if not number and head.get("fingerprint") != self._fingerprint:
                return 0
            if number:
                self._lines[head["path"]] = (end, head["sha256"], head["beside"])
                if any(head["notes"]):
                    self._notes[head["path"]] = Notes(*head["notes"])
            end += len(line)
        return end

    def __len__(self) -> int:
        """Return the number of finished documents."""
        return len(self._lines)

    def has(self, path: Path) -> bool:
        """Tell whether the document was finished and is still the same file."""
        known = self._lines.get(str(path))
        if known is None:
            return False
        try:
            if digest_of(path) == known[1] and _beside(path) == known[2]:
                return True
        except (OSError, DocumentError):  # told of when it is read
            pass
        del self._lines[str(path)]
        return False

    def notes(self, paths: Sequence[Path]) -> Iterator[Notes]:
        """Yield what an earlier run had to say of the documents that are still the same."""
        for path in map(str, paths):
            if path in self._lines and path in self._notes:
                yield self._notes[path]

    def add(self, finished: Iterable[Done]) -> None:
        """Keep the result of each finished document."""
        for done in finished:
            self._lines[done.path] = (self._end, done.sha256, done.beside)
            self._append(done.line)

    def _append(self, line: bytes) -> None:
        try:
            self._file.write(line)
            self._file.flush()
        except OSError as error:
            raise OutputError(
                f"{self._path}: writing stopped ({error.strerror}); free some space and run again"
            ) from None
        self._end += len(line)

    def lines(self, paths: Sequence[Path]) -> Iterator[bytes]:
        """Yield the kept lines in the order of the paths; those left out are passed over."""
        for path in progress(paths, "writing"):
            if known := self._lines.get(str(path)):
                self._file.seek(known[0])
                yield self._file.readline()

    def remove(self) -> None:
        """Remove the journal of a run that is written."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def _whole_line(line: bytes) -> dict[str, Any] | None:
    """Return the first part of a line, None when the line is not whole."""
    if not line.endswith(b"\n"):
        return None
    try:
        head = json.loads(line.partition(_PARTING)[0])
    except ValueError:
        return None
    return head if isinstance(head, dict) else None


def _lock(file: IO[bytes]) -> bool:
    """Keep other runs from the file until it is closed; tell whether none has it already."""
    try:
        import fcntl
    except ImportError:  # Windows, where nothing like it frees itself when a process is killed
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        pass
    return True
