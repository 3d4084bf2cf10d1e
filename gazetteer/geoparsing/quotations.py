"""Read a quotation or a sentence in its own language, where that is not its paragraph's.

A press review in English quotes the papers in their languages. The paragraphs of a document stay
as they are; what is quoted gets a stretch of its own for the scan alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gazetteer.geoparsing.context import primary_of
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
    if segment.lang == UNKNOWN:
        yield segment
        return
    quoted = list(_QUOTATION.finditer(text, segment.start, segment.end))
    own = replace(segment, lang=_own_language(text, segment, quoted))
    start = segment.start
    for first, last, lang in _others(text, own, quoted):
        if start < first:
            yield replace(own, start=start, end=first)
        yield replace(own, start=first, end=last, lang=lang)
        start = last
    if start < segment.end:
        yield replace(own, start=start)


def _own_language(text: str, segment: Segment, quoted: Sequence[re.Match[str]]) -> str:
    """Return the language of what is not quoted, where the quotations are most of the text."""
    length = sum(met.end() - met.start() for met in quoted)
    if 2 * length < segment.end - segment.start:
        return segment.lang
    starts = [segment.start, *(met.end() for met in quoted)]
    ends = [*(met.start() for met in quoted), segment.end]
    rest = "".join(text[start:end] for start, end in zip(starts, ends, strict=True))
    return _other(rest, segment.lang) or segment.lang


def _others(
    text: str, segment: Segment, quoted: Sequence[re.Match[str]]
) -> Iterator[tuple[int, int, str]]:
    """Yield what stands in a segment in another language, and in which."""
    last = segment.start
    for met in quoted:
        yield from _sentences(text, last, met.start(), segment.lang)
        is_plain = text[met.start() + 1 : met.end() - 1].isascii()
        is_plain = is_plain and primary_of(segment.lang) == "en"
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
