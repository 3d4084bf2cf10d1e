"""A page for each place that is named: who calls it what, and every mention in every document."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from gazetteer.model import Place
from gazetteer.viewpoint import ordered_names

from .cards import Atlas
from .corpus import Corpus, Row
from .output import write_page
from .pages import Pages
from .reader import commonest_first
from .searchdata import card_file

_ROWS = 500  # mentions on a page; a place can have a hundred thousand
_MOST_FORMS = 12
_ENDONYMS = ("hy", "az")


def write_place_pages(
    folder: Path, corpus: Corpus, counts: Iterable[tuple[str, int, int]], pages: Pages, atlas: Atlas
) -> None:
    """Write `places/<id>.html`, and `<id>-2.html` … where one page would be too long."""
    for place_id, mentions, _ in counts:
        place = atlas.gaz[place_id]
        table = _who_calls_it_what(corpus, place_id)
        total_pages = -(-mentions // _ROWS)
        rows = corpus.mentions(place_id)
        for number in range(1, total_pages + 1):
            html = pages.render(
                "place", atlas.labels(place)["all"], root="../", place=place,
                card_file=card_file(place),
                label=_label(place, pages, atlas, table), endonyms=endonyms(place),
                total=mentions, number=number, pages=total_pages,
                groups=_groups(islice(rows, _ROWS), corpus), **table,
                scripts=("assets/place.js",),
            )  # fmt: skip
            suffix = "" if number == 1 else f"-{number}"
            write_page(folder, f"places/{place_id}{suffix}.html", html)


def _label(place: Place, pages: Pages, atlas: Atlas, table: dict[str, Any]) -> str:
    if pages.viewpoint == "document":
        return str(table["columns"][0])
    return atlas.labels(place)[pages.viewpoint]


def endonyms(place: Place) -> list[tuple[str, str]]:
    """Return the place's first name in each of the region's own languages, in the names' order."""
    found: dict[str, str] = {}
    for name in ordered_names(place):
        if name.lang in _ENDONYMS and not name.derived_by:
            found.setdefault(name.lang, name.form)
    return list(found.items())


def _who_calls_it_what(corpus: Corpus, place_id: str) -> dict[str, Any]:
    """Return the table of documents by forms; rare forms stand together in a last column."""
    counted = corpus.forms(place_id)
    forms: Counter[str] = Counter()
    for _, form, count, _ in counted:
        forms[form] += count
    ordered = list(commonest_first(forms))
    columns = ordered[:_MOST_FORMS]
    rows = []
    for doc, group in groupby(counted, key=lambda row: row[0]):
        cells: dict[str, tuple[int, str]] = {}
        for _, form, count, first in group:
            column = form if form in columns else "…"
            so_far = cells.get(column, (0, ""))
            cells[column] = (so_far[0] + count, so_far[1] or f"m-{first:04d}")
        rows.append({"entry": corpus.entries[doc], "found": cells})
    if len(ordered) > _MOST_FORMS:
        columns = [*columns, "…"]
    for row in rows:
        row["cells"] = [row["found"].get(column) for column in columns]
    sums = [sum(cell[0] for row in rows if (cell := row["cells"][n])) for n in range(len(columns))]
    return {"columns": columns, "rows": rows, "sums": sums}


def _groups(rows: Iterable[Row], corpus: Corpus) -> Iterator[dict[str, Any]]:
    for doc, group in groupby(rows, key=lambda row: row.doc):
        yield {"entry": corpus.entries[doc], "rows": group}
