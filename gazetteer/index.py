"""The compiled look-up index: one file, mapped into memory, that answers without loading.

The file holds every place (compressed, by ordinal), one hash index for each search level, a
k-d tree of positions and the outlines. Opening it reads a directory of a few hundred bytes;
a query touches the few pages that it needs, so start-up and memory do not grow with the data.
`python -m gazetteer.index` makes it for the shipped tables.
"""

import json
import mmap
import sys
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from struct import Struct
from sys import intern
from typing import Any, NamedTuple

from gazetteer.compiled import compiled_path
from gazetteer.errors import TableError
from gazetteer.model import Link, Outline, Place, Toponym
from geodata.door import knowledge_path, tables_path

MAGIC = b"GAZIDX03"
NAME = "lookup.gaz"
PLACE = Struct("<ddfBB2sIIII")
"""lat, lon, prior, type, flags, country, id number, name count, place offset, place length."""
_PRIOR = Struct("<f")
_PRIOR_AT, _FLAGS_AT = 16, 21
ENTRY = Struct("<HH")
"""Head of an entry of a level: bytes of the key, number of postings; then the key, padded.

Read as one word the number of postings is the upper half.
"""

EXACT, FOLDED, ROMANIZED, INFLECTED = 0, 1, 2, 3
LEVEL_MASK, STRIPPED, IN_REGION = 0b11, 0b100, 0b1
SCORE_STEPS = 1023
PRIOR_SHARE = 0.3
"""What of a score is how likely the place is meant at all; the rest is how the name matches."""


class Posting(NamedTuple):
    """One place under one key: which name of it, how good before any option, by which level."""

    place: int
    name: int
    score: float
    level: int
    stripped: bool


class Brief(NamedTuple):
    """What ranking needs to know of a place; everything else is read when it is asked for."""

    lat: float
    lon: float
    prior: float
    type: str
    in_region: bool
    country_code: str
    id: str


class Index:
    """A compiled index, open for reading. `close` is only needed where files must be freed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._view = memoryview(self._map)
            directory = self._directory(path)
        except (ValueError, KeyError, TypeError) as error:
            raise TableError(
                f"{path}: is not a look-up index of this version; delete it"
            ) from error
        self._sections: dict[str, list[int]] = directory["sections"]
        self.meta: dict[str, Any] = directory["meta"]
        self._types: list[str] = self.meta["types"]
        self._places = self._section("places")
        self._blobs = self._section("blobs")
        self._ids = self._words("ids")
        self._labels = self._section("labels.data")
        self._label_starts = self._words("labels.starts")
        self.levels = {
            name: Level(
                self._words(f"{name}.slots"), self._section(f"{name}.data"), self._map,
                self._sections[f"{name}.data"][0],
            )
            for name in self.meta["levels"]
        }  # fmt: skip
        self.buckets = {
            name: Buckets(
                self._words(f"{name}.starts"), self._words(f"{name}.entries"),
                self._section(f"{name}.tags"),
            )
            for name in ("phonetic", "misses", "pieces", "typos")
        }  # fmt: skip
        self._districts: Mapping[int, Sequence[int]] | None = None
        self.place = lru_cache(maxsize=4096)(self.read_place)

    def _directory(self, path: Path) -> dict[str, Any]:
        if self._map[: len(MAGIC)] != MAGIC:
            raise ValueError(path)
        length = int.from_bytes(self._map[len(MAGIC) : len(MAGIC) + 4], "little")
        directory: dict[str, Any] = json.loads(self._map[len(MAGIC) + 4 : len(MAGIC) + 4 + length])
        if directory["length"] != len(self._map):
            raise ValueError(path)
        return directory

    def _section(self, name: str) -> memoryview:
        start, length = self._sections[name]
        return self._view[start : start + length]

    def _words(self, name: str) -> memoryview:
        return self._section(name).cast("I")

    def __len__(self) -> int:
        return len(self._ids)

    def ordinal(self, place_id: str) -> int | None:
        """Return the ordinal of a place id, or None when there is no such place.

        >>> index = open_index(None)
        >>> index.ordinal("no id") is index.ordinal("p999999999999") is None
        True
        """
        digits = place_id[1:]
        if place_id[:1] != "p" or not (digits.isascii() and digits.isdigit()) or len(digits) > 10:
            return None
        number = int(digits)
        found = bisect_left(self._ids, number)
        if found == len(self._ids) or self._ids[found] != number or place_id != f"p{number:06d}":
            return None
        return found

    def brief(self, ordinal: int) -> Brief:
        """Return what ranking needs to know of the place with this ordinal."""
        lat, lon, prior, kind, flags, country, number, _, _, _ = PLACE.unpack_from(
            self._places, ordinal * PLACE.size
        )
        return Brief(
            lat, lon, prior, self._types[kind], bool(flags & IN_REGION),
            country.decode().strip("\0"), f"p{number:06d}",
        )  # fmt: skip

    def prior(self, ordinal: int) -> float:
        """Return how likely the place is meant before anything is asked, 0.0–1.0."""
        found: float = _PRIOR.unpack_from(self._places, ordinal * PLACE.size + _PRIOR_AT)[0]
        return found

    def label(self, ordinal: int) -> str:
        """Return the label of the place under the default viewpoint, made beforehand."""
        start, end = self._label_starts[ordinal], self._label_starts[ordinal + 1]
        return str(self._labels[start:end], "utf-8")

    def is_in_region(self, ordinal: int) -> bool:
        """Tell whether the place is in the region that the gazetteer is of."""
        return bool(self._places[ordinal * PLACE.size + _FLAGS_AT] & IN_REGION)

    def read_place(self, ordinal: int) -> Place:
        """Return the place with this ordinal, read anew; `place` keeps those last asked for."""
        *_, offset, length = PLACE.unpack_from(self._places, ordinal * PLACE.size)
        return unpack_place(zlib.decompress(self._blobs[offset : offset + length]))

    def outline(self, ordinal: int) -> Outline | None:
        """Return the outline of a place, or None where only a point is known."""
        ordinals, offsets = self._words("outlines.places"), self._words("outlines.offsets")
        found = bisect_left(ordinals, ordinal)
        if found == len(ordinals) or ordinals[found] != ordinal:
            return None
        packed = self._section("outlines.data")[offsets[found] : offsets[found + 1]]
        return Outline(*json.loads(zlib.decompress(packed)))

    def districts_of_seats(self) -> Mapping[int, Sequence[int]]:
        """Return the districts and regions that have a settlement as their seat, by settlement."""
        if self._districts is None:
            found: dict[int, list[int]] = {}
            pairs = zip(self._words("seats.of"), self._words("seats.is"), strict=True)
            for seat, district in pairs:
                found.setdefault(seat, []).append(district)
            self._districts = found
        return self._districts

    def tree(self) -> "tuple[memoryview[float], memoryview[int]]":
        """Return the k-d tree of positions: x, y, z in turn, and the ordinals, in heap order."""
        return self._section("tree.points").cast("d"), self._words("tree.places")


class Buckets:
    """A read-only hash index from strings to numbers of entries, with strays.

    Strings of one hash share a bucket; whoever asks compares the keys of the entries anyway.
    """

    __slots__ = ("_entries", "_shift", "_starts", "_tags")

    def __init__(self, starts: memoryview, entries: memoryview, tags: memoryview) -> None:
        self._starts = starts
        self._entries = entries
        self._tags = tags
        self._shift = 33 - (len(starts) - 1).bit_length()  # of 32 bits those above are the bucket

    def bucket(self, key: str) -> memoryview:
        """Return all that is in the bucket of a string, without a look at the tags."""
        bucket = zlib.crc32(key.encode("utf-8", "surrogatepass")) >> self._shift
        return self._entries[self._starts[bucket] : self._starts[bucket + 1]]

    def find(self, codes: Iterable[int]) -> list[int]:
        """Return the numbers that have the tag of one of the codes, in the bucket of it.

        A code is the CRC-32 of a string.
        """
        starts, tags, entries, shift = self._starts, self._tags, self._entries, self._shift
        found: list[int] = []
        for code in codes:
            bucket, tag = code >> shift, code & 0xFF
            at, end = starts[bucket], starts[bucket + 1]
            while at < end:  # one or two rounds: a range would take longer to make
                if tags[at] == tag:
                    found.append(entries[at])
                at += 1
        return found


class Level:
    """A read-only hash index from keys to ranked postings.

    `file` is what `data` is mapped from, and `start` where that begins in it: slices of a map
    are had in half the time that those of a view take.
    """

    __slots__ = ("_data", "_file", "_keys_at", "_mask", "_postings", "_slots")

    def __init__(
        self, slots: memoryview, data: memoryview, file: mmap.mmap | bytes, start: int = 0
    ) -> None:
        self._slots = slots
        self._data = data
        self._file = file
        self._keys_at = start + ENTRY.size
        self._postings = data.cast("I")
        self._mask = len(slots) - 1

    def find(self, key: str) -> memoryview | None:
        """Return the packed postings of a key, two words each, best first; None when absent."""
        wanted = key.encode("utf-8", "surrogatepass")
        slots, mask, size = self._slots, self._mask, len(wanted)
        slot = zlib.crc32(wanted) & mask
        while entry := slots[slot]:
            head = self._postings[entry - 1]
            if head & 0xFFFF == size:
                at = self._keys_at + (entry - 1) * 4
                if self._file[at : at + size] == wanted:
                    first = entry + (size + 3) // 4
                    return self._postings[first : first + 2 * (head >> 16)]
            slot = (slot + 1) & mask
        return None

    def postings(self, number: int) -> memoryview:
        """Return the packed postings of an entry by its number."""
        head = self._postings[number - 1]
        first = number + ((head & 0xFFFF) + 3) // 4
        return self._postings[first : first + 2 * (head >> 16)]

    def key(self, number: int) -> str:
        """Return the key of an entry by its number."""
        at = self._keys_at + (number - 1) * 4
        end = at + (self._postings[number - 1] & 0xFFFF)
        return self._file[at:end].decode("utf-8", "surrogatepass")

    def keys(self) -> Iterator[str]:
        """Yield every key, in the order of the file."""
        number = 1
        while number <= len(self._postings):
            head = self._postings[number - 1]
            yield self.key(number)
            number += 1 + ((head & 0xFFFF) + 3) // 4 + 2 * (head >> 16)


def unpack_postings(packed: Sequence[int]) -> Iterator[Posting]:
    """Yield the postings of a packed list, as `Level.find` returns it."""
    for at in range(0, len(packed), 2):
        rest = packed[at + 1]
        yield Posting(
            packed[at], rest >> 16, (rest >> 6 & SCORE_STEPS) / SCORE_STEPS,
            rest & LEVEL_MASK, bool(rest & STRIPPED),
        )  # fmt: skip


def pack_posting(posting: Posting) -> tuple[int, int]:
    """Return the two words of a posting."""
    score = min(SCORE_STEPS, max(0, round(posting.score * SCORE_STEPS)))
    flags = posting.level | (STRIPPED if posting.stripped else 0)
    return posting.place, posting.name << 16 | score << 6 | flags


def pack_place(place: Place) -> bytes:
    """Return a place as the index keeps it."""
    names = [
        [n.form, n.lang, n.script, n.kind, list(n.sources), n.since, n.until, n.used_by, n.relation,
         n.derived_by] for n in place.names
    ]  # fmt: skip
    links = [
        [k.relation, k.target, k.system, k.since, k.until, k.source, k.note] for k in place.links
    ]
    record = [
        place.id, place.type, place.feature, place.lat, place.lon, place.country_code, names, links,
        place.accuracy_m, place.population, place.importance, place.since, place.until,
        place.system, place.superseded_by,
    ]  # fmt: skip
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def unpack_place(packed: bytes) -> Place:
    """Return the place that `pack_place` was given."""
    record = json.loads(packed)
    for name in record[6]:
        name[1:4] = map(intern, name[1:4])  # language, script, kind: every place has the same ones
        name[4] = _shared(tuple(name[4]))
        name[7:] = map(intern, name[7:])
    for link in record[7]:
        link[:3] = map(intern, link[:3])
        link[5] = intern(link[5])
    record[6] = tuple([Toponym(*name) for name in record[6]])
    record[7] = tuple([Link(*link) for link in record[7]])
    return Place(*record)


@lru_cache(maxsize=4096)
def _shared(sources: tuple[str, ...]) -> tuple[str, ...]:
    """Return one record for all names from the same sources."""
    return sources


def open_index(path: Path | None = None) -> Index:
    """Open the index of a folder of tables (the shipped ones by default), making it if need be.

    Raises MissingInputError and TableError as reading the tables does.
    """
    tables = path or tables_path()

    def build(out: Path) -> None:
        from gazetteer.indexing import build_index

        build_index(tables, out)

    made = compiled_path(tables, NAME, build, inputs=_inputs())
    try:
        return Index(made)
    except (FileNotFoundError, TableError) as error:
        # A process with other inputs took it for stale, or it is damaged: once more.
        try:
            made.unlink(missing_ok=True)
        except OSError:
            raise error from None
        return Index(compiled_path(tables, NAME, build, inputs=_inputs()))


def _inputs() -> Iterable[Path]:
    here = Path(__file__).parent
    for module in (
        "index", "indexing", "forms", "packing", "reading", "spool", "store", "keys", "names",
        "romanization", "generic_words", "qualifiers", "near_misses", "prior", "ranking",
        "viewpoint", "distance", "model",
    ):  # fmt: skip
        if (path := here / f"{module}.py").is_file():
            yield path
    yield here / "geoparsing" / "morphology.py"
    for name in (
        "generic_words.csv",
        "joined_words.csv",
        "size_words.csv",
        "viewpoints.csv",
        "prominence.csv",
        "romanization",
        "morphology",
    ):
        path = knowledge_path(name)
        yield from sorted(path.rglob("*.csv")) if path.is_dir() else [path]


def main() -> int:
    """Make the index of the shipped tables."""
    index = open_index()
    print(f"{index.path}: {len(index)} places", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
