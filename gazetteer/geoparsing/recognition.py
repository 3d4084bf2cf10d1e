"""Find every name of every place in a text, in one pass.

The text is folded, the automaton meets every pattern between two word boundaries, and then each
match is judged: is the spelling that of the name, or one that a repair explains; is it a name or
a common word, a person, an inhabitant; which of two overlapping matches is meant. What is left
are spans with the places that have that name; which of them is meant is decided elsewhere.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from gazetteer.compiled import compiled_path
from gazetteer.geoparsing.patterns import (
    Entry,
    Name,
    StoredPatterns,
    knowledge_inputs,
    write_patterns,
)
from gazetteer.geoparsing.tokens import FoldedText, fold_name, fold_text, light_key
from gazetteer.model import Segment

_BLOCK: Final = 1 << 16  # code points folded at a time: the arrays stay in the processor's cache
_ARTEFACT: Final = "scan.gaz"


class Hit(NamedTuple):
    """One place that has the name that a span writes.

    `form` is the name in the tables, `derivation` says in a sentence how the written form comes
    from it (empty when it is the name itself). `how` is `exact`, or the repair that was needed:
    `diacritics`, `alphabet`. `world` tells places outside the region.
    """

    place_id: str
    form: str
    lang: str
    kind: str
    derivation: str = ""
    how: str = "exact"
    case: str = ""
    world: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text that names a place, with every place that has the name.

    `hits` is empty for an unknown capitalised word in a place-like context; `context` then says
    which context that is.
    """

    start: int
    end: int
    text: str
    hits: tuple[Hit, ...]
    context: str = ""


class Recognizer:
    """Finds the names of a gazetteer in texts."""

    def __init__(self, patterns: StoredPatterns) -> None:
        self._patterns = patterns
        self._known: dict[tuple[int, str], tuple[Hit, ...]] = {}

    @classmethod
    def open(cls, source: Any = None) -> "Recognizer":
        """Open the recognizer of a gazetteer or of a folder of tables; None is the shipped one.

        The pattern set is made when it is missing or older than the tables.
        """
        folder = _tables_of(source)
        path = compiled_path(
            folder, _ARTEFACT, lambda aside: write_patterns(folder, aside),
            inputs=knowledge_inputs(),
        )  # fmt: skip
        return cls(StoredPatterns(path))

    def find(self, text: str, segments: Sequence[Segment] = ()) -> list[Span]:
        """Return the spans of a text that name a place, in order and without overlaps.

        `segments` tell the language of stretches of the text; without them the letters decide.
        """
        found = [span for match in self._matches(text) if (span := self._judge(text, match))]
        return _resolve(found)

    def _matches(self, text: str) -> Iterator["_Match"]:
        for start, end in _blocks(text):
            folded = fold_text(text, start, end)
            yield from self._block_matches(folded)
        yield from self._joined_matches(text)

    def _block_matches(self, folded: FoldedText) -> Iterator["_Match"]:
        met = self._patterns.automaton.find_overlapping(folded.key)
        if not met:
            return
        starts = folded.offsets.take([m[0] + 1 for m in met]).tolist()
        ends = folded.offsets.take([m[1] - 2 for m in met]).tolist()
        for (_, _, pattern), first, last in zip(met, starts, ends, strict=True):
            yield _Match(first, _end_of(folded.text, last), pattern)

    def _joined_matches(self, text: str) -> Iterator["_Match"]:
        """Match words that a line end or an apostrophe broke, as if they were whole."""
        for joint in _JOINT.finditer(text):
            start, end = _window(text, joint.start(), joint.end())
            left, right = text[start : joint.start()], text[joint.end() : end]
            folded = fold_text(left + right)
            gap = joint.end() - joint.start()
            for match in self._block_matches(folded):
                if match.start < len(left) < match.end:
                    yield _Match(match.start + start, match.end + start + gap, match.pattern)

    def _judge(self, text: str, match: "_Match") -> Span | None:
        written = text[match.start : match.end]
        if _has_hard_break(written):
            return None
        hits = self._hits(match.pattern, written)
        return Span(match.start, match.end, written, hits) if hits else None

    def _hits(self, pattern: int, written: str) -> tuple[Hit, ...]:
        known = self._known.get((pattern, written))
        if known is None:
            if len(self._known) > _KNOWN_LIMIT:
                self._known.clear()
            known = self._known[pattern, written] = tuple(self._read(pattern, written))
        return known

    def _read(self, pattern: int, written: str) -> Iterator[Hit]:
        whole = _JOINT.sub("", written) if "\n" in written else written
        light = light_key(whole)
        seen = set()
        for entry in self._patterns.entries(pattern):
            how = _how(light, entry.light, whole)
            if not how:
                continue
            name = self._patterns.name(entry.name)
            if not _is_cased_like(whole, name.form):
                continue
            hit = _hit(name, entry, how, whole)
            if (hit.place_id, hit.form, hit.lang) not in seen:
                seen.add((hit.place_id, hit.form, hit.lang))
                yield hit


_KNOWN_LIMIT: Final = 100_000


class _Match(NamedTuple):
    start: int
    end: int
    pattern: int


def _tables_of(source: Any) -> Path:
    if source is None:
        from geodata.door import tables_path

        return tables_path()
    if isinstance(source, str | Path):
        return Path(source)
    return Path(source.tables)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text into stretches that end between paragraphs, lines or at least words."""
    start = 0
    while len(text) - start > _BLOCK:
        end = _cut(text, start, start + _BLOCK)
        yield start, end
        start = end
    yield start, len(text)


def _cut(text: str, start: int, limit: int) -> int:
    for mark in ("\n\n", "\n", " "):
        at = text.rfind(mark, start + _BLOCK // 2, limit)
        if at > 0:
            return at
    space = _SPACE.search(text, limit)
    return space.start() if space else len(text)


_SPACE: Final = re.compile(r"\s")
# A hyphen at the line end, or an apostrophe inside a capitalised word.
_JOINT: Final = re.compile(
    r"(?<=[^\W\d_])[-‐‑¬\u00ad\ufffe][ \t]*\r?\n[ \t]*(?=[^\W\d_])|(?<=[^\W\d_])[’'ʼ‘ʻ`´](?=[^\W\d_]{2})"
)


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch of some words around a joint."""
    left = text.rfind("\n", max(0, start - 40), start) + 1 or max(0, start - 40)
    while left < start and left > 0 and text[left - 1].isalnum():
        left += 1
    right = min(len(text), end + 40)
    while right > end and right < len(text) and text[right].isalnum():
        right -= 1
    return left, right


def _end_of(text: str, last: int) -> int:
    """Return the end of a match, with the combining marks of its last letter."""
    end = last + 1
    while end < len(text) and "\u0300" <= text[end] <= "\u036f":
        end += 1
    return end


_HARD_BREAK: Final = re.compile(r"[,;:!?…()\[\]{}<>«»“”„\"|/*•\t]|\n[ \t\r]*\n|[.]\s*\n|–\s|\s–|—")


def _has_hard_break(written: str) -> bool:
    """Tell whether what stands between the words of a match parts them."""
    return not written.isalnum() and bool(_HARD_BREAK.search(written))


def _how(light: str, attested: str, written: str) -> str:
    """Tell how a written form meets a form of the tables; empty when it does not."""
    if light == attested:
        return "exact"
    if len(light) != len(attested):
        return ""
    differing = [(a, b) for a, b in zip(light, attested, strict=True) if a != b]
    if all(a.isascii() and fold_name(b).lower() == a for a, b in differing):
        return "diacritics"
    return ""


def _is_cased_like(written: str, form: str) -> bool:
    """Tell whether capitals allow the name: an abbreviation must be written in capitals.

    >>> _is_cased_like("Ra", "RA"), _is_cased_like("LACHIN", "Lachin")
    (False, True)
    """
    letters = [char for char in form if char.isalpha()]
    return not all(char.isupper() for char in letters) or written.isupper() or len(letters) > 6  # noqa: PLR2004


def _hit(name: Name, entry: Entry, how: str, written: str) -> Hit:
    reading = entry.reading
    shown = " ".join(written.split())
    derivation = f"{shown} is the {reading.case} of {name.form}" if reading.case else ""
    if how == "diacritics":
        derivation = f"{shown} is written without diacritics; {derivation or name.form}"
    return Hit(
        name.place_id, name.form, name.lang, name.kind, derivation, how, reading.case, name.is_world
    )


def _resolve(spans: Iterable[Span]) -> list[Span]:
    """Keep the longest of overlapping spans, the earlier of equally long ones."""
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if chosen and span.start < chosen[-1].end:
            if span.end - span.start > chosen[-1].end - chosen[-1].start:
                chosen[-1] = span
            continue
        chosen.append(span)
    return chosen
