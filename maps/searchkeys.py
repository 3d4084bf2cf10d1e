"""The rules of the search keys as data, so that the browser makes the keys that Python makes.

`gazetteer.keys` stays the one place where a rule is changed: its tables and patterns are handed
over as they are, and `assets/keys.js` only walks through them. Names of the gazetteer come with
their keys; the browser makes keys of what is typed, whose language is unknown.
"""

from typing import Any
from unicodedata import combining

from gazetteer import keys, names
from geodata import knowledge

# Blocks whose letters the browser folds by table; elsewhere it goes by Unicode category.
_BLOCKS = (
    (0x00, 0x24F), (0x250, 0x5FF), (0x600, 0x6FF), (0x10A0, 0x10FF), (0x1C80, 0x1CBF),
    (0x1E00, 0x1FFF), (0x2000, 0x206F), (0xFB00, 0xFB17), (0xFE50, 0xFEFF), (0xFF00, 0xFFEF),
)  # fmt: skip


def search_rules() -> dict[str, Any]:
    """Return what `assets/keys.js` needs, as JSON."""
    languages = knowledge("romanization/languages.csv")
    unknown = [row for row in languages if not row["lang"]]
    used = sorted({name for row in unknown for name in row["readings"].split("|")})
    sounds = "".join(row["letters"] for row in knowledge("romanization/sounds.csv"))
    return {
        "fold": _folded_letters(), "marks": _diacritics(),
        "toCyrillic": _pairs(names._TO_CYRILLIC), "toLatin": _pairs(names._TO_LATIN),
        "known": "".join(sorted(set(sounds))),
        "readings": {name: _reading(name) for name in used},
        "telling": [
            {"letters": row["letters"], "readings": row["readings"].split("|")}
            for row in unknown if row["letters"]
        ],
        "scripts": {
            row["script"]: row["readings"].split("|") for row in unknown if not row["letters"]
        },
        "silent": keys._SILENT.pattern, "hardStart": keys._HARDENED_START.pattern,
        "hardEnd": keys._HARDENED_END.pattern, "ending": keys._ENDING.pattern,
        "skeleton": _pairs(keys._SKELETON),
        "longest": keys._LONGEST, "most": keys._MOST_KEYS,
    }  # fmt: skip


def _folded_letters() -> dict[str, str]:
    letters = (chr(code) for first, last in _BLOCKS for code in range(first, last + 1))
    return {c: folded for c in letters if (folded := names.fold_letter(c)) != c}


def _diacritics() -> str:
    """Return the marks that folding drops, as ranges of a character class."""
    marks = [c for c in range(0x300, 0x20000) if combining(chr(c)) >= names._LOWEST_DIACRITIC]
    ranges: list[list[int]] = []
    for code in marks:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\u{{{first:x}}}-\\u{{{last:x}}}" for first, last in ranges)


def _pairs(table: dict[int, Any]) -> dict[str, str]:
    return {chr(code): to if isinstance(to, str) else chr(to) for code, to in table.items()}


def _reading(name: str) -> dict[str, Any]:
    """Return a reading as passes of (where, groups), in their order, and single letters."""
    grouped: dict[str, dict[str, str]] = {}
    letters: dict[str, str] = {}
    for (group, where), sound in keys._sounds(name).items():
        if not where and len(group) == 1:
            letters[group] = sound
        else:
            grouped.setdefault(where, {})[group] = sound
    passes = [[keys._CONTEXTS[w], grouped[w]] for w in keys._CONTEXTS if w in grouped]
    return {"passes": passes, "letters": dict(sorted(letters.items()))}
