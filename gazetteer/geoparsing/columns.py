"""Read a table in a text: what the head of a column says of the names under it.

A table is lines with the same number of cells, parted by tabs (as tables of HTML and word
processors come), upright strokes or three spaces and more; its first line are the heads. Under
"Teacher" stand persons, under "District" districts.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from gazetteer.geoparsing.context import Token, find_rules, word_key
from gazetteer.geoparsing.cues import SILENT, TABLE, Cue, cue_of
from gazetteer.geoparsing.surroundings import kinds_of
from gazetteer.geoparsing.tokens import light_key

_CELL = re.compile(r"(?:(?! {3})[^\t|])+")
_PARTING = ("\t", "|", "   ")
_RULE = re.compile(r"[-:|+=\s]+")  # the line below the heads
_LONGEST_HEAD = 40  # characters
_MOST_CELLS = 60  # of a line that are read; what has more is no table that people read
_WORD = re.compile(r"[^\W\d_]+")


class Cell(NamedTuple):
    """A cell under a head: its ends in the text, the words of the head, the number of its line."""

    start: int
    end: int
    head: str
    line: int


class Columns:
    """Cells of tables, found by position."""

    def __init__(self, cells: Iterable[Cell] = ()) -> None:
        self.cells = list(cells)
        self._starts = [cell.start for cell in self.cells]

    def at(self, position: int) -> Cell | None:
        """Return the cell that holds a position, None outside of them."""
        index = bisect_right(self._starts, position) - 1
        return self.cells[index] if index >= 0 and position < self.cells[index].end else None


def columns_of(text: str) -> Columns:
    """Return the cells of all tables of a text below their heads."""
    has_tables = any(mark in text for mark in _PARTING)
    return Columns(_cells(text) if has_tables else ())


def _cells(text: str) -> Iterator[Cell]:
    r"""Yield the cells of tables.

    >>> [cell.head for cell in _cells("Village | Head\nSos | Ani\nVank | Gor")]
    ['Village', 'Head', 'Village', 'Head']
    """
    rows: list[list[tuple[int, int]]] = []
    at = 0
    for line in [*text.split("\n"), ""]:
        cells = _cells_of(line, at)
        is_rule = bool(line.strip()) and _RULE.fullmatch(line) is not None
        if not is_rule and (not rows or len(cells) != len(rows[0])):
            yield from _below_heads(text, rows)
            rows = [cells] if len(cells) > 1 else []
        elif not is_rule:
            rows.append(cells)
        at += len(line) + 1


def _cells_of(line: str, at: int) -> list[tuple[int, int]]:
    """Return where the cells of a line begin and end in the text, one or none for other lines."""
    if not any(mark in line for mark in _PARTING):
        return []
    cells = [_trimmed(met, at) for met in islice(_CELL.finditer(line), _MOST_CELLS)]
    return [(start, end) for start, end in cells if start < end]


def _trimmed(met: "re.Match[str]", at: int) -> tuple[int, int]:
    cell = met[0]
    start = at + met.start() + len(cell) - len(cell.lstrip())
    return start, start + len(cell.strip())


def _below_heads(text: str, rows: Sequence[Sequence[tuple[int, int]]]) -> Iterator[Cell]:
    if len(rows) <= 1:
        return
    heads = [text[start:end] for start, end in rows[0]]
    if any(len(head) > _LONGEST_HEAD or not _WORD.search(head) for head in heads):
        return
    for line, row in enumerate(rows[1:], start=1):
        for head, (start, end) in zip(heads, row, strict=True):
            yield Cell(start, end, head, rows[0][0][0] + line)


@lru_cache(maxsize=1024)
def holds_persons(head: str, lang: str) -> bool:
    """Tell whether a column of this head names persons.

    >>> holds_persons("Teacher", "en"), holds_persons("Mother’s birthplace", "en")
    (True, False)
    """
    words = _WORD.findall(head)
    deciding = words[:1] if lang == "ru" else words[-1:]
    return any(kinds_of(light_key(word), lang) & _PERSONS for word in deciding)


_PERSONS = frozenset(
    {"kin before", "kin after", "own kin", "person after", "occupation before", "occupation after"}
)


@lru_cache(maxsize=1024)
def cue_of_head(head: str, lang: str) -> Cue:
    """Return what a head says of the type of the places in its column, silent for other words."""
    tokens = [Token(word_key(word, lang), word) for word in _WORD.findall(head)]
    if len(tokens) != 1:
        return SILENT
    for side in ("heading", "after", "before"):
        for hit in find_rules(TABLE, side, tokens, lang, reach=0):
            if hit.rule.cells["types"] and hit.rule.cells["plural"] != "weak":
                return cue_of(hit)._replace(shared=False, behind=False, case="")
    return SILENT
