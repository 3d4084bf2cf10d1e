"""Scan many documents: in several processes, with flat memory, and so that a killed run goes on.

A scan into a file keeps a journal beside it (`.NAME.scanning`): one line for each finished
document, with the digests of its file and of what lies beside it. The next run takes finished
documents from the journal, scans the rest, writes the output aside and renames it, and removes
the journal. A journal of other tables or of another version is not used.
"""

import hashlib
import json
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any

from gazetteer.errors import DocumentError, GazetteerError, OptionError, OutputError
from gazetteer.geoparsing.corrections import SUFFIX
from gazetteer.geoparsing.documents import find_documents, read_document
from gazetteer.model import Document, Mention

if TYPE_CHECKING:
    from gazetteer.gazetteer import Gazetteer
    from gazetteer.geoparsing.recognition import Recognizer

OnRemark = Callable[[str], None]
Record = dict[str, Any]

_VERSION = 1  # of the journal's lines
_AHEAD = 4  # documents handed out for each process, so that none waits and memory stays flat
_WITH_TEXT = frozenset({"tei", "webannotation"})  # formats that quote the document itself
_KEPT = ("path", "sha256", "lang", "title", "date", "source_url")


def scan_paths(
    paths: Sequence[Path | str],
    *,
    data: Path | str | None = None,
    format: str = "jsonl",  # noqa: A002  the word of the command line
    out: Path | str | None = None,
    jobs: int = 1,
    on_remark: OnRemark | None = None,
) -> list[GazetteerError]:
    """Scan files and folders, write the format to `out` (standard output without one).

    Returns the faults of the documents that were left out; the others are written. Remarks, such
    as a correction that no longer fits, go to `on_remark`, by default to standard error. Raises
    GazetteerError, with nothing written, when the paths, the tables or the output are at fault.
    """
    from gazetteer.formats import SCAN_FORMATS, write_scans
    from gazetteer.gazetteer import Gazetteer

    if format not in SCAN_FORMATS:
        raise OptionError(f"{format!r} is no format of a scan; use {', '.join(SCAN_FORMATS)}")
    if jobs < 1:
        raise OptionError(f"--jobs {jobs}: at least one process is needed")
    documents = find_documents(paths)
    gaz = Gazetteer.open(data)
    run = _Run(gaz, data, documents, jobs, on_remark or _print_remark)
    if out is None:
        write_scans(run.scans(run.records(documents), format), format, sys.stdout)
        return run.faults
    target = Path(out)
    _check_folder(target)
    with _Journal(target, _fingerprint(gaz)) as journal:
        waiting = [path for path in documents if not journal.has(path)]
        if len(waiting) < len(documents):
            run.remark(f"{target}: {len(documents) - len(waiting)} documents were done before")
        for record in run.records(waiting):
            journal.add(record)
        if journal or not run.faults:  # nothing is written when nothing could be read
            write_scans(run.scans(journal.records(documents), format), format, target)
        journal.remove()
    return run.faults


def _print_remark(remark: str) -> None:
    print(f"gazetteer: {remark}", file=sys.stderr)


def _check_folder(target: Path) -> None:
    if not target.parent.is_dir():
        raise OutputError(f"{target}: the folder {target.parent} does not exist; make it first")
    if target.is_dir():
        raise OutputError(f"{target}: a folder; give the name of a file in it")


class _Run:
    """One scan of many documents: hands them out, collects records, faults and remarks."""

    def __init__(
        self,
        gaz: "Gazetteer",
        data: Path | str | None,
        documents: Sequence[Path],
        jobs: int,
        remark: OnRemark,
    ) -> None:
        self.faults: list[GazetteerError] = []
        self.remark = remark
        self._gaz = gaz
        self._data = data
        self._jobs = min(jobs, max(1, len(documents)))

    def records(self, paths: Sequence[Path]) -> Iterator[Record]:
        """Yield the records of the documents in order; what cannot be read becomes a fault."""
        if not paths:
            return
        outcomes = self._in_processes(paths) if self._jobs > 1 else self._here(paths)
        for outcome in _progress(outcomes, len(paths)):
            for remark in outcome.remarks:
                self.remark(remark)
            if outcome.fault:
                self.faults.append(DocumentError(outcome.fault))
            else:
                yield outcome.record

    def scans(
        self,
        records: Iterable[Record],
        format: str,  # noqa: A002
    ) -> Iterator[tuple[Document, list[Mention]]]:
        """Yield what the writers of formats take, one document at a time."""
        for record in records:
            document = _document(record)
            if format in _WITH_TEXT:
                try:
                    document = read_document(document.path)
                except GazetteerError as error:  # it was there a moment ago
                    self.faults.append(error)
                    continue
            yield document, [_mention(row, self._gaz) for row in record["mentions"]]

    def _here(self, paths: Sequence[Path]) -> Iterator["_Outcome"]:
        from gazetteer.geoparsing.recognition import Recognizer

        recognizer = Recognizer.open(self._gaz)
        return (_scan_one(path, self._gaz, recognizer) for path in paths)

    def _in_processes(self, paths: Sequence[Path]) -> Iterator["_Outcome"]:
        """Yield the outcomes in the order of the paths, from a window of handed-out documents."""
        self._prepare()
        left = deque(paths)
        while left:
            try:
                yield from self._with_pool(left, self._jobs)
            except BrokenProcessPool:
                yield from self._alone(left)

    def _prepare(self) -> None:
        """Make the compiled artefacts once, before every process wants them."""
        from gazetteer.geoparsing.recognition import Recognizer

        Recognizer.open(self._gaz)

    def _with_pool(self, left: deque[Path], jobs: int, most: int = 0) -> Iterator["_Outcome"]:
        """Scan from the left of the queue; a path leaves it when its outcome was passed on."""
        todo = list(left)[: most or None]
        with ProcessPoolExecutor(
            jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(self._data,)
        ) as pool:
            window: deque[Future[_Outcome]] = deque()
            following = iter(todo)
            for path in following:
                window.append(pool.submit(_work, path))
                if len(window) >= jobs * _AHEAD:
                    break
            while window:
                outcome = window.popleft().result()
                if (path := next(following, None)) is not None:  # type: ignore[assignment]
                    window.append(pool.submit(_work, path))
                left.popleft()
                yield outcome

    def _alone(self, left: deque[Path]) -> Iterator["_Outcome"]:
        """Scan the documents that may have ended a process one by one, each in its own."""
        for _ in range(min(len(left), self._jobs * _AHEAD)):
            path = left[0]
            try:
                yield from self._with_pool(left, 1, most=1)
            except BrokenProcessPool:
                left.popleft()
                yield _Outcome(
                    {}, f"{path}: scanning it ended the process, perhaps for want of memory; "
                    "split the document", (),
                )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a process sends back for one document."""

    record: Record
    fault: str
    remarks: tuple[str, ...]


_TOOLS: "list[tuple[Gazetteer, Recognizer]]" = []


def _start(data: Path | str | None) -> None:
    """Open the gazetteer once for each process."""
    from gazetteer.gazetteer import Gazetteer
    from gazetteer.geoparsing.recognition import Recognizer

    Thread(target=_end_with_parent, daemon=True).start()
    gaz = Gazetteer.open(data)
    _TOOLS[:] = [(gaz, Recognizer.open(gaz))]


def _end_with_parent() -> None:
    """End this process when the one that started it was killed; it would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(path: Path) -> _Outcome:
    return _scan_one(path, *_TOOLS[0])


def _scan_one(path: Path, gaz: "Gazetteer", recognizer: "Recognizer") -> _Outcome:
    from gazetteer.geoparsing.scan import scan_document

    remarks: list[str] = []
    try:
        document = read_document(path)
        if left_out := document.metadata.get("left_out"):  # pages without a text layer
            remarks.append(f"{document.path}: {left_out}")
        mentions = scan_document(
            document, gaz, recognizer,
            on_unfit=lambda of, unfit: remarks.append(f"{of.path}: {unfit}"),
        )  # fmt: skip
    except (GazetteerError, MemoryError) as error:
        reason = str(error) or f"{path}: too large for the memory of this machine; split it"
        return _Outcome({}, reason, ())
    return _Outcome(_record(document, mentions), "", tuple(remarks))


def _record(document: Document, mentions: Sequence[Mention]) -> Record:
    """Return a document's result with places as ids, as the journal keeps it."""
    return {
        **{key: getattr(document, key) for key in _KEPT},
        "metadata": dict(document.metadata),
        "beside": _beside(Path(document.path)),
        "mentions": [
            {
                "start": m.start, "end": m.end, "text": m.text, "role": m.role,
                "confidence": m.confidence, "place": m.place.id if m.place else None,
                "label": m.label, "page": m.page, "alternatives": m.alternatives,
                "evidence": m.evidence,
            }
            for m in mentions
        ],
    }  # fmt: skip


def _document(record: Mapping[str, Any]) -> Document:
    return Document(
        text="", metadata=MappingProxyType(record["metadata"]),
        **{key: record[key] for key in _KEPT},
    )  # fmt: skip


def _mention(row: Mapping[str, Any], gaz: "Gazetteer") -> Mention:
    return Mention(
        row["start"], row["end"], row["text"], row["role"], row["confidence"],
        gaz[row["place"]] if row["place"] else None, row["label"], row["page"],
        tuple((place_id, score) for place_id, score in row["alternatives"]),
        tuple(row["evidence"]),
    )  # fmt: skip


def _beside(path: Path) -> str:
    """Return the digest of what lies beside a document and changes its result."""
    digest = hashlib.sha256()
    for name in (f"{path.name}.toml", f"{path.stem}.toml", f"{path.name}{SUFFIX}"):
        beside = path.with_name(name)
        if beside.is_file():
            digest.update(name.encode() + b"\0" + beside.read_bytes())
    return digest.hexdigest()


def _fingerprint(gaz: "Gazetteer") -> str:
    """Return what a journal must share with this run: tables, rules and version."""
    from geodata.door import knowledge_path

    digest = hashlib.sha256(f"{_VERSION}".encode())
    folders = [gaz.tables, knowledge_path("roles.csv").parent, Path(__file__).parent]
    for folder in folders:
        for path in sorted(folder.glob("*.*")):
            if path.is_file():
                state = path.stat()
                digest.update(f"{path.name}:{state.st_size}:{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class _Journal:
    """The finished documents of a run that is not yet written, one line each, append-only."""

    def __init__(self, out: Path, fingerprint: str) -> None:
        self._path = out.with_name(f".{out.name}.scanning")
        self._fingerprint = fingerprint
        self._lines: dict[str, tuple[int, str, str]] = {}
        self._file: IO[bytes]

    def __enter__(self) -> "_Journal":
        try:
            end = self._read()
            self._file = self._path.open("r+b" if end else "w+b")
        except OSError as error:
            raise OutputError(
                f"{self._path}: cannot be written ({error.strerror}); choose another place"
            ) from None
        self._file.truncate(end)
        self._file.seek(end)
        if not end:
            self._append({"fingerprint": self._fingerprint})
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def _read(self) -> int:
        """Read the whole lines of an old journal and return where they end."""
        end = 0
        if not self._path.is_file():
            return end
        with self._path.open("rb") as file:
            for number, line in enumerate(file):
                record = _whole_line(line)
                if record is None:  # the line that the end of the old run cut
                    break
                if not number and record.get("fingerprint") != self._fingerprint:
                    return 0
                if number:
                    self._lines[record["path"]] = (end, record["sha256"], record["beside"])
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
            same = hashlib.sha256(path.read_bytes()).hexdigest() == known[1]
        except OSError:
            same = False
        if same and _beside(path) == known[2]:
            return True
        del self._lines[str(path)]
        return False

    def add(self, record: Record) -> None:
        """Keep the result of a finished document."""
        self._lines[record["path"]] = (self._file.tell(), record["sha256"], record["beside"])
        self._append(record)

    def _append(self, record: Mapping[str, Any]) -> None:
        try:
            self._file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
            self._file.flush()
        except OSError as error:
            raise OutputError(
                f"{self._path}: writing stopped ({error.strerror}); free some space and run again"
            ) from None

    def records(self, paths: Sequence[Path]) -> Iterator[Record]:
        """Yield the kept results in the order of the paths; those left out are passed over."""
        with self._path.open("rb") as file:
            for path in paths:
                if known := self._lines.get(str(path)):
                    file.seek(known[0])
                    yield json.loads(file.readline())

    def remove(self) -> None:
        """Remove the journal of a run that is written."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def _whole_line(line: bytes) -> Record | None:
    if not line.endswith(b"\n"):
        return None
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _progress(outcomes: Iterator[_Outcome], total: int) -> Iterator[_Outcome]:
    """Show a progress bar on standard error after two seconds, none where nobody watches."""
    if not sys.stderr.isatty():
        yield from outcomes
        return
    from tqdm import tqdm

    yield from tqdm(outcomes, total=total, unit="document", delay=2, file=sys.stderr)
