"""Cut a text into paragraphs, each with its language, page and section."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gazetteer.geoparsing.documents.extract import Part
from gazetteer.geoparsing.language import (
    ARMENIAN,
    SEVERAL,
    UNKNOWN,
    script_of_language,
    script_of_text,
    shown,
    tell,
)
from gazetteer.model import Segment

_BLANK_LINES = re.compile(r"(?:\r\n|\r(?!\n)|\n)\s*[\r\n][^\S\r\n]*")
_LINE = re.compile(r"[^\r\n]+")
_MAIN_SHARE = 0.8  # of the letters; a quotation or a letterhead does not make a document mixed


def segment(text: str, parts: Sequence[Part] = ()) -> tuple[Segment, ...]:
    r"""Return the paragraphs of the text in order, without the blank lines between them.

    A paragraph never crosses a page. Where lines of one block are plainly in different languages
    they are different paragraphs. A paragraph that shows no language of its own (a list of
    names) takes that of the nearest one before it, else after it, in the same script.

    >>> [(s.start, s.end, s.lang) for s in segment("The road to Shusha.\n\nДорога в Шушу.")]
    [(0, 19, 'en'), (21, 35, 'ru')]
    """
    paragraphs: list[Segment] = []
    for part in parts or (Part(0, len(text)),):
        for start, end, lang in _paragraphs(text, part.start, part.end):
            paragraphs.append(Segment(start, end, lang, part.page, part.section))
    return _with_neighbours_language(text, paragraphs)


def main_language(segments: Sequence[Segment]) -> str:
    """Return the language of four fifths of the text, `mul` when there is none, else `und`."""
    lengths: Counter[str] = Counter()
    for paragraph in segments:
        if paragraph.lang != UNKNOWN:
            lengths[paragraph.lang] += paragraph.end - paragraph.start
    if not lengths:
        return UNKNOWN
    lang, length = max(lengths.items(), key=lambda item: (item[1], item[0]))
    return lang if length >= _MAIN_SHARE * lengths.total() else SEVERAL


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    position = start
    for gap in _BLANK_LINES.finditer(text, start, end):
        yield from _by_language(text, position, gap.start())
        position = gap.end()
    yield from _by_language(text, position, end)


def _by_language(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Split a block between two lines of different languages; a name may cross other lines.

    A block of ASCII letters alone is one paragraph: it holds one language, or names.
    """
    lines = [line for line in _LINE.finditer(text, start, end) if not line[0].isspace()]
    if len(lines) > 1 and text[start:end].isascii():
        first, last = lines[0].start(), lines[-1].end()
        yield first, last, shown(text[first:last])
        return
    first, last, current, is_sure = -1, -1, UNKNOWN, True
    longest = max((line.end() - line.start() for line in lines), default=0)
    for line in lines:
        lang = shown(line[0])
        if lang == UNKNOWN and current != UNKNOWN and script_of_language(current) != "Armn":
            lang = tell(line[0])  # a line of Armenian below another script is Armenian
        if lang != UNKNOWN and current not in (UNKNOWN, lang):
            goes_on = _goes_on(text[first:last], line[0], lang, longest)
            if _is_clear(line[0], lang, current) and not goes_on:
                yield first, last, current if is_sure else shown(text[first:last])
                first, current, is_sure = -1, UNKNOWN, True
            else:
                is_sure = False
        first, last = line.start() if first < 0 else first, line.end()
        current = lang if current == UNKNOWN else current
    if first >= 0:
        yield first, last, current if is_sure else shown(text[first:last])


def _is_clear(line: str, lang: str, current: str) -> bool:
    """Tell whether a line shows another language: another script does, or a few words."""
    return script_of_language(lang) != script_of_language(current) or len(line.split(None, 4)) > 3


def _goes_on(before: str, line: str, lang: str, longest: int) -> bool:
    """Tell whether a line goes on with the sentence before, in a language of the same script.

    Behind no mark it begins small, or the line above is a full one of a text set in lines; six
    words of one language may look like another one.
    """
    above = before[-_MOST_OF_LINE:].rpartition("\n")[2].rstrip()
    if above.endswith(_SENTENCE_ENDS) or script_of_language(lang) != script_of_text(above):
        return False
    return line[:1].islower() or len(above) > _FULL * longest


_SENTENCE_ENDS = (".", ":", "!", "?", "։", "…", ";")
_MOST_OF_LINE = 200  # letters looked at
_FULL = 0.8  # of the longest line of the block


def _with_neighbours_language(text: str, paragraphs: list[Segment]) -> tuple[Segment, ...]:
    known: dict[str, str] = {}
    scripts = [_script(text, paragraph) for paragraph in paragraphs]
    for paragraph, script in zip(reversed(paragraphs), reversed(scripts), strict=True):
        if paragraph.lang != UNKNOWN:
            known[script] = paragraph.lang  # ends as the first of the script, for those before it
    told: list[Segment] = []
    for paragraph, script in zip(paragraphs, scripts, strict=True):
        if paragraph.lang != UNKNOWN:
            known[script] = paragraph.lang
        elif lang := known.get(script) or (ARMENIAN if script == "Armn" else ""):
            paragraph = Segment(
                paragraph.start, paragraph.end, lang, paragraph.page, paragraph.section
            )
        told.append(paragraph)
    return tuple(told)


def _script(text: str, paragraph: Segment) -> str:
    told = script_of_language(paragraph.lang)
    return told or script_of_text(text[paragraph.start : min(paragraph.end, paragraph.start + 400)])
