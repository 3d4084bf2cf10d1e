"""Read a table in a text: what the head of a column says of the names under it.

A table is lines with the same number of cells, parted by tabs (as tables of HTML and word
processors come), upright strokes or three spaces and more; its first line are the heads, and a
short line may part it into sections. Under
"Teacher" stand persons, under "District" districts. Positions count code points of the text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from gazetteer.geoparsing.context import Token, find_rules, word_key
from gazetteer.geoparsing.cues import SILENT, TABLE, Cue, cue_of
from gazetteer.geoparsing.grammar import languages_with
from gazetteer.geoparsing.surroundings import TYPE_WORD, ends_as_adjective, kinds_of
from gazetteer.geoparsing.tokens import light_key

_WIDE = "   "  # spaces, of which nothing shows an empty cell
CELL_ENDS = ("\t", "|", _WIDE)  # what parts the cells of a line
_RULE = re.compile(r"[-:|+=\s]+")  # the line below the heads
_SECTION = re.compile(r"(?! )(?:(?!   )[^|\t.:;]){3,40}")  # a line between those of a table
_LONGEST_HEAD = 40  # characters
_MOST_CELLS = 60  # of a line; what has more is no table that people read
_WORD = re.compile(r"[^\W\d_]+")


class Cell(NamedTuple):
    """A cell under a head: its ends in the text, the words of the head, where its line begins."""

    start: int
    end: int
    head: str
    line: int


class Columns:
    """Cells of tables, found by position; `heads` are the ends of those above them."""

    def __init__(self, cells: Iterable[Cell] = (), heads: Iterable[tuple[int, int]] = ()) -> None:
        self.cells = list(cells)
        self.heads = frozenset(heads)
        self._starts = [cell.start for cell in self.cells]

    def at(self, position: int) -> Cell | None:
        """Return the cell that holds a position, None outside of them."""
        index = bisect_right(self._starts, position) - 1
        return self.cells[index] if index >= 0 and position < self.cells[index].end else None

    def by_head(self) -> Iterable[Sequence[Cell]]:
        """Return the cells under each head."""
        columns: dict[str, list[Cell]] = {}
        for cell in self.cells:
            columns.setdefault(cell.head, []).append(cell)
        return columns.values()


@lru_cache(maxsize=1)  # several steps ask for those of one text
def columns_of(text: str) -> Columns:
    """Return the cells of all tables of a text below their heads."""
    if not any(mark in text for mark in CELL_ENDS):
        return Columns()
    tables = list(_tables(text))
    cells = (cell for rows in tables for cell in _below_heads(text, rows))
    return Columns(cells, (ends for rows in tables for ends in rows[0].cells))


class _Row(NamedTuple):
    """A line of a table: where it begins, what parts it, and the ends of its cells."""

    start: int
    parting: str
    cells: Sequence[tuple[int, int]]


def _tables(text: str) -> Iterator[Sequence[_Row]]:
    r"""Yield the rows of each table, the heads first.

    >>> columns = columns_of("Village | Head\nSos | Ani\nVank | Gor")
    >>> [cell.head for cell in columns.cells], sorted(columns.heads)
    (['Village', 'Head', 'Village', 'Head'], [(0, 7), (10, 14)])
    """
    rows: list[_Row] = []
    at = 0
    for line in [*text.split("\n"), ""]:
        if rows and rows[0].parting == _WIDE and _SECTION.fullmatch(line):
            pass  # it stands over some of the lines and ends no table
        elif not line.strip() or not _RULE.fullmatch(line):
            row = _row(line, at)
            if not rows or row is None or not _continues(rows[0], row):
                if _has_heads(text, rows):
                    yield rows
                rows = []
            if row is not None:
                rows.append(row)
        at += len(line) + 1


def _continues(heads: _Row, row: _Row) -> bool:
    """Tell whether a line may stand below the heads; cells that are empty may lack at its end."""
    if row.parting != heads.parting:
        return False
    if row.parting == _WIDE:
        return len(row.cells) == len(heads.cells)
    return len(row.cells) <= len(heads.cells)


def _row(line: str, at: int) -> _Row | None:
    """Return a line as a row of cells, the empty ones at its end left out, None for other lines."""
    parting = next((mark for mark in CELL_ENDS if mark in line), "")
    if not parting:
        return None
    first, last = len(line) - len(line.lstrip(" ")), len(line.rstrip(" "))
    if parting == "|":
        first += line.startswith("|", first)
        last -= line.endswith("|", first, last)
    cells = []
    for met in islice(_BETWEEN[parting].finditer(line, first, last), _MOST_CELLS + 1):
        cells.append(_trimmed(line, first, met.start(), at))
        first = met.end()
    cells.append(_trimmed(line, first, last, at))
    while cells and cells[-1][0] == cells[-1][1]:
        cells.pop()
    return _Row(at, parting, cells) if 0 < len(cells) <= _MOST_CELLS else None


_BETWEEN = {"\t": re.compile("\t"), "|": re.compile(r"\|"), _WIDE: re.compile(" {3,}")}


def _trimmed(line: str, first: int, last: int, at: int) -> tuple[int, int]:
    cell = line[first:last]
    start = at + first + len(cell) - len(cell.lstrip())
    return start, start + len(cell.strip())


def _has_heads(text: str, rows: Sequence[_Row]) -> bool:
    """Tell whether the first of some rows may be the heads of those below."""
    if len(rows) <= 1:
        return False
    heads = [text[start:end] for start, end in rows[0].cells]
    if len([head for head in heads if head]) <= 1 or not any(map(_WORD.search, heads)):
        return False
    return all(len(head) <= _LONGEST_HEAD for head in heads)


def _below_heads(text: str, rows: Sequence[_Row]) -> Iterator[Cell]:
    """Yield the cells of a table that are not empty, each with its head."""
    heads = [text[start:end] for start, end in rows[0].cells]
    for row in rows[1:]:
        for head, (start, end) in zip(heads, row.cells, strict=False):
            if start < end:
                yield Cell(start, end, head, row.start)


@lru_cache(maxsize=1024)
def holds_persons(head: str, lang: str) -> bool:
    """Tell whether a column of this head names persons.

    >>> holds_persons("Teacher", "en"), holds_persons("Mother’s birthplace", "en")
    (True, False)
    >>> holds_persons("Name of the teacher", "en"), holds_persons("Village of the teacher", "en")
    (True, False)
    """
    words = [light_key(word) for word in _WORD.findall(head)]
    noun = _noun_of(words, lang)
    kinds = kinds_of(noun, lang)
    if kinds.isdisjoint(_NAMES):
        return not kinds.isdisjoint(_PERSONS)
    of = [kind for word in words if word != noun for kind in _kinds_of_form(word, lang)]
    if not _PERSONS.isdisjoint(of):
        return True
    return "column of persons" in kinds and TYPE_WORD not in of


_PERSONS = frozenset(
    {"kin before", "kin after", "own kin", "person after", "occupation before", "occupation after"}
)
_NAMES = frozenset({"column of persons", "column of names"})
_LONGEST_ENDING = 4  # letters


def _noun_of(words: Sequence[str], lang: str) -> str:
    """Return the noun of a head: "birthplace" of "Mother's birthplace", "name" of "name of X"."""
    for at, word in enumerate(words):
        if at and "head of" in kinds_of(word, lang):
            words = words[:at]
            break
    if lang in languages_with("genitive order", "after noun"):
        words = [word for word in words if not ends_as_adjective(word, lang)][:1]
    return words[-1] if words else ""


def _kinds_of_form(word: str, lang: str) -> frozenset[str]:
    """Return what a word is, with and without an ending."""
    lengths = range(len(word), max(_LONGEST_ENDING, len(word) - _LONGEST_ENDING) - 1, -1)
    return frozenset(kind for length in lengths for kind in kinds_of(word[:length], lang))


@lru_cache(maxsize=1024)
def holds_other_names(head: str, lang: str) -> bool:
    """Tell whether a column holds other names of what the column before it names.

    >>> holds_other_names("Now", "en"), holds_other_names("Old name", "en")
    (True, True)
    """
    tokens = [Token(word_key(word, lang), word) for word in _WORD.findall(head)]
    return any(len(hit.tokens) == len(tokens) for hit in find_rules(TABLE, "renamed", tokens, lang))


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
