"""Turn a document's text into HTML in which every mention is an anchor and a link.

Offsets count code points of the canonical text; the text is cut first and escaped after, so a
mention is never moved by an escape.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from markupsafe import Markup

from gazetteer.model import Document, Mention, Place, Segment
from gazetteer.names import fold

from .escaping import html

_BLANK = re.compile(r"\n[ \t\r\f\v]*\n\s*")
_WRAPPED_FROM = (
    60  # code points: a text whose lines are about as long as this was broken by a machine
)
_CONTEXT = 70
_SHORTEST_STEM = 3
_LONGEST_HEADING = 300
_SPACES = re.compile(r"\s+")
_BROKEN_WORD = re.compile("[-\u00ad\u058a\ufffe]\\s*\\n\\s*")
SURE, LIKELY = 0.8, 0.5  # below LIKELY a mention is drawn as doubtful


@dataclass(frozen=True, slots=True)
class Numbered:
    """A mention with its number in the document (from 1), and the text around it.

    `form` is the name that the text uses, out of its case ending where the gazetteer attests it.
    """

    number: int
    mention: Mention
    before: str
    after: str
    form: str

    @property
    def anchor(self) -> str:
        """Return the fragment that leads to the mention in the document's page."""
        return f"m-{self.number:04d}"


def one_line(text: str) -> str:
    r"""Return the text with white space single and words joined that a line end had broken.

    >>> one_line("Stepana-\nkert"), one_line("Nagorno-Karabakh\n region")
    ('Stepanakert', 'Nagorno-Karabakh region')
    """
    return _SPACES.sub(" ", _BROKEN_WORD.sub("", text)).strip()


def used_form(mention: Mention) -> str:
    """Return the name that a mention uses: the attested name that it is, or an ending away from.

    Where no name of the place begins as the mention does, the mention itself is the name.
    """
    text = one_line(mention.text)
    return _nearest_name(text, mention.place) if mention.place else text


def commonest_first(counted: Mapping[str, int]) -> dict[str, int]:
    """Return what was counted, the commonest first, equally common ones by the alphabet.

    >>> list(commonest_first({"Şuşa": 1, "Shusha": 2, "Shushi": 2}))
    ['Shusha', 'Shushi', 'Şuşa']
    """
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


@lru_cache(maxsize=100_000)
def _nearest_name(text: str, place: Place) -> str:
    forms = [name.form for name in place.names if not name.derived_by]
    if text in forms:
        return text
    folded = fold(text)
    alike = sorted(form for form in forms if fold(form) == folded)
    if alike:  # another spelling of a known name is what the document writes; capitals are not
        return next((form for form in alike if form.casefold() == text.casefold()), text)
    return max((_fit(text, folded, form) for form in forms), default=(0, 0, 0, text))[-1] or text


def _fit(text: str, folded: str, form: str) -> tuple[int, int, int, str]:
    """Rate how well a form begins as an inflected mention does: folded, as written, then short."""
    key = fold(form)
    shared = _shared_start(folded, key)
    # Endings are added to a stem that loses two letters at most, as Хадрута from Хадрут.
    if shared < max(_SHORTEST_STEM, len(key) - 2):
        return 0, 0, 0, ""
    return shared, _shared_start(text, form), -len(key), form


def _shared_start(one: str, other: str) -> int:
    for at, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return at
    return min(len(one), len(other))


def certainty(mention: Mention) -> str:
    """Return how sure the reading is: `sure`, `likely`, `doubtful` or `unresolved`."""
    if mention.place is None:
        return "unresolved"
    if mention.confidence >= SURE:
        return "sure"
    return "likely" if mention.confidence >= LIKELY else "doubtful"


def number_mentions(document: Document, mentions: Iterable[Mention]) -> list[Numbered]:
    """Give the mentions numbers in the order of the text and cut the passages around them."""
    ordered = sorted(mentions, key=lambda m: (m.start, -m.end, m.place.id if m.place else ""))
    return [
        Numbered(number, mention, *_around(document.text, mention), form=used_form(mention))
        for number, mention in enumerate(ordered, start=1)
    ]


def _around(text: str, mention: Mention) -> tuple[str, str]:
    before = text[max(0, mention.start - _CONTEXT) : mention.start]
    after = text[mention.end : mention.end + _CONTEXT]
    if mention.start > _CONTEXT:
        before = "…" + before.partition(" ")[2]
    if mention.end + _CONTEXT < len(text):
        after = (after.rpartition(" ")[0] or after) + "…"
    before, after = _SPACES.sub(" ", before), _SPACES.sub(" ", after)
    return before, after


def reader_html(
    document: Document, numbered: list[Numbered], called: str = ""
) -> tuple[Markup, Markup]:
    """Return the heading and the text as paragraphs, with an `<a id="m-0001">` for every mention.

    The heading is the first paragraph where that is what the document is `called`, so that it
    does not stand twice; it is empty where the text does not begin with the title.

    A mention inside another one cannot be a link of its own; it becomes an empty anchor at its
    start, so that every number still leads somewhere.
    """
    marks = _marks(document, numbered)
    text = _without_breaks(document)
    heading, first = Markup(), 0
    parts: list[Markup] = []
    for start, end in _paragraphs(text):
        last = first
        while last < len(marks) and marks[last][0] < end:
            last += 1
        content = _content(text, start, end, marks[first:last])
        if not parts and not heading and _is_title(document.text[start:end], called):
            heading = content
        else:
            is_wrapped = _is_wrapped(text[start:end])
            parts.append(_paragraph(_language(document, start), content, is_wrapped=is_wrapped))
        first = last
    return heading, Markup("\n").join(parts)


def _is_title(paragraph: str, title: str) -> bool:
    return " ".join(paragraph.split()) == title and 0 < len(title) <= _LONGEST_HEADING


def _marks(document: Document, numbered: list[Numbered]) -> list[tuple[int, int, Markup, Markup]]:
    """Return what to put into the text: (start, end, opening, closing), in order."""
    marks = [(s.start, s.start, _page(s), Markup()) for s in _page_turns(document.segments)]
    covered = 0
    for one in numbered:
        mention = one.mention
        if mention.start < covered:
            anchor = Markup('<span id="{}"></span>').format(one.anchor)
            marks.append((mention.start, mention.start, anchor, Markup()))
        else:
            marks.append((mention.start, mention.end, *_tags(one)))
            covered = mention.end
    return sorted(marks, key=lambda mark: (mark[0], mark[1]))


def _page_turns(segments: Iterable[Segment]) -> Iterator[Segment]:
    page = None
    for segment in segments:
        if segment.page is not None and segment.page != page:
            page = segment.page
            yield segment


def _page(segment: Segment) -> Markup:
    return Markup('<span class="page" id="page-{0}" data-page="{0}"></span>').format(segment.page)


def _tags(one: Numbered) -> tuple[Markup, Markup]:
    mention = one.mention
    if mention.place is None:
        opening = Markup('<a class="m unresolved" id="{0}" href="#{0}">').format(one.anchor)
    else:
        opening = Markup('<a class="m {} {}" id="{}" href="#{}">').format(
            mention.role, certainty(mention), one.anchor, mention.place.id
        )
    return opening, Markup("</a>")


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the paragraphs; a text without blank lines is one paragraph a line."""
    separator = _BLANK if _BLANK.search(text) else re.compile(r"\n\s*")
    start = 0
    for blank in separator.finditer(text):
        if text[start : blank.start()].strip():
            yield start, blank.end()
            start = blank.end()
    if text[start:].strip():
        yield start, len(text)


def _content(
    text: str, start: int, end: int, marks: list[tuple[int, int, Markup, Markup]]
) -> Markup:
    at = start
    parts: list[Markup] = []
    for mark_start, mark_end, opening, closing in marks:
        if mark_start < at:  # an anchor inside a mention that is written already
            parts.append(opening)
            continue
        parts += [html(text[at:mark_start]), opening, html(text[mark_start:mark_end]), closing]
        at = mark_end
    parts.append(html(text[at:end].rstrip()))
    return Markup("").join(parts)


def _without_breaks(document: Document) -> str:
    """Return the text with the line ends that printing put into sentences as blanks.

    Only of a document in pages, whose lines are those of the print: there a sentence goes on
    where a line that ends none is followed by a small letter, or is as long as the page is wide.
    No offset moves. Words that a hyphen breaks keep it.
    """
    if all(segment.page is None for segment in document.segments):
        return document.text
    lines = document.text.split("\n")
    ends = (" " if _goes_on(line, after) else "\n" for line, after in pairwise(lines))
    return "".join(chain.from_iterable(zip(lines, chain(ends, [""]), strict=True)))


_ENDS = ".!?…:;։՝؟۔"


def _goes_on(line: str, following: str) -> bool:
    line, following = line.rstrip(), following.lstrip()
    if not line or not following or line[-1] in _ENDS:
        return False
    return following[0].islower() or len(line) >= _WRAPPED_FROM


def _paragraph(lang: str, content: Markup, *, is_wrapped: bool) -> Markup:
    kind = Markup("") if is_wrapped else Markup(' class="lines"')
    return Markup('<p{} lang="{}" dir="auto">{}</p>').format(kind, lang, content)


def _is_wrapped(paragraph: str) -> bool:
    """Say whether the line ends of a paragraph only come from its typing width."""
    lines = paragraph.strip().split("\n")[:-1]
    return all(len(line) >= _WRAPPED_FROM for line in lines)


def _language(document: Document, start: int) -> str:
    for segment in document.segments:
        if segment.start <= start < segment.end and segment.lang != "und":
            return segment.lang
    return document.lang
