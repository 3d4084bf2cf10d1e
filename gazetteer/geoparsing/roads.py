"""Part the name of a road that names its ends into the mentions of the two places.

The tables have "Горис–Степанакерт" as a road, and "Ağdam yolu" behind another end and a dash.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gazetteer.geoparsing.candidates import Known

if TYPE_CHECKING:
    from gazetteer.geoparsing.recognition import Recognizer, Span

DASHES = "-‐‑–—"
_DASH = re.compile(rf"\s*[{DASHES}]\s*")
_ROADS = frozenset({"road", "railway"})


def ends_of_roads(
    spans: "Sequence[Span]", text: str, known: Known, recognizer: "Recognizer"
) -> "list[Span]":
    """Return the spans of a text, those of roads named by their ends as spans of the places."""
    parted: list[Span] = []
    for span in spans:
        whole = _both_ends(span, text, known, recognizer)
        parted += whole or _last_end(span, text, known, recognizer) or [span]
    return parted


def _both_ends(span: "Span", text: str, known: Known, recognizer: "Recognizer") -> "list[Span]":
    """Return the spans of the two ends, nothing for any other span."""
    if not (dash := _DASH.search(span.text)) or not span.hits:
        return []
    if any(known.place(hit.place_id).type != "road" for hit in span.hits):
        return []
    ends: list[Span] = []
    for start, end in ((0, dash.start()), (dash.end(), len(span.text))):
        ends += _first_place(span.text[start:end], span.start + start, recognizer)
    whole = [one for end in ends for one in _last_end(end, text, known, recognizer) or [end]]
    return whole if len(whole) == 2 else []


def _last_end(span: "Span", text: str, known: Known, recognizer: "Recognizer") -> "list[Span]":
    """Return the place of a road's name that a dash joins to another end: "Şuşa-Ağdam yolu"."""
    start = span.start
    if start < 2 or text[start - 1] not in DASHES or not text[start - 2].isalpha():
        return []
    head, _, _ = span.text.rpartition(" ")
    places = (known.place(hit.place_id) for hit in span.hits)
    if not head or not span.hits or any(place.feature not in _ROADS for place in places):
        return []
    return _first_place(head, start, recognizer)


def _first_place(words: str, start: int, recognizer: "Recognizer") -> "list[Span]":
    """Return the first place of some words that begin at a position of the text."""
    found = recognizer.find(words)
    return [one._replace(start=one.start + start, end=one.end + start) for one in found[:1]]
