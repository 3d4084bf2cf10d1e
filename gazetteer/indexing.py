"""Build the look-up index from the tables: every search key of every name, ranked beforehand.

A key's postings are sorted when the index is built, by how the name matches, what kind of name
it is and how prominent the place is, so that a plain query only reads them off. The exact and
folded levels list the places that share the folded key together: someone who types `Susa`
sees Şuşa too, though another place is spelt just so. Equal tables give equal bytes.
"""

import json
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from gazetteer.distance import unit_vector
from gazetteer.errors import TableError
from gazetteer.generic_words import take_generic_word
from gazetteer.index import (
    ENTRY,
    EXACT,
    FOLDED,
    IN_REGION,
    PLACE,
    ROMANIZED,
    Posting,
    pack_place,
    pack_posting,
    write_sections,
)
from gazetteer.keys import folded_key, romanized_keys, skeleton
from gazetteer.model import Link, Outline, Place, PlaceType, Toponym
from gazetteer.names import clean_name
from gazetteer.store import read_table

if TYPE_CHECKING:
    from gazetteer.index import Section

TYPES = get_args(PlaceType)
AREAS = frozenset({"district", "region", "country", "continent"})

# What a match of each kind of name is worth before anything is known of the query. The steps
# are small: they order names of like prominence and never outweigh a city against a hamlet.
_KIND_WORTH = {
    "official": 1.0, "common": 1.0, "romanization": 0.99, "historical": 0.98, "variant": 0.98,
    "misspelling": 0.96,
}  # fmt: skip
_DERIVED_WORTH = 0.99
_STRIPPED_WORTH = 0.97
LEVEL_WORTH = {EXACT: 1.0, FOLDED: 0.97, ROMANIZED: 0.92}
_LATER_KEY_WORTH = 0.995  # of each further romanization of one form
PRIOR_SHARE = 0.3  # of the score; the rest is the match
_MOST_POSTINGS = 2000
_SHORTEST_NEAR_MISS = 4
_SHORTEST_SKELETON = 4


class Form(NamedTuple):
    """A form under which a place is indexed: a name, or a name without its generic word."""

    place: int
    name: int
    text: str
    lang: str
    worth: float
    stripped: bool


class Entry(NamedTuple):
    """A key and one place under it; sorted, they are the level."""

    key: str
    place: int
    loss: float
    name: int
    level: int
    stripped: bool


def build_index(tables: Path, out: Path) -> None:
    """Write the look-up index of a folder of tables.

    Raises MissingInputError and TableError, before anything is written, as `read_table` does.
    """
    places = list(_read_places(tables))
    ordinals = {place.id: ordinal for ordinal, place in enumerate(places)}
    region = _region_ids(tables)
    priors = [_prior(place, place.id in region) for place in places]
    forms = list(_with_progress(_forms(places), "names"))
    sections: dict[str, Section] = {}
    sections |= _place_sections(places, priors, region)
    sections |= _outline_sections(tables, ordinals)
    sections |= _seat_sections(places, ordinals)
    sections |= _tree_sections(places)
    demoted = _demoted(places, ordinals)
    entries_of = {
        "exact": _exact_entries(forms),
        "folded": _folded_entries(forms),
        "romanized": _romanized_entries(forms),
    }
    for name, entries in entries_of.items():
        slots, data, numbers = _level(_with_progress(entries, name), priors, demoted)
        sections |= {f"{name}.slots": slots, f"{name}.data": data}
        if name == "romanized":
            sections |= _near_miss_sections(numbers)
    write_sections(out, sections, {"types": TYPES, "levels": list(entries_of)})


def _with_progress(steps: Iterable[Any], what: str) -> Iterator[Any]:
    from tqdm import tqdm

    return iter(tqdm(steps, desc=f"look-up index: {what}", disable=None, leave=False, delay=2))


# reading


def _read_places(tables: Path) -> Iterator[Place]:
    """Yield every place with its names and links, by ascending id."""
    names = _grouped(_toponym, read_table(tables, "names"))
    links = _grouped(_link, read_table(tables, "links"))
    rows = sorted(read_table(tables, "places"), key=lambda row: (len(row["id"]), row["id"]))
    known = {row["id"] for row in rows}
    strays = [
        f"names.csv:-:place_id {i} has names but no place" for i in sorted(names.keys() - known)
    ]
    strays += [
        f"links.csv:-:place_id {i} has links but no place" for i in sorted(links.keys() - known)
    ]
    if strays:
        raise TableError(strays)
    for row in rows:
        yield _place(row, tuple(names.get(row["id"], ())), tuple(links.get(row["id"], ())))


def _grouped(make: Any, rows: Iterable[dict[str, str]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row["place_id"], []).append(make(row))
    return found


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def _toponym(row: dict[str, str]) -> Toponym:
    return Toponym(
        row["form"], row["lang"], row["script"], row["kind"],  # type: ignore[arg-type]
        tuple(filter(None, row["sources"].split("|"))), _number(row["since"]),
        _number(row["until"]), row["used_by"], row["relation"], row["derived_by"],
    )  # fmt: skip


def _link(row: dict[str, str]) -> Link:
    return Link(
        row["relation"], row["target"], row["system"], row["since"], row["until"], row["source"],
        row["note"],
    )  # fmt: skip


def _place(row: dict[str, str], names: tuple[Toponym, ...], links: tuple[Link, ...]) -> Place:
    return Place(
        row["id"], row["type"], row["feature"], float(row["lat"]), float(row["lon"]),  # type: ignore[arg-type]
        row["country_code"], names, links, _number(row["accuracy_m"]), _number(row["population"]),
        float(row["importance"] or 0), row["since"], row["until"], row["system"],
        row["superseded_by"],
    )  # fmt: skip


def _region_ids(tables: Path) -> frozenset[str]:
    """Return the ids of the places of the plain table: the region, not the rest of the world."""
    with (tables / "places.csv").open(encoding="utf-8") as file:
        return frozenset(line.partition(",")[0] for line in file)


# ranking before any query


def _prior(place: Place, in_region: bool) -> float:
    """Return how likely the place is meant, 0.0–1.0, when nothing but its name is known."""
    return 0.6 * place.importance + (0.4 if in_region else 0.0)


def _demoted(places: Sequence[Place], ordinals: dict[str, int]) -> dict[int, list[int]]:
    """Return, for each district or region, the settlements that go before it under one name."""
    seats: dict[int, list[int]] = {}
    for ordinal, place in enumerate(places):
        if place.type in ("district", "region"):
            found = [ordinals[k.target] for k in place.links
                     if k.relation == "seat" and k.target in ordinals]  # fmt: skip
            if found:
                seats[ordinal] = found
    return seats


def _forms(places: Sequence[Place]) -> Iterator[Form]:
    for ordinal, place in enumerate(places):
        if place.superseded_by:
            continue
        for number, name in enumerate(place.names):
            worth = _KIND_WORTH[name.kind] * (_DERIVED_WORTH if name.derived_by else 1.0)
            yield Form(ordinal, number, clean_name(name.form), name.lang, worth, False)
            if place.type != "settlement" or name.kind != "misspelling":
                yield from _bare_form(place, ordinal, number, name, worth)


def _bare_form(
    place: Place, ordinal: int, number: int, name: Toponym, worth: float
) -> Iterator[Form]:
    """Yield the name without a generic word that says what the place is anyway."""
    announced = take_generic_word(clean_name(name.form))
    if announced and place.type in announced.types:
        yield Form(ordinal, number, announced.rest, name.lang, worth * _STRIPPED_WORTH, True)


# the levels


def _exact_entries(forms: Iterable[Form]) -> Iterator[Entry]:
    """Yield for each attested form all places that share its folded key, marked by level."""
    keyed = sorted((folded_key(form.text), form.text, form) for form in forms)
    for key, group in groupby(keyed, key=lambda item: item[0]):
        if not key:
            continue
        members = [form for _, _, form in group]
        for text in sorted({form.text for form in members}):
            for form in members:
                level = EXACT if form.text == text else FOLDED
                yield _entry(text, form, level)


def _folded_entries(forms: Iterable[Form]) -> Iterator[Entry]:
    for form in forms:
        if key := folded_key(form.text):
            yield _entry(key, form, FOLDED)


def _romanized_entries(forms: Iterable[Form]) -> Iterator[Entry]:
    for form in forms:
        for later, key in enumerate(romanized_keys(form.text, form.lang)):
            if key:
                yield _entry(key, form, ROMANIZED, _LATER_KEY_WORTH**later)


def _entry(key: str, form: Form, level: int, share: float = 1.0) -> Entry:
    worth = form.worth * LEVEL_WORTH[level] * share
    return Entry(key, form.place, 1.0 - worth, form.name, level, form.stripped)


def _level(
    entries: Iterable[Entry], priors: Sequence[float], demoted: dict[int, list[int]]
) -> "tuple[array[int], bytes, dict[str, int]]":
    """Return the hash slots and data of a level, and the number of each key's entry."""
    data = bytearray()
    numbers: dict[str, int] = {}
    for key, group in groupby(sorted(entries), key=lambda entry: entry.key):
        best = [next(same) for _, same in groupby(group, key=lambda entry: entry.place)]
        packed_key = key.encode("utf-8", "surrogatepass")
        if len(packed_key) > 0xFFFF:
            continue
        numbers[key] = len(data) // 4 + 1
        ranked = _ranked(best, priors, demoted)[:_MOST_POSTINGS]
        data += ENTRY.pack(len(packed_key), len(ranked)) + packed_key
        data += b"\0" * (-len(packed_key) % 4)
        data += array("I", [word for posting in ranked for word in pack_posting(posting)]).tobytes()
    return _slots(numbers), bytes(data), numbers


def _ranked(
    entries: list[Entry], priors: Sequence[float], demoted: dict[int, list[int]]
) -> list[Posting]:
    scores = {e.place: score(1.0 - e.loss, priors[e.place]) for e in entries}
    for place in scores:
        for seat in demoted.get(place, ()):
            if seat in scores:
                scores[place] = min(scores[place], scores[seat] - 0.01)
    ranked = sorted(entries, key=lambda e: (-scores[e.place], e.place))
    return [Posting(e.place, e.name, scores[e.place], e.level, e.stripped) for e in ranked]


def score(match: float, prior: float) -> float:
    """Return the score of a match of a place, 0.0–1.0."""
    return (1.0 - PRIOR_SHARE) * match + PRIOR_SHARE * prior


def _slots(numbers: dict[str, int]) -> "array[int]":
    size = 8
    while size < len(numbers) * 2:
        size *= 2
    slots = array("I", bytes(4 * size))
    mask = size - 1
    for key, number in numbers.items():
        slot = zlib.crc32(key.encode("utf-8", "surrogatepass")) & mask
        while slots[slot]:
            slot = (slot + 1) & mask
        slots[slot] = number
    return slots


def _near_miss_sections(numbers: dict[str, int]) -> "dict[str, Section]":
    """Index the romanized keys by what a misheard or mistyped one has in common with them.

    `phonetic`: the consonant skeleton; `misses`: the key and the key with a letter left out;
    `skeletons`: the same of the skeleton. Only hashes are kept: a query compares the keys anyway.
    """
    phonetic = ((skeleton(key), n) for key, n in numbers.items())
    misses = (
        (variant, n) for key, n in numbers.items() if len(key) >= _SHORTEST_NEAR_MISS
        for variant in one_less(key)
    )  # fmt: skip
    skeletons = (
        (variant, n) for key, n in numbers.items() if len(skeleton(key)) >= _SHORTEST_SKELETON
        for variant in one_less(skeleton(key))
    )  # fmt: skip
    return {
        **_buckets("phonetic", phonetic),
        **_buckets("misses", misses),
        **_buckets("skeletons", skeletons),
    }


def _buckets(name: str, keyed: Iterable[tuple[str, int]]) -> "dict[str, Section]":
    pairs = sorted({zlib.crc32(key.encode()) << 32 | number for key, number in keyed})
    size = 1024
    while size < len(pairs):
        size *= 2
    pairs = sorted({(pair >> 32 & size - 1) << 32 | pair & 0xFFFFFFFF for pair in pairs})
    starts = array("I", bytes(4 * (size + 1)))
    for pair in pairs:
        starts[(pair >> 32) + 1] += 1
    for bucket in range(size):
        starts[bucket + 1] += starts[bucket]
    entries = array("I", [pair & 0xFFFFFFFF for pair in pairs])
    return {f"{name}.starts": starts, f"{name}.entries": entries}


def one_less(key: str) -> Iterator[str]:
    """Yield the key and every string that is the key without one of its letters.

    >>> sorted(one_less("noor"))
    ['noo', 'noor', 'nor', 'oor']
    """
    yield key
    for i in range(len(key)):
        if i == 0 or key[i] != key[i - 1]:
            yield key[:i] + key[i + 1 :]


# places, outlines, seats, positions


def _place_sections(
    places: Sequence[Place], priors: Sequence[float], region: frozenset[str]
) -> "dict[str, Section]":
    records, blobs, ids = bytearray(), bytearray(), array("I")
    faults = [f"places.csv:-:id {p.id} has a needless zero" for p in places
              if p.id != f"p{int(p.id[1:]):06d}"]  # fmt: skip
    if faults:
        raise TableError(faults)
    for place, prior in zip(places, priors, strict=True):
        blob = zlib.compress(pack_place(place), 6)
        number = int(place.id[1:])
        records += PLACE.pack(
            place.lat, place.lon, prior, TYPES.index(place.type),
            IN_REGION if place.id in region else 0, place.country_code.encode()[:2],
            number, len(place.names), len(blobs), len(blob),
        )  # fmt: skip
        blobs += blob
        ids.append(number)
    return {"places": bytes(records), "blobs": bytes(blobs), "ids": ids}


def _outline_sections(tables: Path, ordinals: dict[str, int]) -> "dict[str, Section]":
    found: list[tuple[int, bytes]] = []
    for row in read_table(tables, "geometries"):
        if row["place_id"] in ordinals and row["wkt"]:
            outline = Outline(
                row["wkt"], row["quality"], _number(row["accuracy_m"]), row["derivation"],
                row["source"],
            )  # fmt: skip
            record = [getattr(outline, field) for field in Outline.__slots__]
            packed = json.dumps(record, ensure_ascii=False).encode()
            found.append((ordinals[row["place_id"]], zlib.compress(packed, 6)))
    found.sort()
    data = b"".join(packed for _, packed in found)
    offsets = array("I", [0])
    for _, packed in found:
        offsets.append(offsets[-1] + len(packed))
    places = array("I", [ordinal for ordinal, _ in found])
    return {"outlines.places": places, "outlines.offsets": offsets, "outlines.data": data}


def _seat_sections(places: Sequence[Place], ordinals: dict[str, int]) -> "dict[str, Section]":
    pairs = sorted(
        (ordinals[link.target], ordinal)
        for ordinal, place in enumerate(places)
        for link in place.links
        if link.relation == "seat" and link.target in ordinals and not place.superseded_by
    )
    return {
        "seats.of": array("I", [first for first, _ in pairs]),
        "seats.is": array("I", [second for _, second in pairs]),
    }


def _tree_sections(places: Sequence[Place]) -> "dict[str, Section]":
    """Lay out a k-d tree of positions on the sphere: the middle of each range is its node."""
    points = [
        (unit_vector(place.lat, place.lon), ordinal)
        for ordinal, place in enumerate(places)
        if not place.superseded_by
    ]
    _arrange(points)
    return {
        "tree.points": array("d", [value for point, _ in points for value in point]),
        "tree.places": array("I", [ordinal for _, ordinal in points]),
    }


def _arrange(points: list[tuple[tuple[float, float, float], int]]) -> None:
    ranges = [(0, len(points), 0)]
    while ranges:
        low, high, axis = ranges.pop()
        if high - low < 2:
            continue
        points[low:high] = sorted(points[low:high], key=lambda point: (point[0][axis], point))
        middle = (low + high) // 2
        ranges += [(low, middle, (axis + 1) % 3), (middle + 1, high, (axis + 1) % 3)]
