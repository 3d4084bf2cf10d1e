"""Build the look-up index from the tables: every search key of every name, ranked beforehand.

The exact and folded levels list the places that share the folded key together: someone who
types `Susa` sees Şuşa too, though another place is spelt just so. What is gathered from the
names waits in parts by a hash of its key, and each part is packed by itself, so that memory
does not grow with the gazetteer. Equal tables give equal bytes.
"""

import gc
import json
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from gazetteer.distance import unit_vector
from gazetteer.forms import (
    Form,
    entry_of,
    forms_of,
    inflected_entries,
    is_heard,
    romanized_entries,
    sounds_read,
)
from gazetteer.index import (
    EXACT,
    FOLDED,
    IN_REGION,
    PLACE,
    ROMANIZED,
    pack_place,
)
from gazetteer.keys import folded_key, romanized_keys, skeleton
from gazetteer.model import Outline, PlaceType
from gazetteer.near_misses import one_less, pieces
from gazetteer.packing import PackedBuckets, PackedLevel, SectionFile, write_sections
from gazetteer.prior import Namesakes, prior
from gazetteer.progress import progress
from gazetteer.ranking import MARGIN, PROMINENT, Entry, Ranking, score
from gazetteer.reading import Read, Reader, number_of
from gazetteer.spool import Aside, Spool
from gazetteer.store import read_table
from gazetteer.viewpoint import label

if TYPE_CHECKING:
    from gazetteer.index import Level
    from gazetteer.packing import Section

TYPES = get_args(PlaceType)
_SHORTEST_NEAR_MISS = 3
_PARTS = 64


def build_index(tables: Path, out: Path) -> None:
    """Write the look-up index of a folder of tables.

    Raises MissingInputError and TableError, before anything is written, as `read_table` does.
    """
    # Millions of tuples and no cycles: looking for some would take a third of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        with Aside(out.parent) as aside:
            _build(tables, out, aside)
    finally:
        if collecting:
            gc.enable()


def _build(tables: Path, out: Path, aside: Aside) -> None:
    reader = Reader(tables, aside)
    records, names = PlaceRecords(aside), GatheredNames(aside)
    langs: set[str] = set()
    for read in progress(reader.places(), "look-up index: names"):
        likely = prior(read.place, in_region=read.in_region, middle=reader.middle)
        names.add(read, records.add(read, likely))
        langs.update(name.lang for name in read.place.names)
    ranking = records.ranking()
    romanized = RomanizedLevel(aside, ranking)
    for key, entries in progress(names.heard(), "look-up index: sounds"):
        romanized.add(key, entries)
    written = WrittenLevels(aside, ranking, romanized.heard)
    for group in progress(names.written(), "look-up index: spellings"):
        written.add(group)
    sections = {
        **records.sections(), **_seat_sections(ranking.before),
        **_outline_sections(tables, records.ids), **written.sections(), **romanized.sections(),
    }  # fmt: skip
    write_sections(out, sections, {"types": TYPES, "levels": LEVELS, "langs": sorted(langs)})


LEVELS = ("exact", "folded", "inflected", "romanized")


# places, seats, positions, outlines


class PlaceRecords:
    """The places as the index keeps them, and what ranking needs to know of all of them."""

    def __init__(self, aside: Aside) -> None:
        self.ids = array("I")
        self._records, self._blobs = SectionFile(aside), SectionFile(aside)
        self._labels, self._label_starts = SectionFile(aside), array("I", [0])
        self._points, self._standing = array("d"), array("I")
        self._priors, self._types, self._is_prominent = array("d"), bytearray(), bytearray()
        self._namesakes = Namesakes()

    def add(self, read: Read, value: float) -> int:
        """Add a place with its prior and return its ordinal."""
        place, in_region = read
        ordinal, number = len(self.ids), number_of(place.id)
        blob = zlib.compress(pack_place(place), 6)
        kind = TYPES.index(place.type)
        self._records.add(PLACE.pack(
            place.lat, place.lon, value, kind, IN_REGION if in_region else 0,
            place.country_code.encode()[:2], number, len(place.names), self._blobs.length,
            len(blob),
        ))  # fmt: skip
        self._blobs.add(blob)
        self.ids.append(number)
        self._labels.add(label(place).encode("utf-8", "replace"))
        self._label_starts.append(self._labels.length)
        self._priors.append(value)
        self._types.append(kind)
        self._is_prominent.append(place.importance >= PROMINENT)
        if in_region:
            self._namesakes.add(ordinal, place)
        if not place.superseded_by:
            self._points.extend(unit_vector(place.lat, place.lon))
            self._standing.append(ordinal)
        return ordinal

    def ranking(self) -> Ranking:
        """Return how all places are ranked."""
        types = [TYPES[kind] for kind in self._types]
        return Ranking(self._priors, self._namesakes.first(), types, self._is_prominent)

    def sections(self) -> "dict[str, Section]":
        """Return the sections that hold places, labels and positions."""
        points, places = _tree(self._points, self._standing)
        return {
            "places": self._records, "blobs": self._blobs, "ids": self.ids,
            "labels.starts": self._label_starts, "labels.data": self._labels,
            "tree.points": points, "tree.places": places,
        }  # fmt: skip


def _ordinal(ids: "array[int]", number: int) -> int | None:
    at = bisect_left(ids, number)
    return at if at < len(ids) and ids[at] == number else None


def _tree(points: "array[float]", standing: "array[int]") -> "tuple[Section, Section]":
    """Lay out a k-d tree of positions on the sphere: the middle of each range is its node.

    All ranges of one depth are sorted together, by the beginning of the range and then by rank
    along the axis; a node is a range by itself and stays where it is.
    """
    import numpy

    count = len(standing)
    axes = numpy.frombuffer(points, dtype=numpy.float64).reshape(count, 3)
    ranks = []
    for first, second, third in ((0, 1, 2), (1, 0, 2), (2, 0, 1)):
        order = numpy.lexsort((axes[:, third], axes[:, second], axes[:, first]))
        rank = numpy.empty(count, dtype=numpy.uint64)
        rank[order] = numpy.arange(count, dtype=numpy.uint64)
        ranks.append(rank)
    at = numpy.arange(count)
    order, low, high = at.copy(), numpy.zeros(count, dtype=numpy.int64), numpy.full(count, count)
    depth = 0
    while (high - low > 1).any():
        within = low.astype(numpy.uint64) << numpy.uint64(32) | ranks[depth % 3][order]
        order = order[numpy.argsort(within, kind="stable")]
        middle = (low + high) // 2
        low, high = (
            numpy.where(at < middle, low, numpy.where(at == middle, at, middle + 1)),
            numpy.where(at < middle, middle, numpy.where(at == middle, at + 1, high)),
        )
        depth += 1
    places = numpy.frombuffer(standing, dtype=numpy.uint32)
    return axes[order].astype("<f8").tobytes(), places[order].astype("<u4").tobytes()


def _outline_sections(tables: Path, ids: "array[int]") -> "dict[str, Section]":
    found: list[tuple[int, bytes]] = []
    for row in read_table(tables, "geometries"):
        ordinal = _ordinal(ids, number_of(row["place_id"]))
        if ordinal is not None and row["wkt"]:
            accuracy = int(row["accuracy_m"]) if row["accuracy_m"] else None
            outline = Outline(
                row["wkt"], row["quality"], accuracy, row["derivation"], row["source"]
            )
            record = [getattr(outline, field) for field in Outline.__slots__]
            packed = json.dumps(record, ensure_ascii=False).encode()
            found.append((ordinal, zlib.compress(packed, 6)))
    found.sort()
    offsets = array("I", [0])
    for _, packed in found:
        offsets.append(offsets[-1] + len(packed))
    return {
        "outlines.places": array("I", [ordinal for ordinal, _ in found]),
        "outlines.offsets": offsets,
        "outlines.data": b"".join(packed for _, packed in found),
    }


def _seat_sections(before: dict[int, frozenset[int]]) -> "dict[str, Section]":
    pairs = sorted((seat, area) for area, seats in before.items() for seat in seats)
    return {
        "seats.of": array("I", [first for first, _ in pairs]),
        "seats.is": array("I", [second for _, second in pairs]),
    }


# names


class Group(NamedTuple):
    """The forms that share a folded key, and the case forms of other names that are spelt so.

    `is_heard`: some form is found by its sounds, and so by its slips of the pen.
    """

    key: str
    forms: dict[tuple[str, int], Form]
    inflected: list[Entry]
    sounds: list[str]
    is_heard: bool


class GatheredNames:
    """The forms of all places, waiting in parts by their keys."""

    def __init__(self, aside: Aside) -> None:
        self._forms, self._inflected, self._romanized = (Spool(aside) for _ in range(3))

    def add(self, read: Read, ordinal: int) -> None:
        """Gather the forms of a place."""
        place, in_region = read
        for form in forms_of(place, ordinal):
            heard = is_heard(form, in_region=in_region)
            sounds = romanized_keys(form.text, form.lang) if heard else ()
            if key := folded_key(form.text):
                read_aloud = sounds_read(form, sounds, in_region=in_region)
                self._forms.add(_part(key), (key, *form, read_aloud, heard))
            if heard:
                for entry in inflected_entries(form, place.type):
                    self._inflected.add(_part(entry.key), tuple(entry))
                for entry in romanized_entries(form, sounds, in_region=in_region):
                    self._romanized.add(_part(entry.key), tuple(entry))

    def heard(self) -> Iterator[tuple[str, list[Entry]]]:
        """Yield each romanized key with the best entry of each place under it."""
        for part in self._romanized.parts():
            yield from sorted(_by_key(self._romanized.take(part)).items())

    def written(self) -> Iterator[Group]:
        """Yield what shares a folded key."""
        for part in sorted({*self._forms.parts(), *self._inflected.parts()}):
            inflected = _by_key(self._inflected.take(part))
            forms: dict[str, list[tuple[Any, ...]]] = {}
            for record in self._forms.take(part):
                forms.setdefault(record[0], []).append(record)
            for key in sorted(inflected.keys() | forms.keys()):
                yield _group(key, forms.get(key, ()), inflected.get(key, []))


def _part(key: str) -> int:
    return zlib.crc32(key.encode("utf-8", "surrogatepass")) % _PARTS


def _by_key(records: Iterable[tuple[Any, ...]]) -> dict[str, list[Entry]]:
    """Return the best entry of each place under each key."""
    found: dict[str, list[Entry]] = {}
    for record in records:
        same = found.get(record[0])
        if same is None:
            found[record[0]] = [Entry(*record)]
        else:
            same.append(Entry(*record))
    for same in found.values():
        if len(same) > 1:
            same[:] = _best_of_each(same)
    return found


def _group(key: str, records: Iterable[tuple[Any, ...]], inflected: list[Entry]) -> Group:
    forms: dict[tuple[str, int], Form] = {}
    read_aloud: dict[tuple[str, int], tuple[str, ...]] = {}
    heard = False
    for _, *fields, sounds, is_form_heard in records:
        form = Form(*fields)
        met = forms.get((form.text, form.place))
        if met is None or form.worth > met.worth:
            forms[form.text, form.place] = form
            read_aloud[form.text, form.place] = sounds
        heard |= is_form_heard
    return Group(key, forms, inflected, list(chain.from_iterable(read_aloud.values())), heard)


# the levels


class RomanizedLevel:
    """The keys of sounds, and what leads a misheard or mistyped name to them.

    `phonetic`: the consonant skeleton; `misses`: the key and the key with a letter left out;
    `pieces`: its runs of three letters, for what is left.
    """

    def __init__(self, aside: Aside, ranking: Ranking) -> None:
        self.heard = HeardEntries(aside)
        self._ranking = ranking
        self._level = PackedLevel(aside)
        self._phonetic, self._misses, self._pieces = (PackedBuckets(aside) for _ in range(3))

    def add(self, key: str, entries: list[Entry]) -> None:
        """Add the places of a key."""
        self.heard.add(key, entries)
        number = self._level.add(key, self._ranking.ranked(key, entries))
        if number and " " not in key:
            self._phonetic.add(number, [skeleton(key)])
            self._pieces.add(number, pieces(key))
            if len(key) >= _SHORTEST_NEAR_MISS:
                self._misses.add(number, one_less(key))

    def sections(self) -> "dict[str, Section]":
        """Return the sections of the level and of what leads to it."""
        return {
            **self._level.sections("romanized"), **self._phonetic.sections("phonetic"),
            **self._misses.sections("misses"), **self._pieces.sections("pieces"),
        }  # fmt: skip


class HeardEntries:
    """The entries of the romanized level as they were before ranking, by their keys."""

    def __init__(self, aside: Aside) -> None:
        self._level = PackedLevel(aside)
        self._opened: Level | None = None

    def add(self, key: str, entries: Iterable[Entry]) -> None:
        """Keep the entries of a key."""
        words = b"".join([_HEARD.pack(e.place, e.name << 1 | e.stripped, e.loss) for e in entries])
        self._level.add_words(key, memoryview(words).cast("I"))

    def find(self, key: str) -> Iterator[Entry]:
        """Yield the entries of a key; nothing can be added any more."""
        if self._opened is None:
            self._opened = self._level.opened()
        packed = self._opened.find(key)
        if packed is not None:
            for place, name, loss in _HEARD.iter_unpack(packed):
                yield Entry(key, place, loss, name >> 1, ROMANIZED, bool(name & 1))


_HEARD = Struct("=IId")


class WrittenLevels:
    """The names as they are written, and their case forms."""

    def __init__(self, aside: Aside, ranking: Ranking, heard: HeardEntries) -> None:
        self._ranking = ranking
        self._heard = heard
        self._exact, self._folded, self._inflected = (PackedLevel(aside) for _ in range(3))
        self._typos = PackedBuckets(aside)

    def add(self, group: Group) -> None:
        """Add what shares a folded key."""
        if group.forms:
            joining = self._joining(group)
            ranked = self._ranking.ranked
            for text, entries in _exact(group):
                self._exact.add(text, ranked(text, [*entries, *joining]))
            entries = [*_folded(group), *joining]
            number = self._folded.add(group.key, ranked(group.key, entries))
            if number and group.is_heard and len(group.key) >= _SHORTEST_NEAR_MISS:
                self._typos.add(number, one_less(group.key))
        if group.inflected:
            self._inflected.add(group.key, self._ranking.ranked(group.key, group.inflected))

    def sections(self) -> "dict[str, Section]":
        """Return the sections of the levels and of what leads to them."""
        return {
            **self._exact.sections("exact"), **self._folded.sections("folded"),
            **self._inflected.sections("inflected"), **self._typos.sections("typos"),
        }  # fmt: skip

    def _joining(self, group: Group) -> list[Entry]:
        """Return the looser matches that join a name's list.

        `Шуши` is a name and a genitive; `Horadis` is a village, and how a German paper writes a
        town. Those of like sound join where they rank close to the best that is written so; the
        seat of one of these joins however it ranks, since it goes before its district.
        """
        written = {place for _, place in group.forms}
        inflected = [entry for entry in group.inflected if entry.place not in written]
        if not group.sounds:
            return inflected
        places = written.union(entry.place for entry in inflected)
        spoken: dict[int, Entry] = {}
        for sound in group.sounds:
            for entry in self._heard.find(sound):
                if entry.place not in places:
                    spoken.setdefault(entry.place, entry)
        if not spoken:
            return inflected
        priors = self._ranking.priors
        best = max(score(form.worth, priors[form.place]) for form in group.forms.values())
        seats = {seat for place in written for seat in self._ranking.before.get(place, ())}
        close = (
            entry for entry in spoken.values()
            if entry.place in seats or score(1.0 - entry.loss, priors[entry.place]) > best - MARGIN
        )  # fmt: skip
        return [*inflected, *close]


def _exact(group: Group) -> Iterator[tuple[str, list[Entry]]]:
    """Yield each attested form of a group with all places that share its folded key."""
    for text in sorted({text for text, _ in group.forms}):
        yield (
            text,
            _best_of_each(
                entry_of(text, form, EXACT if other == text else FOLDED)
                for (other, _), form in group.forms.items()
            ),
        )


def _folded(group: Group) -> list[Entry]:
    return _best_of_each(entry_of(group.key, form, FOLDED) for form in group.forms.values())


def _best_of_each(entries: Iterable[Entry]) -> list[Entry]:
    """Return the best entry of each place, in the order in which the places come."""
    best: dict[int, Entry] = {}
    for entry in entries:
        met = best.get(entry.place)
        if met is None or entry < met:
            best[entry.place] = entry
    return list(best.values())
