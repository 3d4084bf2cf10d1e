"""Read a quotation or a sentence in its own language, where that is not its paragraph's.

A press review in English quotes the papers in their languages. The paragraphs of a document stay
as they are; what is quoted gets a stretch of its own for the scan alone.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from gazetteer.geoparsing.language import UNKNOWN, plainly, script_of_language, script_of_text, tell
from gazetteer.model import Document, Segment

_MARKS = '«“„"'
_QUOTATION = re.compile(r'«[^«»]{12,}»|“[^“”]{12,}”|„[^„“”]{12,}[“”]|"[^"\n]{12,}"')
_SENTENCE = re.compile(r"[^.!?։…]+[.!?։…]*")
# Letters of each language that stand in few words of others in its script.
_STRANGE = re.compile("[əƏğĞıİşŞәӘғҒҝҜҹҸөӨүҮһҺ]")
_STRANGE_IN = frozenset({"en", "fr", "de", "ru"})
_FEWEST_STRANGE = 3  # such letters from which a sentence may be in another language


def tell_quotations(document: Document) -> Document:
    """Return the document with a segment for every quotation in another language."""
    if not any(mark in document.text for mark in _MARKS) and not _STRANGE.search(document.text):
        return document
    segments = [part for whole in document.segments for part in _parted(document.text, whole)]
    return replace(document, segments=tuple(segments))


def _parted(text: str, segment: Segment) -> Iterator[Segment]:
    """Yield a segment, cut where a quotation in it begins and ends."""
    start = segment.start
    for first, last, lang in _others(text, segment):
        if start < first:
            yield replace(segment, start=start, end=first)
        yield replace(segment, start=first, end=last, lang=lang)
        start = last
    if start < segment.end:
        yield replace(segment, start=start)


def _others(text: str, segment: Segment) -> Iterator[tuple[int, int, str]]:
    """Yield what stands in a segment in another language, and in which."""
    if segment.lang == UNKNOWN:
        return
    last = segment.start
    for met in _QUOTATION.finditer(text, segment.start, segment.end):
        yield from _sentences(text, last, met.start(), segment.lang)
        is_plain = segment.lang == "en" and text[met.start() + 1 : met.end() - 1].isascii()
        if not is_plain and (lang := _other(met[0], segment.lang)):
            yield met.start(), met.end(), lang
        last = met.end()
    yield from _sentences(text, last, segment.end, segment.lang)


def _sentences(text: str, start: int, end: int, lang: str) -> Iterator[tuple[int, int, str]]:
    if lang not in _STRANGE_IN or not _STRANGE.search(text, start, end):
        return
    for met in _SENTENCE.finditer(text, start, end):
        if len(_STRANGE.findall(met[0])) >= _FEWEST_STRANGE and (other := _other(met[0], lang)):
            yield met.start(), met.end(), other


def _other(text: str, lang: str) -> str:
    """Return the language of a text where it plainly is another one."""
    script = script_of_text(text)
    is_other_script = bool(script) and script != script_of_language(lang)
    told = tell(text) if is_other_script else plainly(text)
    return "" if told in (UNKNOWN, lang) else told
