"""Places as rows of a flat table, for the formats that have no nesting."""

import json

from gazetteer.formats.entry import Entry
from gazetteer.model import Place

# Languages whose forms have a column of their own, in alphabetical order.
LANGUAGES = ("az", "en", "hy", "ru")
SEPARATOR = "|"
TEXT_COLUMNS = (
    "id", "type", "feature", "label", "country_code", "parents", "concordances",
    *(f"names_{lang}" for lang in LANGUAGES), "names",
)  # fmt: skip
_KINDS = ("official", "common", "historical", "variant", "romanization", "misspelling")

Row = dict[str, str]


def text_row(entry: Entry) -> Row:
    """Return a place as text cells: lists joined by a vertical bar, names and ids as JSON."""
    place = entry.place
    return {
        "id": place.id, "type": place.type, "feature": place.feature, "label": entry.label,
        "country_code": place.country_code, "parents": SEPARATOR.join(place.parents),
        "concordances": _json(place.concordances),
        **{f"names_{lang}": SEPARATOR.join(forms(place, lang)) for lang in LANGUAGES},
        "names": _json([name.to_json() for name in place.names]),
    }  # fmt: skip


def forms(place: Place, lang: str) -> list[str]:
    """Return every form in a language, official ones first, without misspellings."""
    own = [name for name in place.names if name.lang == lang and name.kind != "misspelling"]
    own.sort(key=lambda name: (name.until is not None, _KINDS.index(name.kind)))
    return list(dict.fromkeys(name.form for name in own))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
