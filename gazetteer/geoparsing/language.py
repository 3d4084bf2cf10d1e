"""Tell the language of a paragraph by its letters first and its commonest words next.

The evidence is the table `geodata/knowledge/languages.csv`. Names are left out of account
(words that begin with a capital), so that a list of villages is in the language of its text.
"""

import re
from functools import cache
from typing import NamedTuple

from gazetteer.geoparsing.legible import legible
from geodata.door import knowledge

UNKNOWN = "und"
SEVERAL = "mul"
ARMENIAN = "hy"
_SAMPLE = 400  # characters of a paragraph that are looked at; more changes no decision
_BLOCKS = {
    "Armn": re.compile("[\u0531-\u0587\ufb13-\ufb17]+"),
    "Cyrl": re.compile("[\u0400-\u052f]+"),
    "Latn": re.compile("[A-Za-z\u00c0-\u024f\u0259]+"),
    "": re.compile("[\u0370-\u03ff\u0590-\u0fff\u10a0-\u10ff\u3040-\ud7ff]+"),
}
_WORD = re.compile(r"[^\W\d_]+(?:[՛՜՞][^\W\d_]+)*")
_PLAIN_WORD = re.compile("[A-Za-z]+")
_NOT_LATIN = re.compile(
    "|".join(block.pattern[:-1] for script, block in _BLOCKS.items() if script != "Latn")
)


class _Evidence(NamedTuple):
    """What counts for the languages of one script."""

    languages: tuple[str, ...]
    words: dict[str, tuple[str, ...]]
    letters: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, "re.Pattern[str]"], ...]


def tell(text: str) -> str:
    """Return the language of the text, or `und` when nothing but names shows it.

    >>> tell("Дорога из Лачина в Шушу"), tell("Лачын рајонунун кәндләри"), tell("Laçın, Şuşa")
    ('ru', 'az-Cyrl', 'und')
    >>> tell("Ստեփանակերտ քաղաքի մեջ"), tell("Ստեփանակերտ քաղաքին մէջ")
    ('hy', 'hyw')

    Armenian is one language in two spellings; the reformed one is meant unless something shows.
    """
    lang = shown(text)
    if lang == UNKNOWN and script_of_text(text[:_SAMPLE]) == "Armn":
        return ARMENIAN
    return lang


def shown(text: str) -> str:
    """Return the language as `tell` does, but `und` for Armenian that shows neither spelling."""
    return _ahead(legible(text[:_SAMPLE]).text, 1)


def plainly(text: str) -> str:
    """Return the language that a few words show beyond doubt, `und` where they do not.

    >>> plainly("Qrızda üç, Bakıdan gələn qonaqlar alma alır"), plainly("Le Monde")
    ('az', 'und')
    """
    return _ahead(text[:_SAMPLE], _MARGIN)


_MARGIN = 2  # words or letters by which a language must be ahead


def _ahead(sample: str, margin: int) -> str:
    """Return the language that is ahead of the others of its script by a margin, else `und`."""
    script = script_of_text(sample)
    if not script:
        return UNKNOWN
    (best, lang), (second, _), *_ = _scores(sample, script)
    return lang if best >= second + margin else UNKNOWN


def script_of_text(text: str) -> str:
    """Return the ISO 15924 script of most letters: `Armn`, `Cyrl`, `Latn`, or empty for others."""
    if text.isascii() or not _NOT_LATIN.search(text):
        return "Latn" if _BLOCKS["Latn"].search(text) else ""
    counts = {script: len("".join(block.findall(text))) for script, block in _BLOCKS.items()}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else ""


@cache
def script_of_language(lang: str) -> str:
    """Return the ISO 15924 script that a language of the table is written in, else empty."""
    return next((row["script"] for row in knowledge("languages.csv") if row["lang"] == lang), "")


def _scores(sample: str, script: str) -> list[tuple[int, str]]:
    """Return how much speaks for each language of the script, the best first."""
    words = (_PLAIN_WORD if sample.isascii() else _WORD).findall(sample)
    own = [word for word in words if word[0].islower()]
    own = own or [word.lower() for word in words if word[1:] and word.isupper()]
    joined = " ".join(own)
    evidence = _evidence(script)
    scores = dict.fromkeys(evidence.languages, 0)
    for word in filter(evidence.words.__contains__, own):
        for lang in evidence.words[word]:
            scores[lang] += 1
    if not joined.isascii():
        for letter, lang in evidence.letters:
            scores[lang] += joined.count(letter)
        for lang, pattern in evidence.parts:
            scores[lang] += len(pattern.findall(joined))
    return sorted(((score, lang) for lang, score in scores.items()), reverse=True)


@cache
def _evidence(script: str) -> _Evidence:
    rows = [row for row in knowledge("languages.csv") if row["script"] == script]
    words: dict[str, tuple[str, ...]] = {}
    letters: list[tuple[str, str]] = []
    parts: list[tuple[str, re.Pattern[str]]] = []
    for lang in dict.fromkeys(row["lang"] for row in rows):
        for word in _values(rows, lang, "words"):
            words[word] = (*words.get(word, ()), lang)
        letters += [(letter, lang) for letter in "".join(_values(rows, lang, "letters"))]
        if pattern := _pattern(_values(rows, lang, "parts"), _values(rows, lang, "inner")):
            parts.append((lang, pattern))
    return _Evidence(
        tuple(dict.fromkeys(row["lang"] for row in rows)), words, tuple(letters), tuple(parts)
    )


def _values(rows: list[dict[str, str]], lang: str, kind: str) -> list[str]:
    cells = (row["values"] for row in rows if row["lang"] == lang and row["kind"] == kind)
    return [value for cell in cells for value in cell.split("|")]


def _pattern(parts: list[str], inner: list[str]) -> "re.Pattern[str] | None":
    ways = [re.escape(part) for part in parts] + [rf"\B{re.escape(part)}\B" for part in inner]
    return re.compile("|".join(ways)) if ways else None
