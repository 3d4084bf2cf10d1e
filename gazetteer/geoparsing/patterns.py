"""Make the pattern set of the recognition pass from the tables, and store it for fast loading.

A pattern is the folded key of one written form between two spaces, so that the automaton meets
whole words only and no match needs a filter. Behind each pattern stand its entries: which name
of which place it is, by which rule it was inflected, and its light key. The file is a few flat
arrays that are mapped into memory, not read.
"""

import gc
import json
import mmap
import re
import sys
from array import array
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import daachorse

from gazetteer.errors import TableError
from gazetteer.geoparsing.morphology import (
    azerbaijani_cyrillic,
    classical_spelling,
    inflections,
    respelt_in_azerbaijani,
    western_spelling,
)
from gazetteer.geoparsing.tokens import fold_name, light_key
from gazetteer.geoparsing.unknown_names import Sounds, spellings_within_one, whole_sound
from gazetteer.keys import likeness, phonetic_key, romanized_keys
from gazetteer.romanization import romanizations, transcriptions
from gazetteer.store import read_table
from geodata.door import knowledge

_MAGIC: Final = b"GAZSCAN1"
# Scripts and languages that the pass reads; forms in others would only slow it down and meet
# common words of languages that nobody writes about the region.
_SCRIPTS: Final = frozenset({"Latn", "Cyrl", "Armn"})
_LANGUAGES: Final = frozenset({"hy", "hyw", "az", "ru", "en", "fr", "de", "tr", "und"})
# Places outside the region are inflected where they are likely in a text: from this importance
# on, or in the countries next door.
_WORLD_IMPORTANCE: Final = 0.5
_NEIGHBOURS: Final = frozenset({"RU", "GE", "IR", "TR"})
AROUND: Final = frozenset({"AM", "AZ", "", *_NEIGHBOURS})  # the region and what lies next to it
# Below this importance a settlement has no relational adjective and no Russian-based spelling in
# Azerbaijani: hamlets are not called so in any text seen, and each costs some forty patterns.
_MINOR: Final = 0.2
# Foreign names are written in Azerbaijani as in English or Turkish and take its endings.
_FOREIGN_IN_AZERBAIJANI: Final = 0.55
_BOTS: Final = frozenset({"ceb", "sv"})  # whose articles on villages a bot wrote from GeoNames
_RUSSIAN_LETTERS: Final = re.compile("[А-Яа-яЁё .-]+")


class Name(NamedTuple):
    """One row of the names table as the recognition pass needs it.

    `grammars` are the languages by whose tables it is inflected; `is_minor` tells a place too
    small for relational adjectives, `is_near` one outside the region that texts about it name.
    """

    place_id: str
    form: str
    lang: str
    kind: str
    type: str
    is_world: bool
    grammars: tuple[str, ...] = ()
    is_minor: bool = False
    is_near: bool = False


class Reading(NamedTuple):
    """How a written form comes from the name in the tables.

    `case` is empty for the name itself. `needs` names what must stand beside the form before it
    is a mention (`type word` for relational adjectives). `cut_left` and `cut_right` count the
    words of the form that are type words, outside the span of a mention. `how` is `romanized`
    for a transcription that no source attests.
    """

    case: str = ""
    lang: str = ""
    needs: str = ""
    cut_left: int = 0
    cut_right: int = 0
    how: str = ""


class Entry(NamedTuple):
    """One way to read a pattern: the name, how the form comes from it and its light key."""

    name: int
    reading: Reading
    light: str


class PatternSet:
    """The patterns with their entries, before they are stored.

    A million entries as records would take a gigabyte; they are kept as columns, those of one
    pattern chained from the last to the first.
    """

    def __init__(self) -> None:
        self.last: dict[str, int] = {}
        self.readings: dict[Reading, int] = {}
        self.sounds = Sounds(frozenset(), frozenset(), frozenset())
        self.names, self.lights = _Texts(), _Texts()
        self.entry_names, self.entry_readings = array("I"), array("I")
        self.entry_lights = array("I")
        self._before = array("i")
        self._langs: list[str] = []

    def add(self, key: str, name: int, reading: Reading, light: str) -> None:
        """Add an entry, unless one says the same already for texts of the same language."""
        number = self.readings.setdefault(reading, len(self.readings))
        if number == len(self._langs):
            self._langs.append(reading.lang)
        known = -1  # the number of the light key, which the entries of a pattern mostly share
        for at in self._chain(key):
            if self.lights[self.entry_lights[at]] != light:
                continue
            known = self.entry_lights[at]
            if (
                self.entry_names[at] == name
                and self._langs[self.entry_readings[at]] == reading.lang
            ):
                return
        self._before.append(self.last.get(key, -1))
        self.last[key] = len(self.entry_names)
        self.entry_names.append(name)
        self.entry_readings.append(number)
        self.entry_lights.append(self.lights.add(light) if known < 0 else known)

    def _chain(self, key: str) -> Iterator[int]:
        at = self.last.get(key, -1)
        while at >= 0:
            yield at
            at = self._before[at]

    def of(self, key: str) -> list[int]:
        """Return the numbers of the entries of a pattern, in the order in which they came."""
        return list(self._chain(key))[::-1]


class _Texts:
    """Texts one after the other in one blob, found by their number."""

    def __init__(self) -> None:
        self.blob = bytearray()
        self.starts = array("I", [0])

    def add(self, text: str) -> int:
        """Add a text and return its number."""
        self.blob += text.encode("utf-8")
        self.starts.append(len(self.blob))
        return len(self.starts) - 2

    def __getitem__(self, number: int) -> str:
        return self.blob[self.starts[number] : self.starts[number + 1]].decode("utf-8")


def read_names(tables: Path) -> Iterator[Name]:
    """Yield the names that can be met in a text, those of superseded places left out."""
    places = {
        row["id"]: (row["type"], float(row["importance"] or 0), row["country_code"])
        for row in read_table(tables, "places")
        if not row["superseded_by"]
    }
    region = _region_ids(tables)
    in_azerbaijani = {  # the table is read twice rather than held: its rows take 300 MB
        (row["place_id"], fold_name(row["form"]))
        for row in read_table(tables, "names")
        if row["lang"] == "az"
    }
    for row in read_table(tables, "names"):
        if row["script"] not in _SCRIPTS:
            continue
        lang = row["lang"]
        if place := places.get(row["place_id"]):
            is_world = row["place_id"] not in region
            if lang.partition("-")[0] not in _LANGUAGES and (
                is_world or row["script"] != "Latn" or place[0] != "settlement"
            ):
                continue
            if lang in _BOTS and not is_world and place[2] == "AZ":
                if (row["place_id"], fold_name(row["form"])) in in_azerbaijani:
                    continue
                lang = row["lang"] = "az"  # a map's spelling, often the former name
            is_minor = place[1] < _MINOR and place[0] == "settlement"
            grammars = _world_grammars(row, *place) if is_world else _region_grammars(row, is_minor)
            is_near = is_world and (place[1] >= _WORLD_IMPORTANCE or place[2] in _NEIGHBOURS)
            yield Name(
                row["place_id"], row["form"], lang, row["kind"], place[0], is_world, grammars,
                is_minor, is_near,
            )  # fmt: skip
    yield from _shared_names(tables, places, region)


_Sort = tuple[str, float, str]  # the type, the importance and the country of a place


def _shared_names(
    tables: Path, places: Mapping[str, _Sort], region: Container[str]
) -> Iterator[Name]:
    """Yield the forms of a village's name in other languages that only its namesakes have.

    Who writes of any Çardaqlı in Russian writes Чардахлы; were the form met at the two places
    alone for which a source has it, the nearest one could not be meant.
    """
    forms: dict[str, dict[str, set[str]]] = {lang: {} for lang in _SHARING}
    for row in read_table(tables, "names"):
        key, form, lang = row["place_id"], row["form"], row["lang"]
        if lang not in forms or " " in form or len(form) < _LEAST_SHARED:
            continue
        is_village = key in region and key in places and places[key][0] == "settlement"
        if is_village and (lang != "ru" or _RUSSIAN_LETTERS.fullmatch(form)):
            forms[lang].setdefault(key, set()).add(form)
    for lang, own in forms.items():
        for native in _NATIVE - {lang}:
            for key, form in _lent(forms[native], own, native, lang):
                is_minor = places[key][1] < _MINOR
                yield Name(key, form, lang, "variant", "settlement", False, (lang,), is_minor)


def _lent(
    native: Mapping[str, set[str]], own: Mapping[str, set[str]], lang: str, other: str
) -> Iterator[tuple[str, str]]:
    """Yield the places, each with a form in another language that its namesakes have."""
    lent: dict[str, set[str]] = {}
    for key, forms in own.items():
        for name in native.get(key, ()):
            alike = (form for form in forms if _sounds_alike(name, lang, form, other))
            lent.setdefault(name, set()).update(alike)
    for key, names in sorted(native.items()):
        added = set().union(*(lent.get(name, ()) for name in names)) - own.get(key, set())
        yield from ((key, form) for form in sorted(added))


_SHARING: Final = ("az", "hy", "ru")  # the languages whose forms are lent to namesakes
_NATIVE: Final = frozenset({"az", "hy"})
_LEAST_SHARED: Final = 4  # letters
_LEAST_LIKENESS: Final = 0.7


def _sounds_alike(one: str, lang: str, other: str, other_lang: str) -> bool:
    """Tell whether a name is another one as its language writes it, and not a name of its own."""
    theirs = romanized_keys(other, other_lang)
    return any(
        likeness(key, heard) >= _LEAST_LIKENESS
        for key in romanized_keys(one, lang)
        for heard in theirs
    )


def _region_ids(tables: Path) -> frozenset[str]:
    """Return the places of the plain part of the tables: the region and its sources."""
    with (tables / "places.csv").open(encoding="utf-8") as file:
        return frozenset(line.partition(",")[0] for line in file)


def _region_grammars(row: Mapping[str, str], is_minor: bool) -> tuple[str, ...]:
    lang, script = row["lang"].partition("-")[0], row["script"]
    if script == "Armn":
        return ("hy",)
    if script == "Cyrl":
        if lang == "az":
            return ("az-Cyrl",)
        return ("ru",) if is_minor or lang != "ru" else ("ru", "az-Cyrl")
    if lang == "de":
        return ("de",)
    return ("az",) if lang == "az" or _AZERBAIJANI_LETTERS.search(row["form"]) else ()


# Names filed under no language that are spelt as no other language of the region is.
_AZERBAIJANI_LETTERS: Final = re.compile("[əğıƏĞ]")


def _world_grammars(
    row: Mapping[str, str],
    place_type: str,
    importance: float,
    country: str,
) -> tuple[str, ...]:
    lang, script = row["lang"].partition("-")[0], row["script"]
    is_likely = (
        importance >= _WORLD_IMPORTANCE or country in _NEIGHBOURS or place_type != "settlement"
    )
    if script == "Armn":
        return ("hy",)
    if script == "Cyrl" and _RUSSIAN_LETTERS.fullmatch(row["form"]):
        return ("ru",) if lang == "ru" or (lang == "und" and is_likely) else ()
    if lang == "az" and script == "Latn":
        return ("az",)
    if lang == "de" and place_type != "settlement":
        return ("de",)
    if lang == "en" and place_type == "settlement" and importance >= _FOREIGN_IN_AZERBAIJANI:
        return ("az",)
    return ()


def make_patterns(names: Iterable[Name]) -> PatternSet:
    """Return the patterns of all names in all their forms."""
    patterns = PatternSet()
    sounds: dict[str, set[str]] = {field: set() for field in Sounds._fields}
    for number, name in enumerate(names):
        patterns.names.add("\t".join([*name[:5], "w" if name.is_world else ""]))
        for form, reading in written_forms(name):
            light = light_key(form)
            for key in pattern_keys(form, lower=bool(reading.needs) or _may_be_small(form, name)):
                patterns.add(key, number, reading, light)
        for field, sound in _sounds(name):
            sounds[field].add(sound)
    patterns.sounds = Sounds(**{field: frozenset(heard) for field, heard in sounds.items()})
    return patterns


def _may_be_small(form: str, name: Name) -> bool:
    """Tell whether a form may begin small: лачинский коридор, corridor de Latchine."""
    first, _, rest = form.partition(" ")
    if form == name.form and first[:1].islower() and rest != rest.lower():
        return True
    return bool(rest) and bool(_RELATIONAL.fullmatch(first))


_RELATIONAL: Final = re.compile("[А-ЯЁа-яё-]+ск(?:ий|ого|ому|им|ом|ая|ой|ую|ое)")


def _sounds(name: Name) -> Iterator[tuple[str, str]]:
    """Yield how a name sounds that an unknown word may be a misspelling of, by field of `Sounds`.

    Villages are left out: every word would be near one of them.
    """
    if name.is_minor or (name.is_world and not name.is_near):
        return
    if name.lang.partition("-")[0] not in _HEARD or name.type not in _SPELT_AMISS:
        return
    left, right = type_words_around(name.form, name.lang)
    words = _BRACKETED.sub(" ", name.form).split()
    short = " ".join(words[left : len(words) - right])
    skeleton = phonetic_key(short, name.lang)
    if len(skeleton) > 3:
        yield ("far" if name.is_world else "skeletons"), skeleton
    for key in (
        () if name.is_world else (*romanized_keys(short, name.lang), fold_name(short).lower())
    ):
        if len(key) > 4:
            yield from (("near", spelling) for spelling in spellings_within_one(key))
        elif len(key) == 4:
            yield "near", whole_sound(key)


_SPELT_AMISS: Final = frozenset({"settlement", "district", "region"})
_HEARD: Final = frozenset({"az", "hy", "ru", "en", "hyw", "tr"})


def written_forms(name: Name) -> Iterator[tuple[str, Reading]]:
    """Yield the name, its short form and both inflected, each with how it was made."""
    whole = _BRACKETED.sub(" ", name.form).strip() or name.form
    left, right = type_words_around(whole, name.lang)
    words = whole.split()
    short = " ".join(words[left : len(words) - right])
    if len(short) < 3 or light_key(short) in qualifiers():
        left = right = 0  # Նոր Գյուղ, Böyük Kənd: the type word is the name
    yield from _inflected_forms(whole, name, Reading(cut_left=left, cut_right=right))
    yield from _transcriptions(whole, name)
    if parted := _parted_water(whole, name):
        yield from _inflected_forms(parted, name, Reading("spelling in two words", cut_right=1))
        if not name.is_minor and not name.is_world:
            yield from _inflected_forms(parted.split(" ")[0], name, Reading("short form"))
    if (left or right) and not name.is_world and len(short) > 3 and not _is_no_name(short, name):
        yield from _inflected_forms(short, name, Reading("short form"))


def _parted_water(form: str, name: Name) -> str:
    """Return a river's name in two words: Tərtərçay is Tərtər çayı."""
    if name.type != "hydro" or " " in form:
        return ""
    for lang, ending, word in _RIVERS:
        stem = form.removesuffix(ending)
        if name.lang == lang and stem != form and len(stem) > 3:
            return f"{stem} {word}"
    return ""


_RIVERS: Final = (("az", "çay", "çayı"), ("hy", "ագետ", "գետ"), ("hy", "գետ", "գետ"))


def _is_no_name(short: str, name: Name) -> bool:
    """Tell whether what is left without the type word is an adjective (Шушинский)."""
    return name.lang == "ru" and short.endswith(("ский", "цкий", "ская", "ское"))


_BRACKETED: Final = re.compile(r"\s*\([^)]*\)\s*")


def _inflected_forms(form: str, name: Name, reading: Reading) -> Iterator[tuple[str, Reading]]:
    yield form, reading
    for grammar in name.grammars:
        for base, way in _spellings(form, grammar, name):
            of = " of the ".join(part for part in (way, reading.case) if part)
            if way:
                yield base, reading._replace(case=of, lang=grammar)
            for inflected in inflections(base, grammar, _adjective_type(name)):
                case = " of the ".join(part for part in (inflected.case, of) if part)
                made = reading._replace(case=case, lang=inflected.lang, needs=inflected.needs)
                if made.needs:  # an adjective is one word, its type word not part of the form
                    made = made._replace(cut_left=0, cut_right=0)
                yield inflected.form, made


def _transcriptions(form: str, name: Name) -> Iterator[tuple[str, Reading]]:
    """Yield the name without apostrophes, and as the press of other languages may write it."""
    if (bare := _APOSTROPHES.sub("", form)) != form:
        yield bare, Reading("spelling without apostrophes")
    if name.is_world or name.lang not in {"az", "hy", "ru"} or (" " in form and len(form) > 24):
        return
    for latin, system in romanizations(form, name.lang):
        if system.partition("-")[2] in _PRESS:
            yield _APOSTROPHES.sub("", latin), Reading(f"romanization ({system})", how="romanized")
    for russian, _ in transcriptions(form, name.lang, "ru"):
        if len(russian) < _LEAST_TRANSCRIBED:
            continue
        way = "Russian transcription"
        yield russian, Reading(way, how="romanized")
        for inflected in inflections(russian, "ru"):
            case = f"{inflected.case} of the {way}"
            yield inflected.form, Reading(case, "ru", how="romanized")


_LEAST_TRANSCRIBED: Final = 4  # letters; shorter ones are everyday words of another language
_APOSTROPHES: Final = re.compile("[’'ʼʻ‘`´ʹ]")
_PRESS: Final = frozenset(
    {"press", "press-e", "press-q", "soviet", "turkish", "fr", "de", "bgn", "alalc", "passport"}
)


def _adjective_type(name: Name) -> str:
    """Return the type when the name has relational adjectives, else nothing."""
    if name.is_world:
        return name.type if name.lang == "ru" and name.type == "settlement" else ""
    return "" if name.is_minor else name.type


def _spellings(form: str, grammar: str, name: Name) -> Iterator[tuple[str, str]]:
    """Yield the spellings of a name that one grammar inflects, each with what it is."""
    if grammar == "az-Cyrl" and name.lang == "ru":
        yield respelt_in_azerbaijani(form), "spelling in Azerbaijani Cyrillic"
        return
    yield form, ""
    if (grammar == "az" and not name.is_world) or (grammar == "az" and name.lang == "az"):
        yield azerbaijani_cyrillic(form), "spelling in Azerbaijani Cyrillic"
    elif grammar == "hy" and name.lang != "hyw":
        respell = western_spelling if name.is_world else classical_spelling
        way = "Western Armenian spelling" if name.is_world else "classical spelling"
        if fold_name(spelt := respell(form)) != fold_name(form):
            yield spelt, way


@cache
def _type_words(lang: str, side: str) -> frozenset[tuple[str, ...]]:
    """Return the type words of a language that stand outside a mention, as tuples of keys."""
    words: set[tuple[str, ...]] = set()
    for row in knowledge("generic_words.csv"):
        language, _, rest = row["lang"].partition("-")
        if language != lang or rest == "Latn" or row["position"] not in {side, "both"}:
            continue
        if _is_inside(row, lang):
            continue
        for word in [row["word"], *row["forms"].split("|")]:
            if len(word) > 2:
                words.add(tuple(light_key(word).split()))
    return frozenset(words) - {()}


def _is_inside(row: Mapping[str, str], lang: str) -> bool:
    """Tell whether a type word belongs to the name: corridors, republics, Russian nature."""
    types = row["types"].split("|")
    if "republic" in row["features"] or types[0] in {"road", "country", "other"}:
        return True
    return lang == "ru" and types[0] in {"hydro", "mountain"}


def type_words_around(form: str, lang: str) -> tuple[int, int]:
    """Return how many words before and after a name are type words, not part of a mention.

    >>> type_words_around("Lake Sevan", "en"), type_words_around("Laçın dəhlizi", "az")
    ((1, 0), (0, 0))
    """
    words = light_key(form).split()
    language = lang.partition("-")[0]
    language = {"hyw": "hy", "und": "en"}.get(language, language)
    for count in (3, 2, 1):
        if len(words) <= count:
            continue
        if tuple(words[-count:]) in _type_words(language, "after"):
            return 0, count
        if tuple(words[:count]) in _type_words(language, "before"):
            return count, 0
    return 0, 0


@cache
def qualifiers() -> frozenset[str]:
    """Return the words that cannot be a name by themselves (Böyük, Верхний, New)."""
    rows = knowledge("not_places.csv")
    return frozenset(light_key(row["word"]) for row in rows if row["kind"] == "qualifier")


_NUMBER = re.compile(r"\d")


def pattern_keys(form: str, *, lower: bool = False) -> Iterator[str]:
    """Yield the keys under which a form is looked for: the capitals of later words vary.

    With `lower` also in small letters, throughout and in the first word alone.

    >>> list(pattern_keys("Քարին Տակ")), list(pattern_keys("Nagorno-Karabakh"))
    (['Քարին Տակ', 'Քարին տակ'], ['Nagorno Karabakh', 'Nagorno karabakh'])
    """
    key = fold_name(form)
    if len(key) < 2 or _NUMBER.match(key):
        return
    if " " not in key and not lower:  # four forms in five: spare them the variants
        yield key if key[0].isupper() else key[0].upper() + key[1:]
        return
    words = key.split()
    first = words[0]
    first = first if first[0].isupper() else first[0].upper() + first[1:]
    rest = words[1:]
    seen = set()
    for variant in (rest, [w[0].upper() + w[1:] for w in rest], [w.lower() for w in rest]):
        key = " ".join([first, *variant])
        if key not in seen:
            seen.add(key)
            yield key
    if lower:
        small = first[0].lower() + first[1:]
        yield from dict.fromkeys(
            " ".join([small, *variant]) for variant in ([w.lower() for w in rest], rest)
        )


def write_patterns(tables: Path, target: Path) -> None:
    """Make the pattern set of a folder of tables and store it in one file."""
    collects = gc.isenabled()
    gc.disable()  # millions of small records and no cycle: the collector costs a third of the time
    try:
        store_patterns(make_patterns(read_names(tables)), target)
    finally:
        if collects:
            gc.enable()


def store_patterns(patterns: PatternSet, target: Path) -> None:
    """Store a pattern set in one file of flat arrays; equal patterns give equal bytes."""
    keys = sorted(patterns.last)
    starts, entries = array("I"), array("I")
    for key in keys:
        starts.append(len(entries))
        entries.extend(patterns.of(key))
    starts.append(len(entries))
    patterns.last.clear()
    automaton = _automaton(keys)
    parts = {
        "automaton": automaton, "starts": starts,
        "entry_names": array("I", (patterns.entry_names[at] for at in entries)),
        "entry_readings": array("I", (patterns.entry_readings[at] for at in entries)),
        "entry_lights": array("I", (patterns.entry_lights[at] for at in entries)),
        "light_starts": patterns.lights.starts, "lights": patterns.lights.blob,
        "name_starts": patterns.names.starts, "names": patterns.names.blob,
        "readings": json.dumps(list(patterns.readings), ensure_ascii=False).encode(),
        "skeletons": " ".join(sorted(patterns.sounds.skeletons)).encode(),
        "near": "\n".join(sorted(patterns.sounds.near)).encode(),
        "far": " ".join(sorted(patterns.sounds.far)).encode(),
    }  # fmt: skip
    _write_parts(target, parts)


def _automaton(keys: list[str]) -> bytes:
    """Build the automaton over the keys between spaces; the list is used up."""
    for at, key in enumerate(keys):
        keys[at] = f" {key} "
    built = daachorse.CharwiseDoubleArrayAhoCorasick(keys)
    keys.clear()
    return bytes(built.serialize())


def _write_parts(target: Path, parts: Mapping[str, Any]) -> None:
    raw = {name: memoryview(part).cast("B") for name, part in parts.items()}
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
            file.write(part)
            file.write(b"\0" * (-len(part) % 8))


def _open_parts(path: Path) -> tuple[memoryview, dict[str, Any], int]:
    """Map a stored pattern set and return its header and where its parts begin.

    Raises TableError when the file is not one, is cut short or comes from another kind of machine.
    """
    with path.open("rb") as file:
        start = file.read(len(_MAGIC) + 8)
        if start[: len(_MAGIC)] != _MAGIC:
            raise TableError(f"{path}: not a stored pattern set; delete it and run again")
        head_size = int.from_bytes(start[len(_MAGIC) :], "little")
        try:
            header = json.loads(file.read(head_size))
        except ValueError as error:
            raise TableError(f"{path}: damaged ({error}); delete it and run again") from error
        mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    base = len(start) + head_size
    if header["byteorder"] != sys.byteorder:
        raise TableError(f"{path}: made on another kind of machine; delete it and run again")
    if any(base + at + size > len(mapped) for at, size in header["parts"].values()):
        raise TableError(f"{path}: cut short; delete it and run again")
    return mapped, header, base


class StoredPatterns:
    """A stored pattern set: the automaton in memory, everything else mapped from the file."""

    def __init__(self, path: Path) -> None:
        mapped, header, base = _open_parts(path)

        def part(name: str) -> memoryview:
            start, size = header["parts"][name]
            return mapped[base + start : base + start + size]

        with path.open("rb") as file:  # not through the map, whose pages would stay in memory
            start, size = header["parts"]["automaton"]
            file.seek(base + start)
            self.automaton = daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(file.read(size))
        self._starts = part("starts").cast("I")
        self._entry_names = part("entry_names").cast("I")
        self._entry_readings = part("entry_readings").cast("I")
        self._entry_lights = part("entry_lights").cast("I")
        self._lights, self._light_starts = part("lights"), part("light_starts").cast("I")
        self._names, self._name_starts = part("names"), part("name_starts").cast("I")
        self.sounds = Sounds(
            frozenset(str(part("skeletons"), "utf-8").split(" ")),
            frozenset(str(part("near"), "utf-8").split("\n")),
            frozenset(str(part("far"), "utf-8").split(" ")),
        )
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

    def written(self) -> Iterator[str]:
        """Yield the light keys of all patterns, once each: the set for another automaton."""
        count = len(self._light_starts) - 1
        yield from {_text(self._lights, self._light_starts, number) for number in range(count)}

    def name(self, number: int) -> Name:
        """Return a name by its number."""
        cells = _text(self._names, self._name_starts, number).split("\t")
        place_id, form, lang, kind, place_type, world = cells
        return Name(place_id, form, lang, kind, place_type, world == "w")


def _text(blob: memoryview, starts: memoryview, number: int) -> str:
    return str(blob[starts[number] : starts[number + 1]], "utf-8")


def knowledge_inputs() -> list[Path]:
    """Return the files besides the tables that shape the pattern set."""
    from geodata.door import knowledge_path

    here = Path(__file__).parent
    code = [
        here / name
        for name in (
            "patterns.py",
            "morphology.py",
            "tokens.py",
            "unknown_names.py",
            "../keys.py",
            "../names.py",
            "../romanization.py",
        )
    ]
    shared = [knowledge_path(name) for name in ("generic_words.csv", "not_places.csv")]
    folders = [knowledge_path(name) for name in ("morphology", "romanization", "transcription")]
    return [*code, *shared, *(path for folder in folders for path in sorted(folder.glob("*.csv")))]


__all__ = [
    "Entry", "Name", "PatternSet", "Reading", "StoredPatterns", "knowledge_inputs",
    "make_patterns", "pattern_keys", "read_names", "store_patterns", "write_patterns",
    "written_forms",
]  # fmt: skip
