"""The page of one document: its text and its map, linked both ways."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from gazetteer.model import Document, Mention

from .cards import Atlas
from .corpus import Corpus, Entry
from .escaping import text_fragment, web_address
from .features import feature, place_properties
from .files import Slugs
from .output import write_data, write_geojson, write_page
from .pages import Pages
from .reader import Numbered, certainty, commonest_first, number_mentions, reader_html
from .titles import shorten, title_of, tooltip


def write_documents(
    folder: Path, results: Iterable[tuple[Document, Sequence[Mention], int]],
    corpus: Corpus, pages: Pages, atlas: Atlas,
) -> None:  # fmt: skip
    """Write a page and the data of each document as it comes, and remember it in the corpus."""
    slugs = Slugs()
    for document, mentions, withheld in results:
        slug = slugs.take(document.path, document.title)
        numbered = number_mentions(document, mentions)
        collection = _document_geojson(document, numbered, atlas)
        write_geojson(folder, slug, collection)
        write_data(folder, slug, _for_page(collection, document.source_url))
        html = _document_page(document, slug, numbered, collection, pages, withheld)
        write_page(folder, f"documents/{slug}.html", html)
        corpus.add(_entry(document, slug, numbered), numbered)


def _entry(document: Document, slug: str, numbered: list[Numbered]) -> Entry:
    named = {one.mention.place.id for one in numbered if one.mention.place}
    unresolved = sum(one.mention.place is None for one in numbered)
    title = title_of(document)
    return Entry(slug, document.path, shorten(title), document.date, document.lang,
                 len(named), len(numbered), unresolved, tooltip(title))  # fmt: skip


def _by_place(numbered: list[Numbered]) -> dict[str, list[Numbered]]:
    """Return the mentions of each place, most often named first, then in the order of the text."""
    found: dict[str, list[Numbered]] = {}
    for one in numbered:
        if one.mention.place:
            found.setdefault(one.mention.place.id, []).append(one)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[1][0].number)))


def _document_geojson(document: Document, numbered: list[Numbered], atlas: Atlas) -> dict[str, Any]:
    features = [
        _place_feature(document, ones, atlas) for ones in _by_place(numbered).values()
    ] + [
        feature("", None, {"mentions": [_mention_json(document, one)], "count": 1})
        for one in numbered if one.mention.place is None
    ]  # fmt: skip
    about = {"path": document.path, "title": title_of(document), "lang": document.lang,
             "date": document.date, "sha256": document.sha256}  # fmt: skip
    return {"type": "FeatureCollection", "document": about, "features": features}


def _place_feature(document: Document, ones: list[Numbered], atlas: Atlas) -> dict[str, Any]:
    place = ones[0].mention.place
    assert place is not None  # noqa: S101 - grouped by place
    forms = commonest_first(Counter(one.form for one in ones))
    best = max(ones, key=lambda one: one.mention.confidence).mention
    outline = atlas.gaz.outline(place.id)
    properties = {
        **place_properties(place, atlas, next(iter(forms))), "count": len(ones),
        "forms": forms,
        "certainty": certainty(best), "role": _main_role(ones),
        "outline": outline.quality if outline else None,
        "mentions": [_mention_json(document, one) for one in ones],
    }  # fmt: skip
    return feature(place.id, place, properties)


def _main_role(ones: list[Numbered]) -> str:
    return next(iter(commonest_first(Counter(one.mention.role for one in ones))))


def _mention_json(document: Document, one: Numbered) -> dict[str, Any]:
    mention = one.mention
    record: dict[str, Any] = {
        "n": one.number, "start": mention.start, "end": mention.end, "text": mention.text,
        "form": one.form, "role": mention.role, "confidence": round(mention.confidence, 3),
        "certainty": certainty(mention), "page": mention.page, "before": one.before,
        "after": one.after, "evidence": list(mention.evidence),
        "alternatives": [[place_id, round(score, 3)] for place_id, score in mention.alternatives],
        "source": _at_the_source(document, mention),
    }  # fmt: skip
    return {key: value for key, value in record.items() if value not in (None, "", [])}


_MOST_REFERENCES = 500  # passages that the list links for one place; its own page has them all
_MENTION = ("n", "start", "end", "before", "text", "after", "role", "certainty", "confidence",
            "page", "source", "evidence", "form", "alternatives")  # fmt: skip


def _for_page(collection: dict[str, Any], source_url: str) -> dict[str, Any]:
    """Return what the page reads of a document: mentions as rows, and once what they repeat.

    `assets/document.js` puts the rows together again, and the whole GeoJSON when it is saved.
    """
    reasons: dict[str, int] = {}
    beginning = web_address(source_url).partition("#")[0]
    places, untold = [], []
    for one in collection["features"]:
        rows = [_row(m, reasons, len(beginning)) for m in one["properties"]["mentions"]]
        if "id" in one:
            shown = {key: value for key, value in one["properties"].items() if key != "mentions"}
            places.append({**shown, "at": _at(one["geometry"]), "mentions": rows})
        else:
            untold += rows
    return {
        "document": collection["document"], "places": places, "untold": untold,
        "columns": _MENTION, "reasons": list(reasons), "source": beginning,
    }  # fmt: skip


def _row(mention: dict[str, Any], reasons: dict[str, int], cut: int) -> list[Any]:
    told = dict(mention)
    if reached := told.get("evidence"):
        told["evidence"] = [reasons.setdefault(text, len(reasons)) for text in reached]
    if "source" in told:
        told["source"] = told["source"][cut:]
    if told.get("form") == told["text"]:
        del told["form"]  # as most names are written
    row = [told.get(key) for key in _MENTION]
    while row[-1] is None:
        row.pop()
    return row


def _at(geometry: dict[str, Any] | None) -> list[float] | None:
    return geometry["coordinates"] if geometry else None


_NEARBY = 200  # code points: enough for the words beside a mention, whole


def _at_the_source(document: Document, mention: Mention) -> str:
    start, end = mention.start, mention.end
    before = document.text[max(0, start - _NEARBY) : start]
    return text_fragment(
        document.source_url, before, mention.text, document.text[end : end + _NEARBY]
    )


def _document_page(
    document: Document, slug: str, numbered: list[Numbered], collection: dict[str, Any],
    pages: Pages, withheld: int,
) -> str:  # fmt: skip
    named = _by_place(numbered)
    places = [
        _listed(one["properties"], named[one["id"]], pages.viewpoint)
        for one in collection["features"] if "id" in one
    ]  # fmt: skip
    unresolved = [one for one in numbered if one.mention.place is None]
    forms: dict[str, list[Numbered]] = {}
    for one in unresolved:
        forms.setdefault(one.form, []).append(one)
    title, text = reader_html(document, numbered, title_of(document))
    known = {"title", "date", "source_url", "lang", "url", "language"}
    return pages.render(
        "document", title_of(document), root="../", document=document, slug=slug,
        file_name=document.path.replace("\\", "/").rsplit("/", 1)[-1], places=places,
        mentions=len(numbered), unresolved=unresolved, unresolved_forms=sorted(forms.items()),
        text=text,
        title_html=title, source_url=web_address(document.source_url),
        metadata=sorted((k, v) for k, v in document.metadata.items() if k not in known),
        withheld=withheld, most=_MOST_REFERENCES, scripts=(f"data/{slug}.js", "assets/document.js"),
    )  # fmt: skip


def _listed(properties: dict[str, Any], ones: list[Numbered], viewpoint: str) -> dict[str, Any]:
    return {
        "id": properties["id"], "label": properties["labels"][viewpoint],
        "feature": properties["feature"], "mentions": ones,
        "forms": [(form, "") for form in properties["forms"]],
    }  # fmt: skip
