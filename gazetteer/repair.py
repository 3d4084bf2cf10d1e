"""Correct the sources where evidence proves them wrong; every correction is a row.

Each rule takes the records and returns them corrected, with a `Repair` for every change. What a
rule suspects and cannot prove it leaves as it is and reports with an empty `now`, for a person.
The rules run in the order of `RULES`; what a person has found is in `corrections.csv`.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from unicodedata import combining, normalize

from gazetteer.distance import great_circle_m
from gazetteer.generic_words import take_generic_word
from gazetteer.keys import romanized_keys, skeleton
from gazetteer.model import NameKind, Toponym
from gazetteer.names import fold, script_of
from gazetteer.sources.record import SourceRecord
from geodata.door import knowledge


@dataclass(frozen=True, slots=True)
class Repair:
    """One correction: what a field of a record was, what it is now, by which rule and why.

    An empty `now` with a rule that begins with `review` is a suspicion, not a change.
    """

    source: str
    record: str
    field: str
    was: str
    now: str
    rule: str
    reason: str

    def row(self) -> tuple[str, ...]:
        """Return the correction as a row of `repairs.csv`."""
        return (
            self.source, self.record, self.field, self.was, self.now, self.rule, self.reason,
        )  # fmt: skip


Rule = Callable[[Sequence[SourceRecord]], tuple[list[SourceRecord], list[Repair]]]


def repair(records: Sequence[SourceRecord]) -> tuple[list[SourceRecord], list[Repair]]:
    """Return the records corrected by every rule in turn, and the corrections."""
    done = list(records)
    repairs: list[Repair] = []
    for rule in RULES:
        done, found = rule(done)
        repairs.extend(found)
    return done, repairs


def _note(record: SourceRecord, was: Toponym, now: str, rule: str, reason: str) -> Repair:
    return Repair(record.source, record.id, "names", f"{was.form} ({was.lang})", now, rule, reason)


def _shown(name: Toponym) -> str:
    return f"{name.form} ({name.lang})"


def apply_corrections(
    records: Sequence[SourceRecord],
) -> tuple[list[SourceRecord], list[Repair]]:
    """Apply the hand-kept table, with who says so: a name removed or replaced, a village told."""
    table: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in knowledge("corrections.csv"):
        table[row["record"]].append(row)
    repairs: list[Repair] = []
    done = []
    for record in records:
        for row in table.get(record.key, ()):
            if row["action"] in _FIELD_ACTIONS:
                record = _corrected_field(record, row, repairs)
            else:
                names = tuple(_corrected(record, record.names, row, repairs))
                record = replace(record, names=names)
        done.append(record)
    return done, repairs


def _corrected_field(
    record: SourceRecord, row: dict[str, str], repairs: list[Repair]
) -> SourceRecord:
    """Return a record told to be a village, or to have another's number or another's names."""
    reason = f"{row['reason']} ({row['source']})"
    if row["action"] == "keep":
        own = set(row["form"].split("|"))
        others = [name for name in record.names if name.form not in own]
        repairs.extend(_note(record, n, "removed", "correction", reason) for n in others)
        names = tuple(name for name in record.names if name.form in own)
        ids = tuple(t for t in record.same_as if not t.startswith(("wikidata:", "wikipedia:")))
        return replace(record, names=names, same_as=ids)
    if row["action"] == "languages":
        kept = set(row["lang"].split("|"))
        others = [name for name in record.names if name.lang.partition("-")[0] not in kept]
        repairs.extend(_note(record, n, "removed", "correction", reason) for n in others)
        return replace(record, names=tuple(n for n in record.names if n not in others))
    if row["action"] == "village":
        was, now, field = f"{record.type} {record.feature}", "settlement village", "type"
        done = replace(record, type="settlement", feature="village")
    else:
        was, now, field = str(record.population or ""), "removed", "population"
        # GeoNames' cities are told from villages by this very number.
        feature = "village" if record.source == "geonames" else record.feature
        done = replace(record, population=None, feature=feature)
    repairs.append(Repair(record.source, record.id, field, was, now, "correction", reason))
    return done


_FIELD_ACTIONS = {"village", "population", "keep", "languages"}


def _corrected(
    record: SourceRecord, names: Iterable[Toponym], row: dict[str, str], repairs: list[Repair]
) -> Iterator[Toponym]:
    for name in names:
        if (name.form, name.lang.partition("-")[0]) != (row["form"], row["lang"]):
            yield name
            continue
        reason = f"{row['reason']} ({row['source']})"
        if row["action"] == "replace":
            now = replace(name, form=row["now"], script=script_of(row["now"]))
            repairs.append(_note(record, name, _shown(now), "correction", reason))
            yield now
        else:
            repairs.append(_note(record, name, "removed", "correction", reason))


RANKS = ("city", "town", "urban settlement", "village")  # of settlements, the highest first


def rank_settlements(
    records: Sequence[SourceRecord],
) -> tuple[list[SourceRecord], list[Repair]]:
    """Raise a village that a state lists as a town or an urban settlement; no list lowers one.

    The sources have no rank but that of a seat, and guess the rest from the number of inhabitants.
    """
    table: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in knowledge("ranks.csv"):
        table[row["record"]].append(row)
    repairs: list[Repair] = []
    done = []
    for record in records:
        for row in table.get(record.key, ()):
            if record.feature in RANKS[RANKS.index(row["feature"]) + 1 :]:
                reason = f"{row['used_by']}: {row['form']} ({row['source']})"
                was, now = record.feature, row["feature"]
                record = replace(record, feature=now)
                repairs.append(
                    Repair(record.source, record.id, "feature", was, now, "rank", reason)
                )
        done.append(record)
    return done, repairs


@cache
def _expected_scripts() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["lang"], row["script"]): row for row in knowledge("expected_scripts.csv")}


def relabel_scripts(records: Sequence[SourceRecord]) -> tuple[list[SourceRecord], list[Repair]]:
    """File a form in foreign letters under the language and script that it is in.

    An Armenian variant that spells the romanized form becomes the name that it was a copy of.
    """
    repairs: list[Repair] = []
    return [_relabelled(record, repairs) for record in records], repairs


def _relabelled(record: SourceRecord, repairs: list[Repair]) -> SourceRecord:
    table = _expected_scripts()
    if not any((name.lang, name.script) in table for name in record.names):
        return record
    names = []
    copied: set[str] = set()
    for name in record.names:
        row = table.get((name.lang, name.script))
        if row is None:
            names.append(name)
            continue
        if name.kind == "common" and row["kind"]:
            copied.update(romanized_keys(name.form, name.lang))
            copied.update(romanized_keys(name.form))
        kind: NameKind = row["kind"] or name.kind  # type: ignore[assignment]
        now = replace(name, lang=row["becomes"], kind=kind)
        repairs.append(_note(record, name, _shown(now), "wrong-script", row["reason"]))
        names.append(now)
    return replace(record, names=tuple(_promote(record, names, copied, repairs)))


def _promote(
    record: SourceRecord, names: Sequence[Toponym], copied: set[str], repairs: list[Repair]
) -> Iterator[Toponym]:
    has_common = any(name.lang == "hy" and name.kind == "common" for name in names)
    for name in names:
        is_original = (
            not has_common
            and name.lang == "hy"
            and name.kind == "variant"
            and not copied.isdisjoint(romanized_keys(name.form, "hy"))
        )
        if is_original:
            has_common = True
            now = replace(name, kind="common")
            reason = "the preferred form was a romanization of this one"
            repairs.append(
                _note(record, name, f"{_shown(now)}, common", "preferred-was-romanized", reason)
            )
            yield now
        else:
            yield name


def promote_main_names(
    records: Sequence[SourceRecord],
) -> tuple[list[SourceRecord], list[Repair]]:
    """Make the Armenian variant that GeoNames' main name romanizes the name of the place.

    GeoNames files its places of Armenia under a romanization and keeps every form in Armenian
    letters, of today and of long ago, as an alternate without a word of which it is.
    """
    repairs: list[Repair] = []
    return [_with_main_name(record, repairs) for record in records], repairs


def _with_main_name(record: SourceRecord, repairs: list[Repair]) -> SourceRecord:
    if record.source != "geonames" or record.country_code != "AM" or record.lat is None:
        return record
    heard = {key for form in record.headings for key in romanized_keys(form)}
    found = [
        name
        for name in record.names
        if name.lang == "hy"
        and name.kind == "variant"
        and not heard.isdisjoint(romanized_keys(name.form, "hy"))
    ]
    if len({name.form for name in found}) != 1:
        return record
    now = replace(found[0], kind="common")
    reason = f"the main name of the record, {record.headings[0]}, is a romanization of this one"
    repairs.append(
        _note(record, found[0], f"{_shown(now)}, common", "preferred-was-romanized", reason)
    )
    names = tuple(now if name is found[0] else name for name in record.names)
    return replace(record, names=names)


_OLD_LETTERS = str.maketrans("äÄḯķĶ", "əƏıqQ")


def modernize_letters(
    records: Sequence[SourceRecord],
) -> tuple[list[SourceRecord], list[Repair]]:
    """Read the headings in the Azerbaijani letters of 1991 (ä ḯ ķ) as Azerbaijani."""
    repairs: list[Repair] = []
    done = []
    for record in records:
        headings = {form for form in record.headings if form != form.translate(_OLD_LETTERS)}
        if record.country_code == "AZ" and headings:
            names = tuple(_modernized(record, headings, repairs))
            record = replace(record, names=names)
        done.append(record)
    return done, repairs


def _modernized(
    record: SourceRecord, headings: set[str], repairs: list[Repair]
) -> Iterator[Toponym]:
    known = {fold(name.form) for name in record.names if name.lang == "az"}
    for name in record.names:
        if name.form not in headings or not name.lang.startswith("und"):
            yield name
            continue
        modern = name.form.translate(_OLD_LETTERS)
        old = replace(name, lang="az", kind="variant")
        now = _shown(old)
        if fold(modern) not in known:
            now += f" and {modern} (az)"
            yield replace(name, form=modern, lang="az", derived_by="letters of 1991")
        repairs.append(_note(record, name, now, "letters-of-1991", "ä ḯ ķ were written 1991–92"))
        yield old


def restore_diacritics(
    records: Sequence[SourceRecord],
) -> tuple[list[SourceRecord], list[Repair]]:
    """Drop a heading that is an Azerbaijani name of the record stripped of its diacritics."""
    repairs: list[Repair] = []
    done = []
    for record in records:
        whole = {_bare(name.form): name for name in record.names if name.lang == "az"}
        lost = [
            name
            for name in record.names
            if name.lang == "und-Latn" and name.form in whole and whole[name.form].form != name.form
        ]
        for name in lost:
            reason = "the heading is the Azerbaijani name without its diacritics"
            now = _shown(whole[name.form])
            repairs.append(_note(record, name, now, "lost-diacritics", reason))
        if lost:
            names = tuple(name for name in record.names if name not in lost)
            record = replace(record, names=names)
        done.append(record)
    return done, repairs


_PLAIN = str.maketrans("əƏıİ", "aAiI")


def _bare(form: str) -> str:
    plain = normalize("NFD", form.translate(_PLAIN))
    return "".join(letter for letter in plain if not combining(letter))


@dataclass(frozen=True, slots=True)
class _Unit:
    """A first-level unit as its ISO code names it."""

    code: str
    label: str
    bones: frozenset[str]
    keys: frozenset[str]


def settle_unit_names(
    records: Sequence[SourceRecord],
) -> tuple[list[SourceRecord], list[Repair]]:
    """Take other units' names and ids off the units, by their ISO codes.

    The ISO code and the outline of a unit agree in every source; its names do not. A unit that
    carries another unit's name keeps only what its own name supports; a city and a district of
    one name keep only the names whose generic word fits; the GeoNames id follows the code.
    """
    units = _units(records)
    references = {
        target: record
        for record in records
        if record.lat is None and record.source == "geonames"
        for target in record.same_as
        if target in units
    }
    repairs: list[Repair] = []
    done = []
    for record in records:
        code = next((target for target in record.same_as if target in units), "")
        if record.source == "wof" and code:
            record = _settled(record, units[code], units, repairs)
            record = _with_right_id(record, references.get(code), repairs)
        done.append(record)
    return done, repairs


def _units(records: Sequence[SourceRecord]) -> dict[str, _Unit]:
    found = {}
    for record in records:
        if record.source == "geonames" and record.lat is None:
            for target in record.same_as:
                if target.startswith("iso:"):
                    names = [name.form for name in record.names]
                    bones = frozenset(b for form in names for b in _unit_bones(form))
                    keys = frozenset(k for form in names for k in _unit_keys(form))
                found[target] = _Unit(target, record.names[0].form, bones, keys)
    return found


def _unit_keys(form: str, lang: str = "") -> tuple[str, ...]:
    announced = take_generic_word(form)
    return romanized_keys(announced.rest if announced else form, lang)


def _unit_bones(form: str, lang: str = "") -> set[str]:
    return {bone for key in _unit_keys(form, lang) if len(bone := skeleton(key)) > 1}


_ENDING = re.compile(r"(?:[ns]*sk)?")


def _names_unit(bones: set[str], unit: _Unit) -> bool:
    """Tell whether a name is the unit's, also as a Russian adjective (Лачинский)."""
    return any(
        bone.startswith(own) and _ENDING.fullmatch(bone[len(own) :])
        for bone in bones
        for own in unit.bones
    )


def _settled(
    record: SourceRecord, own: _Unit, units: dict[str, _Unit], repairs: list[Repair]
) -> SourceRecord:
    bones = [_unit_bones(n.form, "" if n.lang.startswith("und") else n.lang) for n in record.names]
    guest = _guest(record, own, units)
    names = []
    for name, bone in zip(record.names, bones, strict=True):
        reason = ""
        if clash := _wrong_word(name, record):
            reason = f"{clash} cannot name a {record.feature}"
        elif guest and not _names_unit(bone, own) and _may_name(name, bone, guest):
            reason = f"{own.code} is {own.label}; the record carries names of {guest.label}"
        if reason:
            repairs.append(_note(record, name, "removed", "name-of-another-unit", reason))
        else:
            names.append(name)
    same_as = record.same_as
    if guest:
        same_as = tuple(t for t in same_as if not t.startswith(("wikidata:", "wikipedia:")))
    headings = tuple(form for form in record.headings if any(n.form == form for n in names))
    return replace(record, names=tuple(names), same_as=same_as, headings=headings)


def _guest(record: SourceRecord, own: _Unit, units: dict[str, _Unit]) -> _Unit | None:
    """Return the other unit of the country whose name the record has in a plain form."""
    for name in record.names:
        if name.lang in {"az", "en", "und-Latn"}:
            keys = set(_unit_keys(name.form, "az" if name.lang == "az" else ""))
            if keys & own.keys or _names_unit(_unit_bones(name.form), own):
                continue
            for unit in units.values():
                same_country = unit.code[:6] == own.code[:6]
                if same_country and not unit.bones & own.bones and keys & unit.keys:
                    return unit
    return None


_OWN_NAMES = {"az", "hy", "ru", "en", "und"}
_READABLE = {"Latn", "Cyrl", "Armn", "Geor"}


def _may_name(name: Toponym, bones: set[str], guest: _Unit) -> bool:
    """Tell whether a name is the guest's, or a copy elsewhere of what the record was called."""
    is_local = name.lang.partition("-")[0] in _OWN_NAMES and name.script in _READABLE
    return not is_local or _names_unit(bones, guest)


def _wrong_word(name: Toponym, record: SourceRecord) -> str:
    """Return the generic word of a name when it does not fit the unit's type."""
    if record.type not in {"settlement", "district"} and record.feature != "marz":
        return ""
    announced = take_generic_word(name.form)
    if announced is None or record.type in announced.types:
        return ""
    if set(announced.types) <= {"settlement", "district", "region", "country"}:
        return announced.word
    return ""


def settle_county_names(
    records: Sequence[SourceRecord],
) -> tuple[list[SourceRecord], list[Repair]]:
    """Keep of a withdrawn county only the names that agree with its outline's own.

    The outlines were published under the right names; Who's On First joined them to others'.
    """
    repairs: list[Repair] = []
    done = []
    for record in records:
        if record.source == "wof" and record.is_county and len(record.headings) > 1:
            own = _unit_bones(record.headings[-1])
            names = []
            for name in record.names:
                if own & _unit_bones(name.form):
                    names.append(name)
                else:
                    reason = f"the outline was published as {record.headings[-1]}"
                    repairs.append(_note(record, name, "removed", "name-of-another-unit", reason))
            record = replace(record, names=tuple(names))
        done.append(record)
    return done, repairs


def _with_right_id(
    record: SourceRecord, reference: SourceRecord | None, repairs: list[Repair]
) -> SourceRecord:
    claimed = [target for target in record.same_as if target.startswith("geonames:")]
    if reference is None or claimed == [reference.key]:
        return record
    codes = [target for target in record.same_as if target.startswith("iso:")]
    rest = tuple(target for target in record.same_as if target not in claimed)
    if reference.type == record.type:
        now, same_as = reference.key, (reference.key, *rest)
        reason = f"{', '.join(codes)} is {reference.key} in GeoNames"
    else:  # a town whose outline has been given the code and the id of its district
        now, same_as = "removed", tuple(target for target in rest if target not in codes)
        reason = f"{', '.join(codes)} and {reference.key} are a {reference.type}'s"
    was = "|".join(claimed)
    repairs.append(
        Repair(record.source, record.id, "concordances", was, now, "id-follows-code", reason)
    )
    return replace(record, same_as=same_as)


def remove_districts_names(
    records: Sequence[SourceRecord],
) -> tuple[list[SourceRecord], list[Repair]]:
    """Take names with a word for district off a settlement when a district of that name exists.

    "Xocalı rayonu" is the district's name, not its seat's; a quarter that is called district and
    has no namesake among the districts keeps its name.
    """
    districts = {
        (record.country_code, key)
        for record in records
        if record.type == "district" and not record.is_world
        for name in record.names
        if name.lang in {"az", "hy", "en"}
        for key in _unit_keys(name.form, name.lang)
    }
    repairs: list[Repair] = []
    done = []
    for record in records:
        if record.type == "settlement" and not (record.is_unit or record.is_world):
            wrong = {
                name: word
                for name in record.names
                if (word := _district_word(name, record, districts))
            }
            if wrong:
                names = tuple(name for name in record.names if name not in wrong)
                record = replace(record, names=names)
            for name, word in wrong.items():
                reason = f"{word} cannot name a settlement, and there is a district of this name"
                repairs.append(_note(record, name, "removed", "name-of-another-unit", reason))
        done.append(record)
    return done, repairs


def _district_word(name: Toponym, record: SourceRecord, districts: set[tuple[str, str]]) -> str:
    word = _wrong_word(name, record)
    if not word or record.feature == "quarter":
        return ""
    known = {key for key in _unit_keys(name.form) if (record.country_code, key) in districts}
    is_its_own = any(
        other.lang in _LOCAL and known & set(romanized_keys(other.form)) for other in record.names
    )
    return word if is_its_own else ""


_NEIGHBOUR_M = 12_000
_LOCAL = ("az", "hy", "ru", "en", "und-Latn", "und-Cyrl", "hy-Latn", "ru-Latn", "az-Cyrl")


def remove_neighbours_names(
    records: Sequence[SourceRecord],
) -> tuple[list[SourceRecord], list[Repair]]:
    """Take a form in the country's own language off a place when it is its neighbour's.

    Proven means: it is only a variant; 1.5 to 12 km away another settlement has the form and
    another name that sounds like it; on this one nothing sounds like it, and two other names
    agree on something else. Main names and forms in the other language are left: those of a
    renamed village sound like nothing else that it has.
    """
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, record in enumerate(records):
        if record.source == "wof" and record.type == "settlement" and not record.outline:
            lang = _OWN_LANGUAGE.get(record.country_code, "")
            for name in record.names:
                if name.lang == lang:
                    for bones in {skeleton(key) for key in romanized_keys(name.form, lang)}:
                        holders[lang, bones].append(number)
    done = list(records)
    repairs: list[Repair] = []
    for (lang, bones), numbers in sorted(holders.items()):
        if 1 < len(set(numbers)) < _MOST_HOLDERS and len(bones) > 2:
            _settle_neighbours(done, sorted(set(numbers)), lang, bones, repairs)
    return done, repairs


_OWN_LANGUAGE = {"AZ": "az"}
_MOST_HOLDERS = 12


def _settle_neighbours(
    records: list[SourceRecord], numbers: list[int], lang: str, bones: str, repairs: list[Repair]
) -> None:
    support = {number: _supporter(records[number], lang, bones) for number in numbers}
    for number in numbers:
        record = records[number]
        owner = next(
            (
                other
                for other in numbers
                if support[other]
                and _SAME_M < _metres(record, records[other]) <= _NEIGHBOUR_M
                and _are_alike(record, records[other], lang, bones)
            ),
            None,
        )
        mine = [n for n in record.names if _sounds(n, lang, bones)]
        if owner is None or support[number] or any(n.kind != "variant" for n in mine):
            continue
        if not _has_other_name(record, lang, bones):
            continue
        distance = _metres(record, records[owner]) / 1000
        for name in mine:
            reason = (
                f"{records[owner].key}, {distance:.1f} km away, has it with {support[owner]}; "
                "no other name of this record sounds like it"
            )
            repairs.append(_note(record, name, "removed", "name-of-a-neighbour", reason))
        names = tuple(n for n in record.names if not _sounds(n, lang, bones))
        records[number] = replace(record, names=names)


def _are_alike(one: SourceRecord, two: SourceRecord, lang: str, bones: str) -> bool:
    """Tell whether the forms with these consonants nearly agree in their vowels too."""
    mine, yours = (
        [key for n in r.names if _sounds(n, lang, bones) for key in romanized_keys(n.form, lang)]
        for r in (one, two)
    )
    return _any_alike(mine, yours)


def _sounds(name: Toponym, lang: str, bones: str) -> bool:
    if name.lang != lang:
        return False
    return bones in {skeleton(key) for key in romanized_keys(name.form, lang)}


_SAME_M = 1500  # nearer than this the two may be one place


def _has_other_name(record: SourceRecord, lang: str, bones: str) -> bool:
    """Tell whether two other names of the record agree on a name of its own."""
    heard: dict[str, int] = defaultdict(int)
    for name in record.names:
        if name.lang in _LOCAL and not _sounds(name, lang, bones):
            for own in {skeleton(key) for key in romanized_keys(name.form)}:
                heard[own] += 1
    return any(count > 1 for count in heard.values())


def _metres(one: SourceRecord, two: SourceRecord) -> float:
    if one.lat is None or one.lon is None or two.lat is None or two.lon is None:
        return float("inf")
    return great_circle_m(one.lat, one.lon, two.lat, two.lon)


def _supporter(record: SourceRecord, lang: str, bones: str) -> str:
    """Return a name of the record outside the language that sounds like its form in it."""
    own = [k for n in record.names if _sounds(n, lang, bones) for k in romanized_keys(n.form, lang)]
    for name in record.names:
        if name.lang in _LOCAL and name.lang.partition("-")[0] != lang:
            keys = romanized_keys(name.form, "" if name.lang.startswith("und") else name.lang)
            if _any_alike(own, keys):
                return name.form
    return ""


def _any_alike(keys: Iterable[str], others: Iterable[str]) -> bool:
    pairs = [(key, other) for key in keys for other in others]
    return any(SequenceMatcher(None, a, b, autojunk=False).ratio() > _ALIKE for a, b in pairs)


_ALIKE = 0.8


_FOREIGN = 15  # languages; that many names of a place that nobody counted are a copy
_REGIONAL = {"az", "hy", "hyw", "ru", "en", "und"}
_LOCAL_PAIR = {"az", "hy", "hyw"}


def remove_namesakes_names(
    records: Sequence[SourceRecord],
) -> tuple[list[SourceRecord], list[Repair]]:
    """Take off a small place what was copied from a better-known one that is called like it.

    Who's On First gave places the translations of the entry that has their name. Proven means: the
    record has neither inhabitants nor an entry of its own; a namesake that has shares with it 15
    other languages, or an Azerbaijani or Armenian name that sounds like nothing under which the
    record is filed. What sounds like the heading in a language of the region stays.
    """
    known = _known_by_name(records)
    attested = _attested_forms(records)
    repairs: list[Repair] = []
    done = []
    for record in records:
        owner = _namesake(record, known) if _is_uncounted(record) else None
        if owner is not None:
            record = _without_copies(record, owner, attested.get(record.key, set()), repairs)
        done.append(record)
    return done, repairs


_Form = tuple[str, str]


def _forms(record: SourceRecord) -> set[_Form]:
    return {(name.form, name.lang) for name in record.names}


def _has_page(record: SourceRecord) -> bool:
    return any(target.startswith(("wikidata:", "wikipedia:")) for target in record.same_as)


def _is_uncounted(record: SourceRecord) -> bool:
    is_place = record.source == "wof" and record.type == "settlement" and not record.is_unit
    return is_place and not record.population and not _has_page(record)


def _known_by_name(records: Sequence[SourceRecord]) -> dict[_Form, list[SourceRecord]]:
    """Return the records of the region that somebody counted or described, by their names."""
    found: dict[_Form, list[SourceRecord]] = defaultdict(list)
    for record in records:
        is_place = record.type == "settlement" or record.placetype == "localadmin"
        if record.source == "wof" and is_place and not _is_uncounted(record):
            for form in _forms(record):
                found[form].append(record)
    return found


def _attested_forms(records: Sequence[SourceRecord]) -> dict[str, set[str]]:
    """Return what other sources than Who's On First call its records."""
    found: dict[str, set[str]] = defaultdict(set)
    for record in records:
        if record.source != "wof":
            for target in record.same_as:
                found[target].update(name.form for name in record.names)
    return found


def _namesake(record: SourceRecord, known: dict[_Form, list[SourceRecord]]) -> SourceRecord | None:
    """Return the better-known place elsewhere whose names the record has, the likest first."""
    shared: dict[str, set[_Form]] = defaultdict(set)
    owners: dict[str, SourceRecord] = {}
    for form in _forms(record):
        for other in known.get(form, ()):
            if _metres(record, other) > _NEAR_M:
                shared[other.key].add(form)
                owners[other.key] = other
    for key in sorted(shared, key=lambda key: (-len(shared[key]), key)):
        langs = {lang for _, lang in shared[key] if lang.partition("-")[0] not in _REGIONAL}
        alien = any(lang in _LOCAL_PAIR and not _is_filed(record, f) for f, lang in shared[key])
        own = any(lang in _LOCAL_PAIR and _is_filed(record, f) for f, lang in shared[key])
        if len(langs) >= _FOREIGN or (alien and own):
            return owners[key]
    return None


_NEAR_M = 5000  # nearer than this the two may be one place


def _is_filed(record: SourceRecord, form: str) -> bool:
    """Tell whether a form sounds like a heading of the record."""
    keys = romanized_keys(form)
    return any(_any_alike(keys, romanized_keys(heading)) for heading in record.headings)


def _without_copies(
    record: SourceRecord, owner: SourceRecord, attested: set[str], repairs: list[Repair]
) -> SourceRecord:
    theirs = _forms(owner)
    names = []
    for name in record.names:
        lang = name.lang.partition("-")[0]
        is_theirs = lang in _LOCAL_PAIR and (name.form, name.lang) in theirs
        is_own = name.form in attested or _is_filed(record, name.form)
        if lang not in _REGIONAL or (is_theirs and not is_own):
            reason = f"copied from {owner.key} of the same name, which has an entry of its own"
            repairs.append(_note(record, name, "removed", "name-of-a-namesake", reason))
        else:
            names.append(name)
    return replace(record, names=tuple(names))


def list_shared_names(records: Sequence[SourceRecord]) -> tuple[list[SourceRecord], list[Repair]]:
    """List the Armenian forms that two neighbouring settlements of Azerbaijan carry."""
    holders: dict[str, list[SourceRecord]] = defaultdict(list)
    for record in records:
        if record.country_code == "AZ" and record.type == "settlement" and record.lat is not None:
            for name in record.names:
                if name.lang == "hy" and name.kind == "common" and record.source == "wof":
                    holders[name.form].append(record)
    repairs = []
    for form, found in sorted(holders.items()):
        for number, record in enumerate(found):
            others = [o.key for o in found[:number] if _SAME_M < _metres(record, o) < _LISTED_M]
            if others:
                name = next(n for n in record.names if n.form == form)
                reason = f"also on {', '.join(others)}; nothing proves whose it is"
                repairs.append(_note(record, name, "", "review: name-on-two-places", reason))
    return list(records), repairs


_LISTED_M = 30_000


RULES: tuple[Rule, ...] = (
    apply_corrections,
    rank_settlements,
    relabel_scripts,
    promote_main_names,
    modernize_letters,
    restore_diacritics,
    settle_unit_names,
    settle_county_names,
    remove_districts_names,
    remove_neighbours_names,
    remove_namesakes_names,
    list_shared_names,
)
"""The rules in the order in which they run."""
