"""Tell the language of a paragraph by its letters first and its commonest words next.

The evidence is the table `geodata/knowledge/languages.csv`. Names are left out of account
(words that begin with a capital), so that a list of villages is in the language of its text.
"""

import re
from dataclasses import dataclass
from functools import cache

from geodata.door import knowledge

UNKNOWN = "und"
SEVERAL = "mul"
_SAMPLE = 600  # characters of a paragraph that are looked at; more changes no decision
_BLOCKS = {
    "Armn": re.compile("[\u0531-\u0587\ufb13-\ufb17]"),
    "Cyrl": re.compile("[\u0400-\u052f]"),
    "Latn": re.compile("[A-Za-z\u00c0-\u024f\u0259]"),
    "": re.compile("[\u0370-\u03ff\u0590-\u0fff\u10a0-\u10ff\u3040-\ud7ff]"),
}
_WORD = re.compile(r"[^\W\d_]+(?:[՛՜՞][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class _Evidence:
    lang: str
    letters: str
    words: frozenset[str]
    parts: "re.Pattern[str] | None"


def tell(text: str) -> str:
    """Return the language of the text, or `und` when nothing but names shows it.

    >>> tell("Дорога из Лачина в Шушу"), tell("Лачын рајонунун кәндләри"), tell("Laçın, Şuşa")
    ('ru', 'az-Cyrl', 'und')
    >>> tell("Ստեփանակերտ քաղաքի մեջ"), tell("Ստեփանակերտ քաղաքին մէջ")
    ('hy', 'hyw')
    """
    sample = text[:_SAMPLE]
    script = script_of_text(sample)
    if not script:
        return UNKNOWN
    scores = sorted(_scores(sample, script), reverse=True)
    best, lang = scores[0]
    if script == "Armn":  # one language, two spellings; the reformed one unless something shows
        return lang if best and best > scores[1][0] else "hy"
    return lang if best and best > scores[1][0] else UNKNOWN


def script_of_text(text: str) -> str:
    """Return the ISO 15924 script of most letters: `Armn`, `Cyrl`, `Latn`, or empty for others."""
    counts = {script: len(block.findall(text)) for script, block in _BLOCKS.items()}
    best = max(counts, key=lambda script: counts[script])
    return best if counts[best] else ""


@cache
def script_of_language(lang: str) -> str:
    """Return the ISO 15924 script that a language of the table is written in, else empty."""
    return next((row["script"] for row in knowledge("languages.csv") if row["lang"] == lang), "")


def _scores(sample: str, script: str) -> list[tuple[float, str]]:
    words = _WORD.findall(sample)
    own = [word for word in words if word[0].islower()]
    own = own or [word.lower() for word in words if word.isupper() and word[1:]]
    joined = " ".join(own)
    return [
        (
            sum(word in evidence.words for word in own)
            + sum(joined.count(letter) for letter in evidence.letters)
            + (len(evidence.parts.findall(joined)) if evidence.parts else 0),
            evidence.lang,
        )
        for evidence in _evidence(script)
    ]


@cache
def _evidence(script: str) -> tuple[_Evidence, ...]:
    rows = [row for row in knowledge("languages.csv") if row["script"] == script]
    return tuple(
        _Evidence(
            lang,
            "".join(_values(rows, lang, "letters")),
            frozenset(_values(rows, lang, "words")),
            _pattern(_values(rows, lang, "parts"), _values(rows, lang, "inner")),
        )
        for lang in dict.fromkeys(row["lang"] for row in rows)
    )


def _values(rows: list[dict[str, str]], lang: str, kind: str) -> list[str]:
    cells = (row["values"] for row in rows if row["lang"] == lang and row["kind"] == kind)
    return [value for cell in cells for value in cell.split("|")]


def _pattern(parts: list[str], inner: list[str]) -> "re.Pattern[str] | None":
    ways = [re.escape(part) for part in parts] + [rf"\B{re.escape(part)}\B" for part in inner]
    return re.compile("|".join(ways)) if ways else None
