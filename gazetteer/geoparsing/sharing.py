"""Let type words reach over the members of a list, and headings over what stands under them.

The head of a column is a heading too.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from gazetteer.geoparsing.candidates import Reading
from gazetteer.geoparsing.columns import Cell, columns_of, cue_of_head, holds_other_names
from gazetteer.geoparsing.context import (
    Token,
    find_rules,
    word_key,
)
from gazetteer.geoparsing.cues import (
    ASIDE_WORDS,
    SILENT,
    STOP,
    TABLE,
    Cue,
    closes_list,
    container_cue,
    cue_of,
    links_of,
)
from gazetteer.geoparsing.grammar import languages_with, value_of

_ASIDE = re.compile(r"(?:\s+(?:in|to)\s+the\s+\w+)?\s*(?:,|,?\s*\band\b)\s*", re.IGNORECASE)


def share_cues(readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings with the type words of a list on each of its members.

    "A, B and C districts" says it behind the last member, "the villages of A and B" before the
    first. A member with type words of its own ends the reach, and so does a word in the singular.
    What stands behind a name in brackets is said of it too.
    """
    shared = list(readings)
    for i in range(len(shared) - 2, -1, -1):
        one, other = shared[i], shared[i + 1]
        is_open = one.cue.weak or not one.cue  # "the" says little
        if one.link in _LISTING and is_open and other.cue.shared and other.cue.behind:
            shared[i] = one._replace(cue=other.cue)
    for i, one in enumerate(shared):
        listed = one.link == "list" or (i > 0 and shared[i - 1].link == "list")
        plural = one.cue.shared and not listed and not closes_list(one.context)
        plural = plural and ("settlement" in one.cue.types or one.cue.words.endswith(" of"))
        if i and _belong_to_second(one, shared[i - 1]):
            shared[i - 1] = shared[i - 1]._replace(cue=SILENT)
            continue
        if plural or (i and not one.cue.behind and _is_gap(one.cue.words, shared[i - 1])):
            shared[i] = one._replace(cue=container_cue(one.cue))
    for i in range(len(shared) - 1):
        one, other = shared[i], shared[i + 1]
        carries = one.cue.shared and not one.cue.behind and not other.cue
        carries = carries and (one.link == "list" or _ASIDE.fullmatch(one.gap) is not None)
        if carries or (one.link == "bracket" and _is_behind_bracket(one.cue, other)):
            shared[i + 1] = other._replace(cue=one.cue)
    return shared


# "Daşkəsən-Gədəbəy rayonlarında" are two of a list.
_LISTING = frozenset(["list", "dash"])


def _is_behind_bracket(cue: Cue, inner: Reading) -> bool:
    """Tell whether type words are said of two names: "the Berdzor [Lachin] corridor"."""
    behind = _CLOSED.match(inner.gap)
    if behind is None or not cue.behind or (inner.cue and not inner.cue.weak):
        return False
    return inner.gap.startswith(cue.words, behind.end())


_CLOSED = re.compile(r"[)\]]\s")


def share_headings(readings: Sequence[Reading], text: str) -> list[Reading]:
    """Return the readings with the type that a heading gives to the members of its list.

    "Lakes. Sevan, Arpi", «Реки: Акера и Тертер», "Kəndlər" in a line of its own. To what the
    paragraph names behind its list the heading is a hint that never speaks against a place.
    """
    headed = list(readings)
    cue, is_list = SILENT, False
    for i, one in enumerate(headed):
        found = _heading_cue(one, headed[i - 1] if i else None, text)
        if found:
            cue, is_list = found, True
        elif i and headed[i - 1].link == "far" and "\n" in headed[i - 1].gap:
            cue = cue if is_list and _BULLET.fullmatch(headed[i - 1].gap) else SILENT
        elif i and is_list:
            is_list = _goes_on_in_list(headed[i - 1])
        if cue and (one.cue.weak or not one.cue):
            headed[i] = one._replace(cue=cue if is_list else cue._replace(weak=True))
    return headed


def share_columns(readings: Sequence[Reading], text: str) -> list[Reading]:
    """Return the readings with the type that the head of a column gives to what stands under it.

    A line of a table is a sentence of its own; what stands in the next cell is linked as `cell`, or
    as another name of the same place.
    """
    columns = columns_of(text)
    if not columns.cells:
        return list(readings)
    shared = list(readings)
    cells = [columns.at(one.start) for one in shared]
    for i, (one, cell) in enumerate(zip(shared, cells, strict=True)):
        if cell is None:
            continue
        cue = cue_of_head(cell.head, one.lang)
        if cue and (one.cue.weak or not one.cue) and one.start == cell.start:
            shared[i] = one = one._replace(cue=cue)
        other = cells[i + 1] if i + 1 < len(cells) else None
        if one.link in _IN_LINE:
            shared[i] = one._replace(link=_link_in_table(one, cell, other))
    return shared


def _link_in_table(one: Reading, cell: Cell, other: Cell | None) -> str:
    """Return how a mention in a cell goes on to the next one, in `other`."""
    if other is None or other.line != cell.line:
        return "next"
    if other is cell:
        return one.link
    is_next = not one.gap.strip(_BETWEEN_CELLS)
    return "slash" if is_next and holds_other_names(other.head, one.lang) else "cell"


_BETWEEN_CELLS = " \t|"


_IN_LINE = frozenset(["same", "list"])


def _heading_cue(one: Reading, before: Reading | None, text: str) -> Cue:
    """Return what a heading right before a mention says of it, silent without one.

    Before a colon the heading may be a clause: "the villages of Martuni: Sos, Chartar".
    """
    before_it = text[max(0, one.start - _MARK_REACH) : one.start]
    mark = before_it.rstrip(_AFTER_HEADING)
    is_line = "\n" in before_it[len(mark) :]
    if not is_line and mark[-1:] not in _HEADING_MARKS:
        return SILENT
    first = max(0, one.start - _HEADING_REACH)
    if mark[-1:] in _CLAUSE_MARKS and (met := _CLAUSE.search(text, first, one.start)):
        return _cue_of_heading(tuple(met[1].split()), one.lang, is_clause=True)
    met = _HEADING.search(text, max(first, before.end if before else 0), one.start)
    if met is None or not met[1][0].isupper():
        return SILENT
    words = met[1].split()
    is_joined = len(words) == _JOINED and word_key(words[1], one.lang) in links_of(one.lang)
    is_clause = met[2] is not None and met[2].strip() in _DASHES  # «Реки района — Тертер, Хачен»
    if met[2] and len(words) > 1 and not is_joined and not is_clause:
        return SILENT  # what ends like a sentence is one, unless it is "Rivers and lakes."
    return _cue_of_heading(tuple(words), one.lang, is_clause=is_clause)


_HEADING_REACH = 80
_MARK_REACH = 8
_AFTER_HEADING = " \r\n\t-*•#"  # between a heading with its mark and the first name
_HEADING_MARKS = frozenset(".։:՝–—-")
_CLAUSE_MARKS = frozenset(":՝")
_DASHES = frozenset("–—-")
_JOINED = 3  # words of "Rivers and lakes"


def _heads(lang: str) -> slice:
    """Return where in a clause its head may stand, one of two words where that is at its end.

    Elsewhere a form may be a genitive («центр области»), unless the row has a gap: it is none.
    """
    order = value_of("genitive order", lang) if lang in languages_with("declined names") else ""
    return _HEADS.get(order, slice(None))


_HEADS = {"after noun": slice(0, 1), "before noun": slice(-2, None)}


_CLAUSE = re.compile(r"([^:՝.!?։;\n]{3,})([:՝])[ \n]+$")


# The words of a heading from the begin of a line or a sentence on, and the mark or line's end.
_HEADING = re.compile(
    r"(?:(?<![^\n])|(?<=[.!?։;]\s))[\W\d]*([^\W\d_]+(?:[ ][^\W\d_]+){0,2})"
    r"(?:\s*([.։]|\s[–—-])\s+|[ \t#*:]*\n[\W_]*)$"
)


_BULLET = re.compile(r"[,;]?\s*\n[\s\-–—•*·\d.)]*")


@lru_cache(maxsize=2_000)
def _cue_of_heading(words: tuple[str, ...], lang: str, *, is_clause: bool) -> Cue:
    """Return what a heading says of the members of its list.

    A word in the singular heads one if nothing else stands there ("District: Lachin"), or if a
    number tells that there are several («6 գետ՝»).
    """
    tokens = [Token(word_key(word, lang), word) for word in words]
    heads = _heads(lang) if is_clause else slice(None)
    near = range(len(tokens))[heads]
    for at in range(len(tokens)):
        for hit in find_rules(TABLE, "heading", tokens[at:], lang, reach=0):
            if at not in near and not hit.rule.gap:
                continue
            cue = cue_of(hit)
            is_whole = len(hit.tokens) == len(tokens)
            if cue.shared or is_whole or (at and words[at - 1].isdecimal()):
                return cue
    return SILENT


def _goes_on_in_list(before: Reading) -> bool:
    """Tell whether a list under a heading goes on behind a member, a few words between."""
    if before.link in ("list", "slash", "bracket"):
        return True
    gap = before.gap.strip()
    if _BULLET.fullmatch(before.gap) or gap in _PARTING:
        return True
    return gap[-1:] in ",;" and not STOP.search(gap[:-1]) and len(gap.split()) <= ASIDE_WORDS


_PARTING = frozenset([";", ")", "),", ");"])


def _belong_to_second(one: Reading, before: Reading) -> bool:
    """Tell whether the type words between two mentions are the second's: "the Syunik village of X".

    So it is where only the first can be what the other lies in.
    """
    if one.cue.behind or not _is_gap(one.cue.words, before) or "settlement" not in one.cue.types:
        return False
    return _can_contain(before) and not _can_contain(one) and not one.precedes_word


def _can_contain(one: Reading) -> bool:
    places = [candidate.place for candidate in one.candidates]
    return any(p.type in _UNITS and p.feature != "municipality" for p in places)


_UNITS = frozenset({"country", "region", "district"})


def _is_gap(words: str, before: Reading) -> bool:
    """Tell whether the type words are all that parts the mention from the one before.

    In "Sos village of Martuni" they belong to Sos, and Martuni is where it lies.
    """
    gap = before.gap.removesuffix("the ").strip()
    return words.endswith(" of") and before.link == "same" and gap == words
