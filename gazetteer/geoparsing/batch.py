"""Scan many documents: in several processes, with flat memory, and so that a killed run goes on.

A scan into a file keeps a journal beside it. The next run takes finished documents from there,
scans the rest, writes the output aside and renames it, and removes the journal.
"""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import wait
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkstemp
from threading import Thread, current_thread, main_thread
from typing import TYPE_CHECKING, NamedTuple

from gazetteer.errors import (
    DocumentError,
    GazetteerError,
    OptionError,
    OutputError,
    in_one_line,
)
from gazetteer.geoparsing.documents import find_documents, read_document
from gazetteer.geoparsing.journal import (
    Done,
    Journal,
    Notes,
    document_of,
    fingerprint,
    finished,
    json_line,
    mentions_of,
)
from gazetteer.model import Document, Mention
from gazetteer.progress import progress

if TYPE_CHECKING:
    from gazetteer.formats.output import Target
    from gazetteer.gazetteer import Gazetteer
    from gazetteer.geoparsing.recognition import Recognizer

OnRemark = Callable[[str], None]

_AHEAD = 4  # documents handed out for each process, so that none waits and memory stays flat


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

    Returns the faults of what was left out: documents that cannot be read, and corrections that
    no longer fit; the others are written. Remarks, such as on pages without text, go to
    `on_remark`, by default to standard error. Raises GazetteerError, with nothing written, when
    the paths, the tables or the output are at fault.
    """
    from gazetteer.formats import SCAN_FORMATS
    from gazetteer.gazetteer import Gazetteer

    if format not in SCAN_FORMATS:
        raise OptionError(f"{format!r} is no format of a scan; use {', '.join(SCAN_FORMATS)}")
    if jobs < 1:
        raise OptionError(f"--jobs {jobs}: at least one process is needed")
    closed: list[GazetteerError] = []
    documents = find_documents(paths, on_error=closed.append)
    if out is not None:
        _check_target(Path(out), documents)
    gaz = Gazetteer.open(data)
    run = _Run(gaz, data, documents, jobs, on_remark or _print_remark)
    run.faults += closed
    if out is None:
        run.write((done.line for done in run.scanned(documents)), format, sys.stdout)
    else:
        _scan_into(Path(out), documents, run, format, fingerprint(gaz))
    return run.faults


def _scan_into(
    target: Path,
    documents: Sequence[Path],
    run: "_Run",
    format: str,  # noqa: A002
    tables: str,
) -> None:
    """Scan what an earlier run left, and write all documents; `tables` tells those of the run."""
    with Journal(target, tables) as journal:
        waiting = [path for path in documents if not journal.has(path)]
        if len(waiting) < len(documents):
            run.remark(f"{target}: {len(documents) - len(waiting)} documents were done before")
        for notes in journal.notes(documents):
            run.tell(notes)
        journal.add(run.scanned(waiting))
        if journal or not run.faults:  # nothing is written when nothing could be read
            run.write(journal.lines(documents), format, target)
        journal.remove()


def scan_each(
    documents: Sequence[Path],
    gaz: "Gazetteer",
    *,
    data: Path | str | None = None,
    jobs: int = 1,
    on_fault: Callable[[GazetteerError], None],
    on_remark: OnRemark | None = None,
) -> Iterator[tuple[Document, list[Mention]]]:
    """Yield each document with its text and its mentions, in order.

    What cannot be read goes to `on_fault`, and what else there is to say to `on_remark`. `data`
    is where the processes find the tables of `gaz`.
    """
    run = _Run(gaz, data, documents, jobs, on_remark or _print_remark, on_fault)
    if jobs > 1:
        yield from run.scans((done.line for done in run.scanned(documents)), with_text=True)
    else:
        yield from run.read_and_scanned(documents)


def _print_remark(remark: str) -> None:
    print(f"gazetteer: {in_one_line(remark)}", file=sys.stderr)


def _check_target(target: Path, documents: Sequence[Path]) -> None:
    from gazetteer.formats.output import check_target

    check_target(target)
    if target.exists() and any(_is_same(target, document) for document in documents):
        raise OutputError(f"{target}: one of the documents; give --out another name")


def _is_same(target: Path, document: Path) -> bool:
    try:
        return target.samefile(document)
    except OSError:  # a document that is not there is told of when it is read
        return False


class _Run:
    """One scan of many documents: hands them out, collects records, faults and remarks."""

    def __init__(
        self,
        gaz: "Gazetteer",
        data: Path | str | None,
        documents: Sequence[Path],
        jobs: int,
        remark: OnRemark,
        on_fault: Callable[[GazetteerError], None] | None = None,
    ) -> None:
        self.faults: list[GazetteerError] = []
        self._on_fault = on_fault or self.faults.append
        self._has_own_faults = on_fault is None
        self.remark = remark
        self._gaz = gaz
        self._data = data
        self._jobs = min(jobs, max(1, len(documents)), max(2, _processors()))

    def scanned(self, paths: Sequence[Path]) -> Iterator[Done]:
        """Yield what was found in the documents, in order; what cannot be read becomes a fault."""
        if not paths:
            return
        outcomes = self._in_processes(paths) if self._jobs > 1 else self._here(paths)
        for outcome in progress(outcomes, "documents", total=len(paths)):
            if outcome.done:
                self.tell(outcome.done.notes)
                yield outcome.done
            else:
                self._on_fault(DocumentError(outcome.fault))

    def tell(self, notes: Notes) -> None:
        """Pass on what there is to say of a document that was scanned."""
        for remark in notes.remarks:
            self.remark(remark)
        for unfit in notes.unfit:
            if self._has_own_faults:
                self.faults.append(DocumentError(unfit))
            else:  # of those who ask for documents, who take a fault for one that is missing
                self.remark(unfit)

    def read_and_scanned(self, paths: Sequence[Path]) -> Iterator[tuple[Document, list[Mention]]]:
        """Yield the documents and their mentions in order, from this process."""
        from gazetteer.geoparsing.recognition import Recognizer

        recognizer = Recognizer.open(self._gaz)
        for path in progress(paths, "documents"):
            try:
                document, mentions, notes = _read_and_scan(path, self._gaz, recognizer)
            except GazetteerError as error:
                self._on_fault(error)
                continue
            self.tell(notes)
            yield document, mentions

    def write(self, lines: Iterable[bytes], format: str, out: "Target") -> None:  # noqa: A002
        """Write the documents of a journal's lines in a format; JSON Lines they are already."""
        from gazetteer.formats import QUOTING_FORMATS, write_scans
        from gazetteer.formats.output import write_utf_8

        if format == "jsonl":
            write_utf_8(map(json_line, lines), out)
        else:
            write_scans(self.scans(lines, with_text=format in QUOTING_FORMATS), format, out)

    def scans(
        self, lines: Iterable[bytes], *, with_text: bool
    ) -> Iterator[tuple[Document, list[Mention]]]:
        """Yield what the writers of formats take, one document at a time."""
        for line in lines:
            document = document_of(line)
            if with_text:
                try:
                    document = _same(document)
                except GazetteerError as error:  # it was there a moment ago
                    self._on_fault(error)
                    continue
            yield document, mentions_of(line, self._gaz)

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
        from gazetteer.geoparsing.recognition import stored_patterns

        stored_patterns(self._gaz)

    def _with_pool(self, left: deque[Path], jobs: int, most: int = 0) -> Iterator["_Outcome"]:
        """Scan from the left of the queue; a path leaves it when its outcome was passed on."""
        following = iter(list(left)[: most or None])
        with TemporaryDirectory(prefix="gazetteer-", ignore_cleanup_errors=True) as spool:
            pool = ProcessPoolExecutor(
                jobs, mp_context=get_context("spawn"), initializer=_start,
                initargs=(self._data, spool),
            )  # fmt: skip
            try:
                window = deque(_submit(pool, path) for path in islice(following, jobs * _AHEAD))
                while window:
                    outcome = _fetched(window.popleft().result())
                    window.extend(_submit(pool, path) for path in islice(following, 1))
                    left.popleft()
                    yield outcome
            finally:
                pool.shutdown(cancel_futures=True)

    def _alone(self, left: deque[Path]) -> Iterator["_Outcome"]:
        """Scan the documents that may have ended a process one by one, each in its own."""
        for _ in range(min(len(left), self._jobs * _AHEAD)):
            path = left[0]
            try:
                yield from self._with_pool(left, 1, most=1)
            except BrokenProcessPool:
                left.popleft()
                yield _Outcome(
                    None, f"{path}: scanning it ended the process, perhaps for want of memory; "
                    "split the document",
                )  # fmt: skip


class _Outcome(NamedTuple):
    """What a process sends back for one document."""

    done: Done | None
    fault: str = ""
    parked: str = ""  # the file that holds the line of `done` on its way from process to process


def _processors() -> int:
    """Return how many processes can work at once; more would only take memory."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _submit(pool: ProcessPoolExecutor, path: Path) -> "Future[_Outcome]":
    """Hand a document out; a process that is started for it begins with interrupts waiting."""
    resource_tracker.ensure_running()  # its own start would let interrupts through again
    with _held_interrupt(), _interrupts(_BLOCK):
        return pool.submit(_work, path)


@contextmanager
def _held_interrupt() -> Iterator[None]:
    """Let an interrupt of this process wait until the block ends.

    Blocking it does not: another thread, as those of numerical libraries, would hear it for us.
    """
    if current_thread() is not main_thread():  # which interrupts never reach
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
        for number in came[:1]:
            signal.raise_signal(number)


# A process that is interrupted while it starts would write a traceback, and one that is
# interrupted while it sends a result would leave us waiting for the rest: it may be interrupted
# only while it scans.
_BLOCK, _LET_THROUGH = getattr(signal, "SIG_BLOCK", 0), getattr(signal, "SIG_UNBLOCK", 0)


@contextmanager
def _interrupts(how: int) -> Iterator[None]:
    """Let interrupts wait, or let them through, for the length of the block."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(how, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_TOOLS: "list[tuple[Gazetteer, Recognizer, str]]" = []


def _start(data: Path | str | None, spool: str) -> None:
    """Open the gazetteer once for each process, which parks its results in the folder `spool`."""
    from gazetteer.gazetteer import Gazetteer
    from gazetteer.geoparsing.recognition import Recognizer

    Thread(target=_end_with_parent, args=(spool,), daemon=True).start()
    gaz = Gazetteer.open(data)
    _TOOLS[:] = [(gaz, Recognizer.open(gaz), spool)]


def _end_with_parent(spool: str) -> None:
    """End this process when the one that started it was killed; it would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        rmtree(spool, ignore_errors=True)
        os._exit(1)


def _work(path: Path) -> _Outcome:
    gaz, recognizer, spool = _TOOLS[0]
    with _interrupts(_LET_THROUGH):
        outcome = _scan_one(path, gaz, recognizer)
    return _parked(outcome, spool)


def _parked(outcome: _Outcome, spool: str) -> _Outcome:
    """Return the outcome with its line in a file.

    A process that is killed while it sends a long line would leave the scan waiting for the rest
    of it for ever; short messages go through in one piece or not at all.
    """
    if outcome.done is None:
        return outcome
    handle, name = mkstemp(dir=spool)
    with os.fdopen(handle, "wb") as file:
        file.write(outcome.done.line)
    return outcome._replace(done=outcome.done._replace(line=b""), parked=name)


def _fetched(outcome: _Outcome) -> _Outcome:
    """Return the outcome with its line again, and remove the file that it was parked in."""
    if outcome.done is None:
        return outcome
    parked = Path(outcome.parked)
    line = parked.read_bytes()
    parked.unlink()
    return outcome._replace(done=outcome.done._replace(line=line), parked="")


def _scan_one(path: Path, gaz: "Gazetteer", recognizer: "Recognizer") -> _Outcome:
    try:
        return _Outcome(finished(*_read_and_scan(path, gaz, recognizer)))
    except GazetteerError as error:
        return _Outcome(None, str(error))


def _read_and_scan(
    path: Path, gaz: "Gazetteer", recognizer: "Recognizer"
) -> tuple[Document, list[Mention], Notes]:
    """Return a document, its mentions and what there is to say of it. Raises GazetteerError."""
    from gazetteer.geoparsing.scan import scan_document

    remarks: list[str] = []
    unfit: list[str] = []
    try:
        document = read_document(path)
        if left_out := document.metadata.get("left_out"):  # pages without a text layer
            remarks.append(f"{document.path}: {left_out}")
        mentions = scan_document(
            document, gaz, recognizer,
            on_unfit=lambda of, one: unfit.append(f"{of.path}: {one}; correct it anew"),
        )  # fmt: skip
    except MemoryError:
        raise DocumentError(f"{path}: too large for the memory of this machine; split it") from None
    except GazetteerError:
        raise
    except Exception as error:  # a failure of ours costs one document, not the run
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise DocumentError(
            f"{path}: not scanned for a failure of the program ({reason}); please report it"
        ) from error
    return document, mentions, Notes(remarks, unfit)


def _same(document: Document) -> Document:
    """Read a scanned document once more, for its text. Raises DocumentError when it changed."""
    again = read_document(document.path)
    if again.sha256 != document.sha256:
        raise DocumentError(f"{document.path}: changed while it was scanned; run again")
    return again
