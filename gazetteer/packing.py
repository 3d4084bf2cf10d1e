"""Pack keys and postings into the sections of an index, which wait in files without a name."""

import json
import mmap
import shutil
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from struct import Struct
from typing import IO, TYPE_CHECKING, Any

from gazetteer.index import ENTRY, MAGIC, Level, Posting, pack_posting
from gazetteer.spool import Aside

_LONGEST_KEY = 2000  # bytes; no one types more
_MOST_POSTINGS = 1000
_PAIRS_HELD = 1 << 20
_PART_BITS = 4
_LEAST_BITS, _MOST_BITS = 10, 24  # of the number of a bucket
_COPIED = 1 << 20


class SectionFile:
    """A section of the index that grows in a file and is read back when the index is written."""

    def __init__(self, aside: Aside) -> None:
        self.file = aside.file()
        self.length = 0

    def add(self, content: bytes) -> None:
        """Append to the section."""
        self.file.write(content)
        self.length += len(content)

    def copy_to(self, file: IO[bytes]) -> None:
        """Write the section into another file."""
        self.file.seek(0)
        shutil.copyfileobj(self.file, file, _COPIED)

    def mapped(self) -> mmap.mmap | bytes:
        """Return what the section holds so far."""
        self.file.flush()
        if not self.length:
            return b""
        return mmap.mmap(self.file.fileno(), 0, access=mmap.ACCESS_READ)


if TYPE_CHECKING:
    import numpy.typing

    Section = bytes | array[Any] | SectionFile


class PackedLevel:
    """A level of the index as it grows, key by key."""

    def __init__(self, aside: Aside) -> None:
        self.data = SectionFile(aside)
        self._hashes = array("I")
        self._numbers = array("I")

    def add(self, key: str, postings: Sequence[Posting]) -> int:
        """Add a key with its postings, best first, and return the number of its entry.

        A key too long to be typed is left out and has the number 0.
        """
        most = postings[:_MOST_POSTINGS]
        return self.add_words(key, [word for posting in most for word in pack_posting(posting)])

    def add_words(self, key: str, words: Sequence[int]) -> int:
        """Add a key with words of any meaning, an even number of them."""
        packed = key.encode("utf-8", "surrogatepass")
        if len(packed) > _LONGEST_KEY:
            return 0
        number = self.data.length // 4 + 1
        self._hashes.append(zlib.crc32(packed))
        self._numbers.append(number)
        layout = _layout((len(packed) + 3) // 4 * 4, len(words))
        self.data.add(layout.pack(len(packed), len(words) // 2, packed, *words))
        return number

    def sections(self, name: str) -> "dict[str, Section]":
        """Return the table of slots and the entries."""
        return {f"{name}.slots": _slots(self._hashes, self._numbers), f"{name}.data": self.data}

    def opened(self) -> Level:
        """Return the level as it is so far, for reading."""
        slots = memoryview(_slots(self._hashes, self._numbers)).cast("I")
        data = self.data.mapped()
        return Level(slots, memoryview(data), data)


_LAYOUTS: dict[tuple[int, int], Struct] = {}


def _layout(padded: int, words: int) -> Struct:
    layout = _LAYOUTS.get((padded, words))
    if layout is None:
        layout = _LAYOUTS[padded, words] = Struct(f"{ENTRY.format}{padded}s{words}I")
    return layout


def _slots(hashes: "array[int]", numbers: "array[int]") -> bytes:
    """Return a hash table with open addressing: the numbers of the entries by their hashes."""
    import numpy

    size = 8
    while size < len(numbers) * 2:
        size *= 2
    slots = numpy.zeros(size, dtype="<u4")
    mask = numpy.uint32(size - 1)
    wanted = numpy.frombuffer(hashes, dtype=numpy.uint32) & mask
    left = numpy.frombuffer(numbers, dtype=numpy.uint32)
    while len(left):
        is_free = slots[wanted] == 0
        slots[wanted[is_free]] = left[is_free]  # of several that want a slot the last one has it
        is_left = slots[wanted] != left
        left, wanted = left[is_left], (wanted[is_left] + numpy.uint32(1)) & mask
    return slots.tobytes()


class PackedBuckets:
    """A hash index from strings to numbers of entries as it grows.

    Only hashes are kept: whoever asks compares the keys of the entries anyway. A bucket is the
    upper bits of a hash, so that the pairs can wait in parts by their first bits; a tag, its
    lowest byte, tells nearly all strings apart that share a bucket.
    """

    def __init__(self, aside: Aside) -> None:
        self._aside = aside
        self._file = aside.file()
        self._pairs = array("Q")
        self._count = 0
        self._written: list[list[tuple[int, int]]] = [[] for _ in range(1 << _PART_BITS)]

    def add(self, number: int, strings: Iterable[str]) -> None:
        """Put the number of an entry into the bucket of each string."""
        crc32 = zlib.crc32
        self._pairs.extend(
            [crc32(s.encode("utf-8", "surrogatepass")) << 32 | number for s in strings]
        )
        if len(self._pairs) >= _PAIRS_HELD:
            self._spill()

    def _spill(self) -> None:
        import numpy

        pairs = numpy.sort(numpy.frombuffer(self._pairs, dtype=numpy.uint64))
        firsts = numpy.arange((1 << _PART_BITS) + 1, dtype=numpy.float64) * 2.0 ** (64 - _PART_BITS)
        ends = numpy.searchsorted(pairs, firsts[:-1].astype(numpy.uint64)).tolist()
        for part, (start, end) in enumerate(zip(ends, [*ends[1:], len(pairs)], strict=True)):
            if end > start:
                at = self._file.seek(0, 2)
                self._file.write(pairs[start:end].tobytes())
                self._written[part].append((at, 8 * (end - start)))
        self._count += len(pairs)
        self._pairs = array("Q")

    def sections(self, name: str) -> "dict[str, Section]":
        """Return the beginnings of the buckets and what is in them, ascending, without repeats."""
        import numpy

        self._spill()
        bits = min(_MOST_BITS, max(_LEAST_BITS, self._count.bit_length() - 1))
        entries, tags = SectionFile(self._aside), SectionFile(self._aside)
        counts = []
        width = 1 << (bits - _PART_BITS)
        for part, runs in enumerate(self._written):
            pairs = numpy.concatenate(
                [numpy.empty(0, numpy.uint64), *(self._read(*run) for run in runs)]
            )
            buckets, tag = pairs >> numpy.uint64(64 - bits), pairs >> numpy.uint64(32)
            numbers = pairs & numpy.uint64(0xFFFFFFFF)
            order = buckets << numpy.uint64(40) | numbers << numpy.uint64(8)
            order = numpy.sort(order | tag & numpy.uint64(0xFF))
            order = order[numpy.concatenate(([True], order[1:] != order[:-1]))[: len(order)]]
            inside = (order >> numpy.uint64(40)).astype(numpy.int64) - part * width
            counts.append(numpy.bincount(inside, minlength=width))
            entries.add((order >> numpy.uint64(8)).astype("<u4").tobytes())
            tags.add(order.astype(numpy.uint8).tobytes())
        starts = numpy.concatenate(([0], numpy.cumsum(numpy.concatenate(counts))))
        return {
            f"{name}.starts": starts.astype("<u4").tobytes(), f"{name}.entries": entries,
            f"{name}.tags": tags,
        }  # fmt: skip

    def _read(self, start: int, length: int) -> "numpy.typing.NDArray[numpy.uint64]":
        import numpy

        self._file.seek(start)
        return numpy.frombuffer(self._file.read(length), dtype=numpy.uint64)


def write_sections(out: Path, sections: "Mapping[str, Section]", meta: Mapping[str, Any]) -> None:
    """Write an index file: the magic word, the directory, then the sections, each 8-aligned."""
    places: dict[str, list[int]] = {}
    # The directory holds offsets that depend on its own length, so its room is fixed beforehand.
    room = 512 + 64 * len(sections) + len(json.dumps(meta))
    offset = start = (len(MAGIC) + 4 + room + 7) // 8 * 8
    for name, content in sections.items():
        length = content.length if isinstance(content, SectionFile) else memoryview(content).nbytes
        places[name] = [offset, length]
        offset += (length + 7) // 8 * 8
    head = json.dumps({"sections": places, "meta": meta, "length": offset}).encode().ljust(room)
    with out.open("wb") as file:
        file.write((MAGIC + len(head).to_bytes(4, "little") + head).ljust(start, b"\0"))
        for name, content in sections.items():
            if isinstance(content, SectionFile):
                content.copy_to(file)
            else:
                file.write(content)
            file.write(b"\0" * (-places[name][1] % 8))
