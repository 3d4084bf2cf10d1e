"""Build the look-up index from the tables: every search key of every name, ranked beforehand.

A key's postings are sorted when the index is built, by how the name matches, what kind of name
it is and how prominent the place is, so that a plain query only reads them off. The exact and
folded levels list the places that share the folded key together: someone who types `Susa`
sees Şuşa too, though another place is spelt just so. Equal tables give equal bytes.
"""

import gc
import json
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from struct import pack
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, get_args

from gazetteer.distance import unit_vector
from gazetteer.errors import TableError
from gazetteer.generic_words import take_generic_word
from gazetteer.geoparsing.morphology import inflections
from gazetteer.index import (
    ENTRY,
    EXACT,
    FOLDED,
    IN_REGION,
    INFLECTED,
    PLACE,
    ROMANIZED,
    pack_place,
    pack_posting,
    write_sections,
)
from gazetteer.keys import folded_key, romanized_keys, skeleton
from gazetteer.model import Link, Outline, Place, PlaceType, Toponym
from gazetteer.names import clean_name
from gazetteer.near_misses import one_less, pieces
from gazetteer.prior import Namesakes, middle_of, prior
from gazetteer.qualifiers import take_qualifier
from gazetteer.ranking import (
    ADJECTIVE_WORTH,
    FAR_WORTH,
    FIRST_HAND,
    LATER_KEY_WORTH,
    LEVEL_WORTH,
    MARGIN,
    PROMINENT,
    QUALIFIED_WORTH,
    READ_ALOUD,
    STRIPPED_WORTH,
    UNQUALIFIED_WORTH,
    VOWELLESS_WORTH,
    WITHOUT_VOWELS,
    Entry,
    Ranking,
    name_worth,
    score,
)
from gazetteer.store import read_table
from gazetteer.viewpoint import label

if TYPE_CHECKING:
    from gazetteer.index import Section

Row = TypeVar("Row", Toponym, Link)
TYPES = get_args(PlaceType)
_MOST_POSTINGS = 1000
_LONGEST_KEY = 2000  # bytes
_SHORTEST_NEAR_MISS = 3


class Form(NamedTuple):
    """A form under which a place is indexed: a name, or a name without its generic word."""

    place: int
    name: int
    text: str
    lang: str
    worth: float
    stripped: bool


def build_index(tables: Path, out: Path) -> None:
    """Write the look-up index of a folder of tables.

    Raises MissingInputError and TableError, before anything is written, as `read_table` does.
    """
    # Millions of tuples and no cycles: looking for some would take a third of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        _build(tables, out)
    finally:
        if collecting:
            gc.enable()


def _build(tables: Path, out: Path) -> None:
    places = list(_read_places(tables))
    ordinals = {place.id: ordinal for ordinal, place in enumerate(places)}
    region = _region_ids(tables)
    middle = middle_of([(place.lat, place.lon) for place in places if place.system == "nkao"])
    priors = [prior(place, in_region=place.id in region, middle=middle) for place in places]
    forms = list(_with_progress(_forms(places), "names"))
    local = [form for form in forms if _is_local(form, places[form.place], region)]
    is_local = [place.id in region for place in places]
    types = [place.type for place in places]
    namesakes = Namesakes()
    for ordinal, place in enumerate(places):
        if place.id in region:
            namesakes.add(ordinal, place)
    before = namesakes.first()
    ranking = Ranking(
        priors, before, is_local, types, [place.importance >= PROMINENT for place in places]
    )
    inflected = _by_key(_with_progress(_inflected_entries(local, places), "case forms"))
    romanized = _by_key(_with_progress(_romanized_entries(local, is_local), "sounds"))
    exact, folded = _pack_written(_written_groups(forms, inflected, romanized, ranking), ranking)
    packed = {
        "exact": exact,
        "folded": folded,
        "inflected": _pack(sorted(inflected.items()), ranking),
        "romanized": _pack(sorted(romanized.items()), ranking),
    }
    sections: dict[str, Section] = {}
    sections |= _place_sections(places, priors, region)
    sections |= _label_sections(places)
    sections |= _outline_sections(tables, ordinals)
    sections |= _seat_sections(before)
    sections |= _tree_sections(places)
    for name, level in packed.items():
        sections |= {f"{name}.slots": _slots(level.numbers), f"{name}.data": bytes(level.data)}
    sections |= _near_miss_sections(packed["romanized"].numbers)
    spelt = {folded_key(form.text) for form in local}
    sections |= _typo_section({k: n for k, n in packed["folded"].numbers.items() if k in spelt})
    write_sections(out, sections, {"types": TYPES, "levels": list(packed)})


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


def _grouped(
    make: "Callable[[dict[str, str]], Row]", rows: Iterable[dict[str, str]]
) -> "dict[str, list[Row]]":
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["place_id"], []).append(make(row))
    return found


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def _year(row: dict[str, str], column: str) -> int | None:
    try:
        return _number(row[column])
    except ValueError:
        place, form = row["place_id"], row["form"]
        fault = f"names.csv:-:{column} {row[column]!r} is no year ({form} of {place})"
        raise TableError(fault) from None


def _importance(row: dict[str, str]) -> float:
    try:
        return float(row["importance"] or 0)
    except ValueError:
        fault = f"places.csv:-:importance {row['importance']!r} is no number ({row['id']})"
        raise TableError(fault) from None


def _toponym(row: dict[str, str]) -> Toponym:
    return Toponym(
        row["form"], row["lang"], row["script"], row["kind"],  # type: ignore[arg-type]
        tuple(filter(None, row["sources"].split("|"))), _year(row, "since"),
        _year(row, "until"), row["used_by"], row["relation"], row["derived_by"],
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
        _importance(row), row["since"], row["until"], row["system"],
        row["superseded_by"],
    )  # fmt: skip


def _region_ids(tables: Path) -> frozenset[str]:
    """Return the ids of the places of the plain table: the region, not the rest of the world."""
    with (tables / "places.csv").open(encoding="utf-8") as file:
        return frozenset(line.partition(",")[0] for line in file)


def _forms(places: Sequence[Place]) -> Iterator[Form]:
    for ordinal, place in enumerate(places):
        if place.superseded_by:
            continue
        for number, name in enumerate(place.names):
            text = clean_name(name.form)
            worth = name_worth(name)
            yield Form(ordinal, number, text, name.lang, worth, False)
            if place.type != "settlement" or " " in text:
                yield from _bare_form(place, ordinal, number, text, name.lang, worth)


def _bare_form(
    place: Place, ordinal: int, number: int, text: str, lang: str, worth: float
) -> Iterator[Form]:
    """Yield the name without a generic word that says what the place is anyway."""
    announced = take_generic_word(text)
    if announced and place.type in announced.types:
        yield Form(ordinal, number, announced.rest, lang, worth * STRIPPED_WORTH, True)


def _is_local(form: Form, place: Place, region: frozenset[str]) -> bool:
    """Tell whether a form is found by its sounds too: every one of the region, few of the world."""
    return place.id in region or form.lang.partition("-")[0] in FIRST_HAND


# the levels


def _by_key(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return the best entry of each place under each key."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        same = found.get(entry.key)
        if same is None:
            found[entry.key] = [entry]
        else:
            same.append(entry)
    for same in found.values():
        if len(same) > 1:
            same[:] = _best(same)
    return found


def _best(entries: list[Entry]) -> list[Entry]:
    by_place = groupby(sorted(entries), key=lambda entry: entry.place)
    return [next(same) for _, same in by_place]


def _inflected_entries(forms: Iterable[Form], places: Sequence[Place]) -> Iterator[Entry]:
    """Yield the case forms and relational adjectives of the names that have some."""
    for form in forms:
        for made in inflections(form.text, form.lang, places[form.place].type):
            share = ADJECTIVE_WORTH if made.needs else 1.0
            if key := folded_key(made.form):
                yield _entry(key, form, INFLECTED, share)


def _romanized_entries(forms: Iterable[Form], is_local: Sequence[bool]) -> Iterator[Entry]:
    for form in forms:
        if not is_local[form.place]:
            form = form._replace(worth=form.worth * FAR_WORTH)
        elif form.lang in WITHOUT_VOWELS:
            form = form._replace(worth=form.worth * VOWELLESS_WORTH)
        for later, key in enumerate(romanized_keys(form.text, form.lang)):
            yield _entry(key, form, ROMANIZED, LATER_KEY_WORTH**later)
        rest, value = take_qualifier(form.text) if " " in form.text else ("", "")
        if value:
            for key in romanized_keys(rest, form.lang):
                yield _entry(f"{value} {key}", form, ROMANIZED, QUALIFIED_WORTH)
                yield _entry(key, form, ROMANIZED, UNQUALIFIED_WORTH)


def _entry(key: str, form: Form, level: int, share: float = 1.0) -> Entry:
    worth = form.worth * LEVEL_WORTH[level] * share
    return Entry(key, form.place, 1.0 - worth, form.name, level, form.stripped)


class Group(NamedTuple):
    """The forms that share a folded key, and the looser matches that join them."""

    key: str
    forms: dict[tuple[str, int], Form]
    joining: list[Entry]


def _written_groups(
    forms: Iterable[Form], inflected: dict[str, list[Entry]], romanized: dict[str, list[Entry]],
    ranking: Ranking,
) -> Iterator[Group]:  # fmt: skip
    """Yield the forms by folded key, in the order of keys, with what else they may mean.

    `Шуши` is a name and a genitive; `Horadis` is a village, and how a German paper writes a town.
    """
    keyed = sorted((key, form) for form in forms if (key := folded_key(form.text)))
    for key, members in groupby(keyed, key=lambda item: item[0]):
        same: dict[tuple[str, int], Form] = {}
        for _, form in members:
            met = same.get((form.text, form.place))
            if met is None or form.worth > met.worth:
                same[form.text, form.place] = form
        places = {place for _, place in same}
        joining = [e for e in inflected.get(key, ()) if e.place not in places]
        joining += _of_like_sound(same, places.union(e.place for e in joining), romanized, ranking)
        yield Group(key, same, joining)


def _of_like_sound(
    same: dict[tuple[str, int], Form], places: set[int], romanized: dict[str, list[Entry]],
    ranking: Ranking,
) -> list[Entry]:  # fmt: skip
    """Return the places whose names sound alike and that rank close to the best of these.

    The seat of one of these joins them however it ranks, since it goes before its district.
    """
    spoken: dict[int, Entry] = {}
    for form in same.values():
        if ranking.is_local[form.place] and form.lang in READ_ALOUD:
            for sound in romanized_keys(form.text, form.lang)[:2]:
                for entry in romanized.get(sound, ()):
                    if entry.place not in places:
                        spoken.setdefault(entry.place, entry)
    if not spoken:
        return []
    priors = ranking.priors
    least = max(score(form.worth, priors[form.place]) for form in same.values()) - MARGIN
    seats = {seat for _, place in same for seat in ranking.before.get(place, ())}
    return [
        e
        for e in spoken.values()
        if e.place in seats or score(1.0 - e.loss, priors[e.place]) > least
    ]


def _exact(group: Group) -> Iterator[tuple[str, list[Entry]]]:
    """Yield each attested form of a group with all places that share its folded key."""
    for text in sorted({text for text, _ in group.forms}):
        best: dict[int, Entry] = {}
        for (other, place), form in group.forms.items():
            entry = _entry(text, form, EXACT if other == text else FOLDED)
            if place not in best or entry < best[place]:
                best[place] = entry
        yield text, [*best.values(), *group.joining]


def _folded(group: Group) -> tuple[str, list[Entry]]:
    best: dict[int, Entry] = {}
    for (_, place), form in group.forms.items():
        entry = _entry(group.key, form, FOLDED)
        if place not in best or entry < best[place]:
            best[place] = entry
    return group.key, [*best.values(), *group.joining]


class Packed:
    """A level as bytes, with the number of each key's entry; grows key by key."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.numbers: dict[str, int] = {}

    def add(self, key: str, entries: list[Entry], ranking: Ranking) -> None:
        """Add the places of a key, ranked; a key too long to be typed is left out."""
        packed_key = key.encode("utf-8", "surrogatepass")
        if len(packed_key) > _LONGEST_KEY:
            return
        self.numbers[key] = len(self.data) // 4 + 1
        ranked = ranking.ranked(key, entries)[:_MOST_POSTINGS]
        words = [word for posting in ranked for word in pack_posting(posting)]
        self.data += ENTRY.pack(len(packed_key), len(ranked)) + packed_key
        self.data += bytes(-len(packed_key) % 4) + pack(f"<{len(words)}I", *words)


def _pack_written(groups: Iterable[Group], ranking: Ranking) -> tuple[Packed, Packed]:
    exact, folded = Packed(), Packed()
    for group in groups:
        for text, entries in _exact(group):
            exact.add(text, entries, ranking)
        folded.add(*_folded(group), ranking)
    return exact, folded


def _pack(groups: Iterable[tuple[str, list[Entry]]], ranking: Ranking) -> Packed:
    packed = Packed()
    for key, entries in groups:
        packed.add(key, entries, ranking)
    return packed


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
    `pieces`: its runs of three letters, for what is left. Only hashes are kept: a query compares
    the keys anyway.
    """
    plain = {key: number for key, number in numbers.items() if " " not in key}
    phonetic = ((skeleton(key), n) for key, n in plain.items())
    misses = (
        (variant, n) for key, n in plain.items() if len(key) >= _SHORTEST_NEAR_MISS
        for variant in one_less(key)
    )  # fmt: skip
    pieces_of = ((piece, n) for key, n in plain.items() for piece in pieces(key))
    return {
        **_buckets("phonetic", phonetic),
        **_buckets("misses", misses),
        **_buckets("pieces", pieces_of),
    }


def _typo_section(numbers: dict[str, int]) -> "dict[str, Section]":
    """Index the folded keys by the strings with one letter left out."""
    typos = (
        (variant, n) for key, n in numbers.items() if len(key) >= _SHORTEST_NEAR_MISS
        for variant in one_less(key)
    )  # fmt: skip
    return _buckets("typos", typos)


def _buckets(name: str, keyed: Iterable[tuple[str, int]]) -> "dict[str, Section]":
    import numpy  # for the memory: a million places have fifty million of these pairs

    hashed = array("Q", (zlib.crc32(key.encode()) << 32 | number for key, number in keyed))
    size = 1024
    while size < len(hashed):
        size *= 2
    pairs = numpy.frombuffer(hashed, dtype=numpy.uint64)
    buckets = (pairs >> numpy.uint64(32)) & numpy.uint64(size - 1)
    pairs = numpy.unique((buckets << numpy.uint64(32)) | (pairs & numpy.uint64(0xFFFFFFFF)))
    counts = numpy.bincount((pairs >> numpy.uint64(32)).astype(numpy.int64), minlength=size)
    starts = numpy.concatenate(([0], numpy.cumsum(counts))).astype("<u4")
    entries = (pairs & numpy.uint64(0xFFFFFFFF)).astype("<u4")
    return {f"{name}.starts": starts.tobytes(), f"{name}.entries": entries.tobytes()}


# places, outlines, seats, positions


def _place_sections(
    places: Sequence[Place], priors: Sequence[float], region: frozenset[str]
) -> "dict[str, Section]":
    records, blobs, ids = bytearray(), bytearray(), array("I")
    faults = [f"places.csv:-:id {p.id} has a needless zero" for p in places
              if p.id != f"p{int(p.id[1:]):06d}"]  # fmt: skip
    if faults:
        raise TableError(faults)
    for place, value in zip(places, priors, strict=True):
        blob = zlib.compress(pack_place(place), 6)
        number = int(place.id[1:])
        records += PLACE.pack(
            place.lat, place.lon, value, TYPES.index(place.type),
            IN_REGION if place.id in region else 0, place.country_code.encode()[:2],
            number, len(place.names), len(blobs), len(blob),
        )  # fmt: skip
        blobs += blob
        ids.append(number)
    return {"places": bytes(records), "blobs": bytes(blobs), "ids": ids}


def _label_sections(places: Sequence[Place]) -> "dict[str, Section]":
    data = bytearray()
    starts = array("I", [0])
    for place in places:
        data += label(place).encode("utf-8", "replace")
        starts.append(len(data))
    return {"labels.starts": starts, "labels.data": bytes(data)}


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


def _seat_sections(before: dict[int, frozenset[int]]) -> "dict[str, Section]":
    pairs = sorted((seat, area) for area, seats in before.items() for seat in seats)
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
