"""Records set aside by part, for work on more of them than memory should hold.

Records are plain tuples of strings, numbers and the like. A part gets its records back in the
order in which they came. Beyond a number of records in memory all of them move to one file.
"""

import marshal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Self

_MOST_HELD = 150_000


class Aside:
    """Files without names in a folder, which the system removes however the process ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def file(self) -> IO[bytes]:
        """Open one more file, to write and read."""
        return self._open.enter_context(tempfile.TemporaryFile(dir=self._folder))


class Spool:
    """Records by the number of their part."""

    def __init__(self, aside: Aside, *, most: int = _MOST_HELD) -> None:
        self._file = aside.file()
        self._most = most
        self._held: dict[int, list[Any]] = {}
        self._count = 0
        self._written: dict[int, list[tuple[int, int]]] = {}

    def add(self, part: int, record: tuple[Any, ...]) -> None:
        """Set a record aside."""
        held = self._held.get(part)
        if held is None:
            self._held[part] = [record]
        else:
            held.append(record)
        self._count += 1
        if self._count >= self._most:
            self._spill()

    def parts(self) -> list[int]:
        """Return the numbers of the parts that have records, in ascending order."""
        return sorted(self._held.keys() | self._written.keys())

    def take(self, part: int) -> Iterator[tuple[Any, ...]]:
        """Yield the records of a part in their order, and forget them."""
        for start, length in self._written.pop(part, ()):
            self._file.seek(start)
            # Written by this very object a moment ago: nothing foreign can be in it.
            yield from marshal.loads(self._file.read(length))  # noqa: S302
        yield from self._held.pop(part, ())

    def _spill(self) -> None:
        end = self._file.seek(0, 2)
        for part, records in self._held.items():
            packed = marshal.dumps(records, 2)  # 2: without the search for objects that recur
            self._file.write(packed)
            self._written.setdefault(part, []).append((end, len(packed)))
            end += len(packed)
        self._held.clear()
        self._count = 0
