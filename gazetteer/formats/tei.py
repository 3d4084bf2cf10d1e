"""TEI P5: the text with a `placeName` for every mention, and a `listPlace` of the places.

Each document is a `TEI` element that stands on its own; several are held by a `teiCorpus`.
The characters of the paragraphs and of what lies between them are those of the extracted
text, so that positions can be counted in the XML as well; only what XML cannot hold differs.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from gazetteer.formats.entry import Scan, place_iri, position
from gazetteer.formats.markup import xml_attribute, xml_text
from gazetteer.formats.output import Target, write_text
from gazetteer.model import Document, Mention, Place, Segment

_NAMESPACE = 'xmlns="http://www.tei-c.org/ns/1.0"'
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ABOUT = (
    "Place names were found by a program. On placeName, ref points to the place, role says how the "
    "name is meant (literal, metonymic, associative) and cert how sure the program is (0 to 1); a "
    "name without ref is one whose place is not known."
)


def write_scans(scans: Iterable[Scan], out: Target) -> None:
    """Write one document as `TEI`, several (or none) as `teiCorpus`."""
    write_text(_root(iter(scans)), out)


def _root(scans: Iterator[Scan]) -> Iterator[str]:
    first, second = next(scans, None), next(scans, None)
    yield _DECLARATION
    if first and not second:
        yield from _tei(first, "")
        return
    yield f"<teiCorpus {_NAMESPACE}>\n{_header('Documents and the places they mention', '')}"
    for number, scan in enumerate(filter(None, (first, second)), 1):
        yield from _tei(scan, f"d{number}-")
    for number, scan in enumerate(scans, 3):
        yield from _tei(scan, f"d{number}-")
    yield "</teiCorpus>\n"


def _tei(scan: Scan, prefix: str) -> Iterator[str]:
    """Yield one document; `prefix` keeps its identifiers apart from those of others."""
    document = scan.document
    mentions = without_overlaps(scan.mentions)
    yield f"<TEI {_NAMESPACE} xml:lang={xml_attribute(document.lang)}>\n"
    yield _header(document.title or document.path or "Untitled", _source(document))
    places = {m.place.id: (m.place, m.label) for m in mentions if m.place}
    if places:
        yield "<standOff><listPlace>\n"
        for place_id in sorted(places):
            yield _place(*places[place_id], prefix)
        yield "</listPlace></standOff>\n"
    yield "<text><body>"
    yield from _body(document, mentions, prefix)
    yield "</body></text>\n</TEI>\n"


def _header(title: str, source: str) -> str:
    return (
        f"<teiHeader><fileDesc><titleStmt><title>{xml_text(title)}</title></titleStmt>"
        "<publicationStmt><p>Made from the source named below.</p></publicationStmt>"
        f"<sourceDesc>{source or '<p>The documents below.</p>'}</sourceDesc></fileDesc>"
        f"<encodingDesc><p>{_ABOUT}</p></encodingDesc></teiHeader>\n"
    )


def _source(document: Document) -> str:
    parts = [f"<title>{xml_text(document.title)}</title>"] if document.title else []
    if document.date:
        parts.append(f"<date>{xml_text(document.date)}</date>")
    if document.source_url:
        parts.append(f'<idno type="URL">{xml_text(document.source_url)}</idno>')
    if document.path:
        parts.append(f'<idno type="path">{xml_text(document.path)}</idno>')
    return f'<bibl>{"".join(parts)}<idno type="sha256">{document.sha256}</idno></bibl>'


def _place(place: Place, label: str, prefix: str) -> str:
    names = "".join(
        f"<placeName xml:lang={xml_attribute(name.lang)} type={xml_attribute(name.kind)}"
        f"{_years(name.since, name.until)}>{xml_text(name.form)}</placeName>"
        for name in place.names
    )
    country = f"<country key={xml_attribute(place.country_code)}/>" if place.country_code else ""
    where = position(place)
    geo = f"<geo>{where[1]} {where[0]}</geo>" if where else ""
    identifiers = "".join(
        f"<idno type={xml_attribute(scheme)}>{xml_text(identifier)}</idno>"
        for scheme, ids in place.concordances.items()
        for identifier in ids
    )
    return (
        f"<place xml:id={xml_attribute(prefix + place.id)} type={xml_attribute(place.type)}"
        f" n={xml_attribute(label or place.id)}>"
        f"{names}{f'<location>{country}{geo}</location>' if country or geo else ''}"
        f'<idno type="URI">{xml_text(place_iri(place))}</idno>{identifiers}</place>\n'
    )


def _years(since: int | None, until: int | None) -> str:
    written = ((key, year) for key, year in (("from", since), ("to", until)) if year is not None)
    return "".join(
        f' {key}="{year:05d}"' if year < 0 else f' {key}="{year:04d}"' for key, year in written
    )


def without_overlaps(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions in order; of two that overlap the earlier, else the longer one.

    XML can nest but not cross elements, and a name inside a name is read as one.
    """
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if mention.start < mention.end and (not kept or mention.start >= kept[-1].end):
            kept.append(mention)
    return kept


def _body(document: Document, mentions: list[Mention], prefix: str) -> Iterator[str]:
    text, done, page = document.text, 0, None
    ahead = deque(mentions)
    for start, end, lang, own_page in _paragraphs(document, mentions):
        blanks = _blanks_before(text, done, start)
        yield xml_text(blanks)
        if own_page != page and own_page is not None:
            yield f'<pb n="{own_page}"/>'
            page = own_page
        inside = []
        while ahead and ahead[0].start < end:
            inside.append(ahead.popleft())
        yield f"<p xml:lang={xml_attribute(lang)}>"
        yield _with_names(text, done + len(blanks), end, inside, prefix)
        yield "</p>"
        done = end
    blanks = _blanks_before(text, done, len(text))
    yield xml_text(blanks)
    if rest := text[done + len(blanks) :]:
        yield f"<p xml:lang={xml_attribute(document.lang)}>{xml_text(rest)}</p>"


def _blanks_before(text: str, start: int, end: int) -> str:
    """Return the blanks of XML that the stretch begins with; no other text may stand alone."""
    between = text[start:end]
    return between[: len(between) - len(between.lstrip(" \t\r\n"))]


def _paragraphs(
    document: Document, mentions: list[Mention]
) -> Iterator[tuple[int, int, str, int | None]]:
    """Yield the segments; those that a mention runs across are one paragraph."""
    whole = Segment(0, len(document.text), document.lang)
    bridges = iter(mentions)
    bridge = next(bridges, None)
    start, end, lang, page = -1, -1, "", None
    for segment in document.segments or (whole,):
        while bridge and bridge.end <= segment.start:
            bridge = next(bridges, None)
        if start >= 0 and bridge and bridge.start < end:
            end = segment.end
            continue
        if start >= 0:
            yield start, end, lang, page
        start, end, lang, page = segment.start, segment.end, segment.lang, segment.page
    if start >= 0:
        yield start, end, lang, page


def _with_names(text: str, start: int, end: int, mentions: list[Mention], prefix: str) -> str:
    pieces, done = [], start
    for mention in mentions:
        pieces.append(xml_text(text[done : mention.start]))
        ref = f" ref={xml_attribute(f'#{prefix}{mention.place.id}')}" if mention.place else ""
        kind = f" type={xml_attribute(mention.place.type)}" if mention.place else ""
        pieces.append(
            f"<placeName{ref}{kind} role={xml_attribute(mention.role)}"
            f' cert="{mention.confidence:.3g}">{xml_text(mention.text)}</placeName>'
        )
        done = mention.end
    pieces.append(xml_text(text[done:end]))
    return "".join(pieces)
