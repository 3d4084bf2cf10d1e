"""Make the pattern set of the recognition pass from the tables, and store it for fast loading.

A pattern is the folded key of one written form between two spaces, so that the automaton meets
whole words only and no match needs a filter. Behind each pattern stand its entries: which name
of which place it is, by which rule it was inflected, and its light key. The file is a few flat
arrays that are mapped into memory, not read.
"""

import json
import mmap
import re
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import daachorse

from gazetteer.geoparsing.morphology import Inflected, inflections
from gazetteer.geoparsing.tokens import fold_name, light_key
from gazetteer.store import read_table

_MAGIC: Final = b"GAZSCAN1"
# Scripts of the languages that the pass reads; forms in others would only slow it down.
_SCRIPTS: Final = frozenset({"Latn", "Cyrl", "Armn", "Geor"})
_INFLECTED: Final = ("hy", "az", "ru")
# A world city below this importance keeps the forms that its names have in the tables.
_WORLD_IMPORTANCE: Final = 0.35


class Name(NamedTuple):
    """One row of the names table as the recognition pass needs it."""

    place_id: str
    form: str
    lang: str
    kind: str
    type: str
    is_world: bool


class Reading(NamedTuple):
    """How a written form comes from the name in the tables.

    `case` is empty for the name itself. `needs` names what must stand beside the form before it
    is a mention (`type word` for relational adjectives). `cut_left` and `cut_right` count the
    words of the form that are type words, outside the span of a mention.
    """

    case: str = ""
    lang: str = ""
    needs: str = ""
    cut_left: int = 0
    cut_right: int = 0


class Entry(NamedTuple):
    """One way to read a pattern: the name, how the form comes from it and its light key."""

    name: int
    reading: Reading
    light: str


@dataclass(frozen=True, slots=True)
class PatternSet:
    """The patterns with their entries, before they are stored."""

    names: list[Name]
    entries: Mapping[str, Sequence[Entry]]


def read_names(tables: Path) -> Iterator[Name]:
    """Yield the names that can be met in a text, those of superseded places left out."""
    places = {
        row["id"]: (row["type"], float(row["importance"] or 0))
        for row in read_table(tables, "places")
        if not row["superseded_by"]
    }
    region = _region_ids(tables)
    for row in read_table(tables, "names"):
        if row["script"] in _SCRIPTS and (place := places.get(row["place_id"])):
            is_world = row["place_id"] not in region
            lang = row["lang"]
            if is_world and place[1] < _WORLD_IMPORTANCE:
                lang = f"und-{row['script']}"
            yield Name(row["place_id"], row["form"], lang, row["kind"], place[0], is_world)


def _region_ids(tables: Path) -> frozenset[str]:
    """Return the places of the plain part of the tables: the region and its sources."""
    with (tables / "places.csv").open(encoding="utf-8") as file:
        return frozenset(line.partition(",")[0] for line in file)


def make_patterns(names: Iterable[Name]) -> PatternSet:
    """Return the patterns of all names in all their forms."""
    kept: list[Name] = []
    entries: dict[str, list[Entry]] = {}
    for name in names:
        number = len(kept)
        kept.append(name)
        for form, reading in written_forms(name):
            light = light_key(form)
            for key in pattern_keys(form):
                found = entries.setdefault(key, [])
                if not any(entry.name == number and entry.light == light for entry in found):
                    found.append(Entry(number, reading, light))
    return PatternSet(kept, entries)


def written_forms(name: Name) -> Iterator[tuple[str, Reading]]:
    """Yield the name and its inflected forms, each with how it was made."""
    yield name.form, Reading()
    for inflected in _inflected(name):
        yield inflected.form, Reading(inflected.case, inflected.lang, inflected.needs)


def _inflected(name: Name) -> Iterator[Inflected]:
    if name.lang.split("-")[0] in _INFLECTED or name.lang == "hyw":
        yield from inflections(name.form, name.lang, name.type)


_NUMBER = re.compile(r"\d")


def pattern_keys(form: str) -> Iterator[str]:
    """Yield the keys under which a form is looked for: the capitals of later words vary.

    >>> list(pattern_keys("Քարին Տակ")), list(pattern_keys("Nagorno-Karabakh"))
    (['Քարին Տակ', 'Քարին տակ'], ['Nagorno Karabakh', 'Nagorno karabakh'])
    """
    words = fold_name(form).split()
    if not words or len("".join(words)) < 2 or _NUMBER.match(words[0]):  # noqa: PLR2004
        return
    first = words[0]
    first = first if first[0].isupper() else first[0].upper() + first[1:]
    rest = words[1:]
    seen = set()
    for variant in (rest, [w[0].upper() + w[1:] for w in rest], [w.lower() for w in rest]):
        key = " ".join([first, *variant])
        if key not in seen:
            seen.add(key)
            yield key


def write_patterns(tables: Path, target: Path) -> None:
    """Make the pattern set of a folder of tables and store it in one file."""
    store_patterns(make_patterns(read_names(tables)), target)


def store_patterns(patterns: PatternSet, target: Path) -> None:
    """Store a pattern set in one file of flat arrays; equal patterns give equal bytes."""
    keys = sorted(patterns.entries)
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick([f" {key} " for key in keys]).serialize()
    readings: dict[Reading, int] = {}
    lights = _Texts()
    starts, entry_names, entry_readings, entry_lights = (array("I") for _ in range(4))
    for key in keys:
        starts.append(len(entry_names))
        for entry in patterns.entries[key]:
            entry_names.append(entry.name)
            entry_readings.append(readings.setdefault(entry.reading, len(readings)))
            entry_lights.append(lights.number(entry.light))
    starts.append(len(entry_names))
    name_texts = _Texts(unique=False)
    for name in patterns.names:
        name_texts.number("\t".join([*name[:5], "w" if name.is_world else ""]))
    parts = {
        "automaton": automaton, "starts": starts, "entry_names": entry_names,
        "entry_readings": entry_readings, "entry_lights": entry_lights,
        "light_starts": lights.starts, "lights": bytes(lights.blob),
        "name_starts": name_texts.starts, "names": bytes(name_texts.blob),
        "readings": json.dumps(list(readings), ensure_ascii=False).encode(),
    }  # fmt: skip
    _write_parts(target, parts)


class _Texts:
    """Texts one after the other in one blob, found by their number."""

    def __init__(self, *, unique: bool = True) -> None:
        self.blob = bytearray()
        self.starts = array("I", [0])
        self._numbers: dict[str, int] | None = {} if unique else None

    def number(self, text: str) -> int:
        if self._numbers is not None:
            if (known := self._numbers.get(text)) is not None:
                return known
            self._numbers[text] = len(self.starts) - 1
        self.blob += text.encode("utf-8")
        self.starts.append(len(self.blob))
        return len(self.starts) - 2


def _write_parts(target: Path, parts: Mapping[str, Any]) -> None:
    raw = {name: bytes(memoryview(part).cast("B")) for name, part in parts.items()}
    header: dict[str, Any] = {"byteorder": sys.byteorder, "parts": {}}
    at = 0
    for name, part in raw.items():
        header["parts"][name] = [at, len(part)]
        at += len(part) + -len(part) % 8
    head = json.dumps(header).encode()
    head += b" " * (-(len(head) + len(_MAGIC) + 8) % 8)
    with target.open("wb") as file:
        file.write(_MAGIC + len(head).to_bytes(8, "little") + head)
        for part in raw.values():
            file.write(part + b"\0" * (-len(part) % 8))


class StoredPatterns:
    """A stored pattern set: the automaton in memory, everything else mapped from the file."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        if bytes(mapped[: len(_MAGIC)]) != _MAGIC:
            raise ValueError(f"{path}: not a stored pattern set; delete it and run again")
        body = len(_MAGIC) + 8
        head_size = int.from_bytes(mapped[len(_MAGIC) : body], "little")
        header = json.loads(bytes(mapped[body : body + head_size]))
        if header["byteorder"] != sys.byteorder:
            raise ValueError(f"{path}: made on another kind of machine; delete it and run again")
        base = body + head_size

        def part(name: str) -> memoryview:
            start, size = header["parts"][name]
            return mapped[base + start : base + start + size]

        self.automaton = daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(
            bytes(part("automaton"))
        )
        self._starts = part("starts").cast("I")
        self._entry_names = part("entry_names").cast("I")
        self._entry_readings = part("entry_readings").cast("I")
        self._entry_lights = part("entry_lights").cast("I")
        self._lights, self._light_starts = part("lights"), part("light_starts").cast("I")
        self._names, self._name_starts = part("names"), part("name_starts").cast("I")
        self._readings = [Reading(*cells) for cells in json.loads(bytes(part("readings")))]

    def __len__(self) -> int:
        """Return the number of patterns."""
        return len(self._starts) - 1

    def entries(self, pattern: int) -> list[Entry]:
        """Return the entries of a pattern by its number."""
        return [
            Entry(
                self._entry_names[at],
                self._readings[self._entry_readings[at]],
                _text(self._lights, self._light_starts, self._entry_lights[at]),
            )
            for at in range(self._starts[pattern], self._starts[pattern + 1])
        ]

    def name(self, number: int) -> Name:
        """Return a name by its number."""
        cells = _text(self._names, self._name_starts, number).split("\t")
        return Name(*cells[:5], cells[5] == "w")


def _text(blob: memoryview, starts: memoryview, number: int) -> str:
    return str(blob[starts[number] : starts[number + 1]], "utf-8")


def knowledge_inputs() -> list[Path]:
    """Return the files besides the tables that shape the pattern set."""
    from geodata.door import knowledge_path

    here = Path(__file__).parent
    code = [here / name for name in ("patterns.py", "morphology.py", "tokens.py")]
    return [*code, *sorted(knowledge_path("morphology").glob("*.csv"))]


__all__ = [
    "Entry", "Name", "PatternSet", "Reading", "StoredPatterns", "knowledge_inputs",
    "make_patterns", "pattern_keys", "read_names", "store_patterns", "write_patterns",
    "written_forms",
]  # fmt: skip
