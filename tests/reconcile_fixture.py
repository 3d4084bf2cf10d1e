"""Records drawn from a short notation, for the tests of reconciliation."""

from gazetteer.sources.record import SourceRecord, toponym

_DEGREE_M = 111_195.0


def make_record(key, notation, *, north_m=0.0, country="AZ", **fields):
    """Return a settlement from "Form=heading;Form=hy;Form=variant;scheme:id=id"."""
    source, _, identifier = key.partition(":")
    names, headings, ids = [], [], []
    for part in notation.split(";"):
        form, _, word = part.rpartition("=")
        if word == "id":
            ids.append(form)
        elif word in {"heading", "variant"}:
            names.append(toponym(form, "und", "variant", key))
            headings += [form] if word == "heading" else []
        else:
            names.append(toponym(form, word, "common", key))
    defaults = {
        "type": "settlement",
        "feature": "village",
        "lat": 40.0 + north_m / _DEGREE_M,
        "lon": 46.5,
        "same_as": tuple(ids),
    }
    return SourceRecord(
        source,
        identifier,
        country_code=country,
        names=tuple(names),
        headings=tuple(headings),
        **(defaults | fields),
    )
