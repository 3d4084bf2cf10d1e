"""Romanize names by published systems and by the habits of newspapers.

Each system is a row of `geodata/knowledge/romanization/systems.csv` (authority, year, source)
and a table of letters beside it; nothing here knows a letter. A system may respell what
another made (`via`): French newspapers start from the plain form and write `ch` for `sh`.
Results are shown and compared, never put in the place of the attested form.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple
from unicodedata import normalize

from gazetteer.errors import OptionError, RomanizationError
from gazetteer.names import script_of, turkic_lower
from geodata import knowledge

_SCRIPT_LETTERS = {
    "Armn": "\u0531-\u0556\u0561-\u0587",
    "Cyrl": "\u0400-\u0481\u048a-\u052f",
    "Geor": "\u10d0-\u10fa\u1c90-\u1cba",
    "Arab": "\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff",
}
# Where a row holds, as a pattern around the letters; V is the class of the system's vowels and
# W that of a word's letters.
_WHERE = {
    "": "{}",
    "initial": "(?<!W){}",
    "final": "{}(?!W)",
    "alone": "(?<!W){}(?!W)",
    "after_vowel": "(?<=V){}",
    "before_vowel": "{}(?=V)",
    "after_consonant": "(?<=W)(?<!V){}",
    "after_consonant_before_consonant": "(?<=W)(?<!V){}(?=W)(?!V)",
    "before_front": "{}(?=[eiyéêеёийіыэюя])",
    "before_voiceless": "{}(?=[թխծկհճշչպստցփքֆ])",
}


class System(NamedTuple):
    """One way to write names in Latin letters: for which language and script, and by whom."""

    name: str
    lang: str
    script: str
    via: str
    kind: str
    authority: str
    year: str
    title: str
    source: str


class _Table(NamedTuple):
    pattern: re.Pattern[str]
    values: tuple[str, ...]


@cache
def systems() -> Mapping[str, System]:
    """Return every system by its name, in the order of the table."""
    found = {
        row["system"]: System(
            row["system"], row["lang"], row["script"], row["via"], row["kind"],
            row["authority"], row["year"], row["title"], row["source"],
        )
        for row in knowledge("romanization/systems.csv")
    }  # fmt: skip
    return MappingProxyType(found)


def __getattr__(name: str) -> tuple[str, ...]:
    """Give `SYSTEMS`, the names of all systems, without reading a table at import."""
    if name == "SYSTEMS":
        return tuple(systems())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@cache
def _table(system: str) -> _Table:
    row = next(row for row in knowledge("romanization/systems.csv") if row["system"] == system)
    unknown = _SCRIPT_LETTERS.get("" if row["via"] else row["script"])
    return _compiled(knowledge(f"romanization/{row['table']}.csv"), "latin", row["vowels"], unknown)


def _compiled(
    rows: Sequence[Mapping[str, str]], column: str, vowels: str, unknown: str | None
) -> _Table:
    vowels = f"[{vowels or ' '}]"
    # A longer group of letters goes before a shorter one, and a rule of place before none.
    ordered = sorted(rows, key=lambda r: (-len(r["letters"]), r["where"] == "", r["where"]))
    choices = [
        "(" + _around(row["where"], vowels).format(re.escape(row["letters"])) + ")"
        for row in ordered
    ]
    # One group more: a letter of the script for which the system has no value.
    choices.append(f"([{unknown}])" if unknown else "((?!))")
    return _Table(re.compile("|".join(choices)), tuple(row[column] for row in ordered))


def _around(where: str, vowels: str) -> str:
    return _WHERE[where].replace("V", vowels).replace("W", r"[^\W\d_]")


def romanize(name: str, system: str) -> str:
    """Romanize the words of a name that are in the system's script; the rest stays as it is.

    Raises `RomanizationError` with the letter, its position and the name where the system has no
    value for a letter of its script, and `OptionError` for a system that is not in the table.

    >>> romanize("Երևան", "hy-bgn"), romanize("ԱՐԹԻԿ", "hy-bgn"), romanize("Мадагиз-2", "ru-bgn")
    ('Yerevan', 'ART’IK', 'Madagiz-2')
    """
    known = systems().get(system)
    if known is None:
        raise OptionError(f"no romanization system {system!r}; there are {', '.join(systems())}")
    if known.via:
        name = romanize(name, known.via)
    name = normalize("NFC", name)
    lower = _lower(name, turkic=known.lang == "az" and (known.script == "Latn" or bool(known.via)))
    return _respelt(name, lower, _table(system), system)


def _respelt(name: str, lower: str, table: _Table, system: str) -> str:
    parts: list[str] = []
    done = 0
    for match in table.pattern.finditer(lower):
        which = match.lastindex or 0
        if which > len(table.values):
            place = f"{name[match.start()]!r} at position {match.start()} of {name!r}"
            raise RomanizationError(f"{system} has no value for {place}")
        parts.append(name[done : match.start()])
        parts.append(_cased(table.values[which - 1], name, match.start(), match.end()))
        done = match.end()
    parts.append(name[done:])
    return normalize("NFC", "".join(parts))


def _lower(name: str, *, turkic: bool) -> str:
    """Lower the case and keep the length, so that positions stay those of the name."""
    lower = turkic_lower(name) if turkic else name.lower()
    if len(lower) == len(name):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c.lower()[0] for c in name)


def _cased(latin: str, name: str, start: int, end: int) -> str:
    """Give the romanization the case of the letters that it stands for."""
    if not latin or not name[start].isupper():
        return latin
    # A capital among capitals, not the first letter of a word.
    around = name[max(start - 1, 0) : start] + name[start + 1 : end + 1]
    if any(c.isupper() for c in around) and not any(c.islower() for c in around):
        return latin.upper()
    return latin[0].upper() + latin[1:]


def romanizations(name: str, lang: str) -> list[tuple[str, str]]:
    """Return every romanization of a name in a language as (Latin form, system), without repeats.

    `lang` is a BCP 47 tag; systems are those of the language and of the name's script, in the
    order of the table. Without a language the name's letters tell it (ə is Azerbaijani). A
    system that has no value for a letter of the name is left out. Empty for a name that no
    system reads.

    >>> romanizations("Şuşa", "az")[:2]
    [('Susa', 'az-ascii'), ('Shusha', 'az-press')]
    """
    script = script_of(name)
    base = lang.partition("-")[0]
    if base in ("", "und"):
        base = _likely_language(name, script)
    found: dict[str, str] = {}
    for system in systems().values():
        if system.script != script or system.lang != base:
            continue
        try:
            latin = romanize(name, system.name)
        except RomanizationError:
            continue
        if latin != name:
            found.setdefault(latin, system.name)
    return list(found.items())


def transcriptions(name: str, lang: str, into: str) -> list[tuple[str, str]]:
    """Return how texts of a language may write a name of another, as (form, system).

    Empty where `geodata/knowledge/transcription` has no table, or none that knows all letters.

    >>> transcriptions("Լծեն", "hy", "ru"), transcriptions("Çaykənd", "az", "ru")[::2]
    ([('Лцен', 'hy-ru')], [('Чайкенд', 'az-ru'), ('Чайкент', 'az-ru-e')])
    """
    found: dict[str, str] = {}
    for row in knowledge("transcription/systems.csv"):
        if (row["lang"], row["into"]) == (lang, into) and row["script"] == script_of(name):
            lower = _lower(normalize("NFC", name), turkic=lang == "az")
            try:
                form = _respelt(lower, lower, _transcription(row["system"]), row["system"])
            except RomanizationError:
                continue
            form = " ".join(word[:1].upper() + word[1:] for word in form.split(" "))
            found.setdefault(form, row["system"])
    return list(found.items())


@cache
def _transcription(system: str) -> _Table:
    row = next(row for row in knowledge("transcription/systems.csv") if row["system"] == system)
    rows = knowledge(f"transcription/{row['table']}.csv")
    return _compiled(rows, "written", row["vowels"], _SCRIPT_LETTERS.get(row["script"]))


def _likely_language(name: str, script: str) -> str:
    """Return the language that a name's letters tell, or else the script's first; may be empty."""
    letters = set(normalize("NFC", name).lower())
    for row in knowledge("romanization/languages.csv"):
        if row["lang"] or row["script"] != script:
            continue
        if not row["letters"] or letters & set(row["letters"]):
            return row["likely"]
    return ""
