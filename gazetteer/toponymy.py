"""Gather the names of one place: each form once a language, with every source and its relation."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from difflib import SequenceMatcher
from functools import cache

from gazetteer.generic_words import take_generic_word
from gazetteer.keys import romanized_keys, skeleton
from gazetteer.model import Toponym
from gazetteer.names import fold
from geodata.door import knowledge

_KIND_RANK = {
    kind: rank
    for rank, kind in enumerate(
        ("official", "common", "historical", "romanization", "variant", "misspelling")
    )
}
_MAIN = {"official", "common", "historical"}
_LATIN_COPIES = {"en", "und-Latn"}
_NATIVE = ("hy", "az", "ru")

Key = tuple[str, str, str, int | None, int | None]


def gather_names(names: Iterable[Toponym], *, relate: bool = True) -> list[Toponym]:
    """Return the names of a place, without repeats, related to each other where it can be told.

    A form without years joins the same form with years; a form whose language nobody knows joins
    the same form in a known language. The order is that of the forms and knows no language.
    Without `relate` the names stay as they are: elsewhere in the world nobody asks.
    """
    merged = [_closed(name) for name in _one_case(_merge(names))]
    return list(_relate(_demote_long_forms(merged))) if relate else merged


def _demote_long_forms(names: Sequence[Toponym]) -> list[Toponym]:
    """Make "Naftalan şəhəri" a variant where the place is also called Naftalan."""
    short = {(name.form, name.lang) for name in names if name.kind in _MAIN}
    return [
        replace(name, kind="variant")
        if name.kind in _MAIN and (_without_town_word(name.form), name.lang) in short
        else name
        for name in names
    ]


def _without_town_word(form: str) -> str:
    announced = take_generic_word(form)
    return announced.rest if announced and "settlement" in announced.types else ""


def _merge(names: Iterable[Toponym]) -> list[Toponym]:
    ranked = sorted(
        names,
        key=lambda n: (
            n.form, n.lang.startswith("und"), n.lang, n.since is None and n.until is None,
            not n.used_by, _KIND_RANK[n.kind], n.used_by, n.since or 0, n.until or 9999, n.sources,
        ),
    )  # fmt: skip
    found: dict[Key, Toponym] = {}
    first: dict[tuple[str, str], Key] = {}
    in_script: dict[tuple[str, str], Key] = {}
    for name in ranked:
        key: Key = (name.form, name.lang, name.used_by, name.since, name.until)
        if name.lang.startswith("und") and (name.form, name.script) in in_script:
            key = in_script[name.form, name.script]
        elif name.since is None and name.until is None and not name.used_by:
            key = _row_for_copy(key, first.get((name.form, name.lang)), found)
        elif (name.form, name.lang) in first:
            key = next((k for k in found if _is_same_use(found[k], name)), key)
        found[key] = _join(found[key], name) if key in found else name
        _keep(first, (name.form, name.lang), key, found)
        if name.lang in _NEAR_LANGUAGES:
            _keep(in_script, (name.form, name.script), key, found)
    return list(found.values())


def _row_for_copy(own: Key, first: Key | None, found: Mapping[Key, Toponym]) -> Key:
    """Return the row that a form without years or user joins: its own, or the first of the form.

    It is no copy of an official name that stood until its authority ended, but its use today.
    """
    return own if first is None or _is_outlived(found[first]) else first


def _keep(
    table: dict[tuple[str, str], Key],
    form: tuple[str, str],
    key: Key,
    found: Mapping[Key, Toponym],
) -> None:
    """Remember the row that copies join: the first, but one of today before one of the past."""
    if form not in table or (_is_past(found[table[form]]) and not _is_past(found[key])):
        table[form] = key


def _is_past(name: Toponym) -> bool:
    return name.until is not None or _is_outlived(name)


@cache
def authorities() -> dict[str, tuple[int | None, int | None]]:
    """Return the first and the last year of each authority that gave official names."""
    return {
        row["authority"]: (_year(row["since"]), _last_year(row["until"]))
        for row in knowledge("authorities.csv")
    }


def _year(day: str) -> int | None:
    return int(day[:4]) if day else None


def _last_year(day: str) -> int | None:
    """Return the year of the day before an ISO date."""
    return (date.fromisoformat(day) - timedelta(days=1)).year if day else None


def _is_outlived(name: Toponym) -> bool:
    """Tell an official name that stood until its authority ended: its speakers keep it."""
    last = authorities().get(name.used_by, (None, None))[1]
    return name.kind == "official" and name.until is None and last is not None


def _closed(name: Toponym) -> Toponym:
    """Return the name with the last year of its authority where it never gave the name up."""
    return replace(name, until=authorities()[name.used_by][1]) if _is_outlived(name) else name


def _one_case(names: Sequence[Toponym]) -> list[Toponym]:
    """Join forms of one language that differ by capitals alone, under the better spelling."""
    spellings: dict[tuple[str, str], list[Toponym]] = {}
    for name in names:
        spellings.setdefault((name.form.lower(), name.lang), []).append(name)
    best = {key: min(found, key=_capitals_rank).form for key, found in spellings.items()}
    changed = [replace(name, form=best[name.form.lower(), name.lang]) for name in names]
    return changed if changed == names else _merge(changed)


_BAD_CAPITALS = re.compile(r"ՈՒ(?=[ա-ֆ])")  # a digraph, of which only the first is a capital


def _capitals_rank(name: Toponym) -> tuple[bool, int, int, int, str]:
    is_bad = name.form.isupper() or name.form.islower() or bool(_BAD_CAPITALS.search(name.form))
    capitals = sum(letter.isupper() for letter in name.form)
    return is_bad, _KIND_RANK[name.kind], capitals, -len(name.sources), name.form


# A heading without a language joins these; copies in other Wikipedias do not tell whose it is.
_NEAR_LANGUAGES = {"az", "az-Cyrl", "hy", "hyw", "ru", "en", "fa", "ka", "tr", "hy-Latn"}


def _is_same_use(one: Toponym, two: Toponym) -> bool:
    """Tell whether two sources speak of one use of a form, with the years that each knows."""
    return (
        (one.form, one.lang, one.kind, one.used_by) == (two.form, two.lang, two.kind, two.used_by)
        and (one.since is None or two.since is None or one.since == two.since)
        and (one.until is None or two.until is None or one.until == two.until)
    )


def _join(one: Toponym, two: Toponym) -> Toponym:
    kind = min(one.kind, two.kind, key=_KIND_RANK.__getitem__)
    if two.since is None and one.kind == "historical":
        kind = one.kind  # a copy without years does not bring a name back into use
    sources = tuple(sorted({*one.sources, *two.sources}))
    return replace(
        one,
        kind=kind,
        sources=sources,
        since=one.since or two.since,
        until=one.until or two.until,
        derived_by=one.derived_by and two.derived_by,
    )


def _relate(names: Sequence[Toponym]) -> Iterator[Toponym]:
    natives = {lang: [n for n in names if n.lang == lang and n.kind in _MAIN] for lang in _NATIVE}
    bones = {
        lang: {bone for n in found for bone in _bones(n.form, lang)}
        for lang, found in natives.items()
    }
    for name in names:
        relation = name.relation or _relation(name, natives, bones)
        yield replace(name, relation=relation) if relation != name.relation else name


def _relation(name: Toponym, natives: dict[str, list[Toponym]], bones: dict[str, set[str]]) -> str:
    own = _bones(name.form, _plain(name.lang))
    if name.lang in _LATIN_COPIES or name.lang.endswith("-Latn"):
        in_other_script = bones["hy"] | bones["ru"]
        is_azerbaijani = any(fold(name.form) == fold(n.form) for n in natives["az"])
        return "romanization" if own & in_other_script and not is_azerbaijani else ""
    if name.lang not in _NATIVE or name.kind not in _MAIN:
        return ""
    others = {lang: found for lang, found in bones.items() if lang != name.lang and found}
    if not others or any(_are_alike(own, found) for found in others.values()):
        return ""
    if any(_translates(name, other) for lang in others for other in natives[lang]):
        return "translation"
    return "rename" if name.lang in {"hy", "az"} and {"hy", "az"} & others.keys() else ""


def _bones(form: str, lang: str) -> set[str]:
    """Return the consonants of a name without the word for what the place is."""
    announced = take_generic_word(form)
    return {skeleton(key) for key in romanized_keys(announced.rest if announced else form, lang)}


_ALIKE = 0.6


def _are_alike(bones: set[str], others: set[str]) -> bool:
    return any(
        SequenceMatcher(None, one, two, autojunk=False).ratio() >= _ALIKE
        for one in bones
        for two in others
    )


def _plain(lang: str) -> str:
    return "" if lang.startswith("und") else lang


@cache
def _translations() -> tuple[dict[str, str], ...]:
    return tuple(
        {lang: fold(row[lang]) for lang in _NATIVE if row[lang]}
        for row in knowledge("translated_words.csv")
    )


def _translates(one: Toponym, two: Toponym) -> bool:
    """Tell whether a word of one name is the translation of a word of the other."""
    mine, yours = fold(one.form), fold(two.form)
    return any(
        row.get(one.lang, "\0") in mine and row.get(two.lang, "\0") in yours
        for row in _translations()
    )
