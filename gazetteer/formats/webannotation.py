"""W3C Web Annotation: an annotation for every mention, found again by position or by quotation.

The selectors are those of the model (TextPositionSelector in code points of the extracted text,
TextQuoteSelector with what stands before and after). The body identifies the place; a mention
whose place is not known has a body that says so and is kept.
"""

import re
import uuid
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from gazetteer.formats.entry import PLACE_IRI, Scan, place_iri, position
from gazetteer.formats.geojson import a_line_each, compact, point
from gazetteer.formats.output import Target, write_text
from gazetteer.model import Document, Mention, Place

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
# Our own words beside those of the standard, so that the JSON stays Linked Data.
_OWN_WORDS = {
    "gaz": "urn:x-gazetteer:term:", "Place": "gaz:Place", "role": "gaz:role",
    "confidence": "gaz:confidence",
    "evidence": {"@id": "gaz:evidence", "@container": "@list"}, "page": "gaz:page",
    "placeType": "gaz:placeType", "countryCode": "gaz:countryCode",
    "closeMatch": {"@id": "http://www.w3.org/2004/02/skos/core#closeMatch", "@type": "@id"},
    "geometry": {"@id": "https://purl.org/geojson/vocab#geometry", "@type": "@json"},
    "sha256": "gaz:sha256",
}  # fmt: skip
_AROUND = 32  # code points of context on each side of a quotation
_IDENTIFIERS = {
    "geonames": "https://sws.geonames.org/{}/",
    "wikidata": "http://www.wikidata.org/entity/{}",
    "wof": "https://spelunker.whosonfirst.org/id/{}",
}
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s:]")
_NOT_IN_IRI = re.compile(r"""[\x00-\x20<>"{}|\\^`\x7f]""")  # RFC 3987, 2.2
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:x-gazetteer:annotation")


def write_scans(scans: Iterable[Scan], out: Target) -> None:
    """Write one annotation page with an annotation for every mention of every document."""
    write_text(_page(_annotations(scans)), out)


def _page(annotations: Iterable[dict[str, Any]]) -> Iterator[str]:
    context = compact([CONTEXT, _OWN_WORDS])
    yield f'{{"@context":{context},"id":"urn:x-gazetteer:annotations",'
    yield '"type":"AnnotationPage","items":['
    yield from a_line_each(annotations)
    yield "\n]}\n"


def _annotations(scans: Iterable[Scan]) -> Iterator[dict[str, Any]]:
    for scan in scans:
        for mention in scan.mentions:
            yield annotation(scan.document, mention)


def annotation(document: Document, mention: Mention) -> dict[str, Any]:
    """Return one mention as an annotation; its id follows from document, span and place.

    The document is told by its address as well: two files may hold the same text.
    """
    place = mention.place
    where = f"{document_iri(document)} {document.sha256} {mention.start} {mention.end}"
    key = f"{where} {place.id if place else ''}"
    return {
        "id": f"urn:uuid:{uuid.uuid5(_NAMESPACE, key)}", "type": "Annotation",
        "motivation": "identifying" if place else "tagging",
        "body": _place_body(place, mention) if place else _unknown_body(mention),
        "target": _target(document, mention), "role": mention.role,
        "confidence": mention.confidence, "evidence": list(mention.evidence),
        **({"page": mention.page} if mention.page is not None else {}),
    }  # fmt: skip


def _place_body(place: Place, mention: Mention) -> dict[str, Any]:
    known = place.concordances
    same = [form.format(i) for s, form in _IDENTIFIERS.items() for i in known.get(s, ())]
    source: dict[str, Any] = {"id": place_iri(place), "type": "Place", "label": mention.label}
    source |= {"placeType": place.type, "countryCode": place.country_code, "closeMatch": same}
    if geometry := point(position(place)):
        source["geometry"] = geometry
    return {"type": "SpecificResource", "purpose": "identifying", "source": source}


def _unknown_body(mention: Mention) -> dict[str, Any]:
    others = ", ".join(PLACE_IRI + place_id for place_id, _ in mention.alternatives)
    value = "place not known" + (f"; perhaps {others}" if others else "")
    return {
        "type": "TextualBody", "purpose": "tagging", "value": value, "format": "text/plain",
        "language": "en",
    }  # fmt: skip


def _target(document: Document, mention: Mention) -> dict[str, Any]:
    text, start, end = document.text, mention.start, mention.end
    quotation: dict[str, Any] = {"type": "TextQuoteSelector", "exact": mention.text}
    if prefix := text[max(0, start - _AROUND) : start]:
        quotation["prefix"] = prefix
    if suffix := text[end : end + _AROUND]:
        quotation["suffix"] = suffix
    position_selector = {"type": "TextPositionSelector", "start": start, "end": end}
    return {
        "type": "SpecificResource", "source": document_iri(document),
        "selector": [position_selector, quotation], "sha256": document.sha256,
    }  # fmt: skip


def document_iri(document: Document) -> str:
    """Return the address of the document, else its path as an IRI reference.

    What stands where an address should, such as the signature of an archive, is none.
    """
    if _ADDRESS.match(document.source_url):
        return _NOT_IN_IRI.sub(lambda found: quote(found[0]), document.source_url)
    name = PurePath(document.path).as_posix().encode("utf-8", "surrogateescape")
    path = quote(name, safe="/~!$&'()*+,;=@")
    return path or f"urn:x-gazetteer:document:{document.sha256}"
