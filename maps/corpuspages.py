"""The pages and files of all documents together: index, places, comparison, gazetteer."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from gazetteer.model import PlaceType
from gazetteer.viewpoint import SEPARATOR

from .cards import Atlas
from .corpus import Corpus, Entry
from .escaping import json_text
from .features import feature, place_properties
from .files import MARK
from .output import write_data, write_geojson, write_page
from .pages import Pages
from .placepages import write_place_pages
from .reader import commonest_first
from .searchdata import write_search_data

_PERIOD_DAYS = 10  # length of an ISO date
_MOST_BARS = 40


def write_corpus(folder: Path, corpus: Corpus, pages: Pages, atlas: Atlas, withheld: int) -> None:
    """Write every page and file that speaks of all documents together."""
    counts = corpus.places()
    features = [_corpus_feature(corpus, counted, atlas) for counted in counts]
    collection = {"type": "FeatureCollection", "features": features}
    write_geojson(folder, "places", collection)
    write_data(folder, "places", collection)
    _write_mentions(folder, corpus, atlas)
    write_data(folder, "matrix", _matrix(corpus))
    write_place_pages(folder, corpus, counts, pages, atlas)
    write_page(folder, "index.html", _index(corpus, features, pages, withheld))
    write_page(folder, "compare.html", pages.render(
        "compare", "", root="", entries=corpus.entries,
        scripts=("data/keys.js", "assets/keys.js", "assets/compare.js"),
    ))  # fmt: skip
    far = write_search_data(folder, atlas, [place_id for place_id, _, _ in counts])
    write_page(folder, "gazetteer.html", pages.render(
        "gazetteer", "", root="", types=sorted(get_args(PlaceType)), examples=_examples(features),
        scripts=("data/site.js", "data/keys.js", "assets/keys.js", "assets/columns.js",
                 "data/gazetteer.js", "assets/gazetteer.js"),
    ))  # fmt: skip
    _write_site_file(folder, corpus, pages, far=far, named=[place_id for place_id, _, _ in counts])


def _examples(features: list[dict[str, Any]]) -> list[str]:
    """Return the names of the settlement most often named, as every viewpoint shows it.

    The names of the region's own languages come in the order of their sounds.
    """
    named = [one["properties"] for one in features if one["properties"]["type"] == "settlement"]
    if not named:
        return []
    labels = min(named, key=lambda one: (-one["count"], one["id"]))["labels"]
    shown = [*labels["all"].split(SEPARATOR), labels["ru"], labels["en"]]
    return list(dict.fromkeys(shown))


def _corpus_feature(corpus: Corpus, counted: tuple[str, int, int], atlas: Atlas) -> dict[str, Any]:
    place_id, mentions, documents = counted
    place = atlas.gaz[place_id]
    forms: Counter[str] = Counter()
    for _, form, count, _ in corpus.forms(place_id):
        forms[form] += count
    ordered = commonest_first(forms)
    outline = atlas.gaz.outline(place_id)
    return feature(place_id, place, {
        **place_properties(place, atlas, next(iter(ordered))), "count": mentions,
        "documents": documents, "forms": ordered,
        "outline": outline.quality if outline else None,
    })  # fmt: skip


def _write_mentions(folder: Path, corpus: Corpus, atlas: Atlas) -> None:
    """Write `mentions.geojson` a line at a time: it can be larger than memory."""
    path = folder / "data" / "mentions.geojson"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"type":"FeatureCollection","features":[')
        separator = "\n"
        for row in corpus.all_mentions():
            place = atlas.gaz[row.place] if row.place else None
            properties = {
                "doc": corpus.entries[row.doc].slug, "anchor": f"m-{row.number:04d}",
                "start": row.start, "end": row.end, "form": row.form, "role": row.role,
                "confidence": round(row.confidence, 3), "page": row.page,
                "place": row.place or None,
                "label": atlas.labels(place)["all"] if place else None,
            }  # fmt: skip
            file.write(separator + json_text(feature("", place, properties)))
            separator = ",\n"
        file.write("\n]}\n")


def _matrix(corpus: Corpus) -> dict[str, Any]:
    places: dict[str, list[int]] = {}
    for place_id, doc, count in corpus.matrix():
        places.setdefault(place_id, []).extend((doc, count))
    return {"documents": [entry.slug for entry in corpus.entries], "places": places}


def _index(corpus: Corpus, features: list[dict[str, Any]], pages: Pages, withheld: int) -> str:
    grouped = _periods(corpus.entries)
    entries = [
        {**entry._asdict(), "period": grouped.get(number)}
        for number, entry in enumerate(corpus.entries)
    ]
    order = sorted(features, key=lambda f: (-f["properties"]["count"], f["id"]))
    places = [_corpus_listed(one["properties"], pages.viewpoint) for one in order]
    return pages.render(
        "corpus", pages.title, root="", entries=entries, places=places,
        mentions=sum(entry.mentions for entry in corpus.entries),
        unresolved=sum(entry.unresolved for entry in corpus.entries), withheld=withheld,
        timeline=_bars(grouped), undated=len(corpus.entries) - len(grouped),
        scripts=("data/places.js", "assets/corpus.js"),
    )  # fmt: skip


def _corpus_listed(properties: dict[str, Any], viewpoint: str) -> dict[str, Any]:
    most = 4
    forms = list(properties["forms"])
    return {
        "id": properties["id"], "label": properties["labels"][viewpoint],
        "feature": properties["feature"], "count": properties["count"], "forms": forms[:most],
        "more": max(0, len(forms) - most),
    }  # fmt: skip


def _periods(entries: Sequence[Entry]) -> dict[int, str]:
    """Return the period of each dated document: months where they fit on the page, else years."""
    dates = {n: e.date[:_PERIOD_DAYS] for n, e in enumerate(entries) if e.date[:4].isdigit()}
    months = {number: date[:7] for number, date in dates.items()}
    if len(set(months.values())) <= _MOST_BARS and all(
        len(m) == len("2020-11") for m in months.values()
    ):
        return months if len({m[:4] for m in months.values()}) <= 3 else _years(dates)
    return _years(dates)


def _years(dates: dict[int, str]) -> dict[int, str]:
    return {number: date[:4] for number, date in dates.items()}


def _bars(grouped: dict[int, str]) -> list[dict[str, Any]]:
    counts = Counter(grouped.values())
    if not counts:
        return []
    highest = max(counts.values())
    return [
        {"period": period, "count": count, "height": max(1, round(10 * count / highest))}
        for period, count in sorted(counts.items())
    ]


def _write_site_file(
    folder: Path, corpus: Corpus, pages: Pages, *, far: list[str], named: list[str]
) -> None:
    facts = {"title": pages.title, "viewpoint": pages.viewpoint,
             "documents": len(corpus.entries), "far": far, "named": named}  # fmt: skip
    write_data(folder, "site", facts)
    (folder / MARK).write_text(json_text(facts) + "\n", encoding="utf-8", newline="\n")
