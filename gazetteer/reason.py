"""Say in one sentence why a place answers a query and why it stands where it stands.

The sentence has two halves: how the query met a name of the place, and what decided its rank
against its neighbour in the list. Both are read off the hit, never made up beside it.
"""

from functools import cache
from typing import TYPE_CHECKING

from gazetteer.candidate import Context, Hit, met_name
from gazetteer.distance import distance_m
from gazetteer.index import PRIOR_SHARE
from gazetteer.model import Place, Toponym
from gazetteer.names import fold
from gazetteer.prior import IMPORTANCE_SHARE
from gazetteer.toponymy import authorities
from geodata.door import knowledge

if TYPE_CHECKING:
    from gazetteer.index import Brief, Index

_KINDS = {
    "official": "official name", "common": "name", "historical": "historical name",
    "romanization": "romanized name", "variant": "variant name", "misspelling": "known misspelling",
}  # fmt: skip
_AREAS = frozenset({"district", "region", "country", "continent"})
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
             "tenth")  # fmt: skip
_SMALL = 0.004  # scores that differ by less are equal to a reader


def reason(index: "Index", context: Context, rank: int, metres: float | None = None) -> str:
    """Return why this place answers the query, and at this rank, as one sentence."""
    hit = context.hits[rank]
    if hit.name < 0:
        return f"It lies {_distance(metres or 0.0)} from the given position."
    if context.announced is None:
        from gazetteer.generic_words import take_generic_word

        announced = take_generic_word(context.query)
        context = Context(context.query, context.hits, announced, context.near, context.lang)
    halves = [_match(index, hit, context), _rank(index, context, rank)]
    return "; ".join(filter(None, halves)) + "."


# how the query met a name


def _match(index: "Index", hit: Hit, context: Context) -> str:
    place = index.place(hit.place)
    name = met_name(place, hit, context.lang)
    if hit.is_seat:
        what = place.feature or place.type
        return f"“{hit.part or context.query}” is a name of the seat of this {what}"
    said = _quoted(hit.part or context.query)
    relation = _relation(hit, name, said, place)
    sentence = f"{said} {relation}"
    if hit.around:
        sentence += f", and it lies in or by what {_quoted(hit.around)} names"
    elif hit.part and not (context.announced and hit.part == context.announced.rest):
        sentence = f"Of {_quoted(context.query)} only {said} was found: it {relation}"
    return sentence + _years(name)


def _relation(hit: Hit, name: Toponym, said: str, place: Place) -> str:
    named, form = f"its {_kind(name)}", _quoted(name.form)
    if hit.is_inflected:
        return _case(hit, name, said, place) or f"is a case form of {named} {form}"
    if hit.is_bare and hit.how in ("exact", "folded"):
        return f"is {named} {form} without the word for what it is"
    if hit.how == "exact":
        return f"is {named}"
    if hit.how == "folded":
        return f"is {named} {form} but for case, marks or punctuation"
    if hit.how == "romanized":
        return f"is read like {named} {form}"
    if hit.how == "phonetic":
        return f"has the same consonants as {named} {form} ({hit.likeness:.0%} alike)"
    if hit.is_heard:
        return f"sounds nearly like {named} {form} ({hit.likeness:.0%} alike)"
    return f"is spelt nearly like {named} {form} ({hit.likeness:.0%} alike)"


def _case(hit: Hit, name: Toponym, said: str, place: Place) -> str:
    """Return the derivation of the form, replayed by the rules that put it into the index."""
    from gazetteer.generic_words import take_generic_word, take_joined_word
    from gazetteer.geoparsing.morphology import inflections

    wanted = fold(said)
    bare = (take_generic_word(name.form) or take_joined_word(name.form)) if hit.is_bare else None
    base = bare.rest if bare else name.form
    for made in inflections(base, name.lang, place.type):
        if fold(made.form) == wanted:
            what = (
                "adjective" if made.needs and "adjective" not in made.case else f"{made.case} form"
            )
            whole = f" (short for {_quoted(name.form)})" if bare else ""
            return f"is the {what} of its {_kind(name)} {_quoted(base)}{whole}"
    return ""


def _kind(name: Toponym) -> str:
    kind = _KINDS[name.kind]
    if name.lang.startswith("und"):
        return f"{kind} (of no recorded language)"
    if name.lang == "az-Cyrl":
        return f"Azerbaijani {kind} in Cyrillic"
    languages = _languages()
    language = languages.get(name.lang) or languages.get(name.lang.partition("-")[0])
    return f"{language} {kind}" if language else f"{kind} in the language “{name.lang}”"


@cache
def _languages() -> dict[str, str]:
    """Return the English names of languages by their codes."""
    return {row["lang"]: row["name"] for row in knowledge("language_names.csv")}


def _years(name: Toponym) -> str:
    """Return the years of a name and who uses it; from when on, where that began later."""
    if name.since is None and name.until is None:
        years = ""
    elif name.until is None:
        years = f", in use since {name.since}"
    elif name.since is None:
        years = f", in use until {name.until}"
    else:
        years = f", in use {name.since}–{name.until}"
    if not name.used_by or name.used_by.endswith("usage"):
        return years
    by = f"by {_ARTICLES.get(name.used_by.split()[0], '')}{name.used_by}"
    began, _ = authorities().get(name.used_by, (None, None))
    if began and name.since is not None and name.since < began:
        return f"{years}, from {began} {by}"
    return f"{years or ', used'} {by}"


_ARTICLES = dict.fromkeys(("Republic", "Nagorno-Karabakh", "Soviet", "Russian"), "the ")


def _quoted(text: str) -> str:
    return f"“{text}”"


# why it stands where it stands


def _rank(index: "Index", context: Context, at: int) -> str:
    hits = context.hits
    hit = hits[at]
    asked = _asked(index, hit, context)
    if len(hits) == 1:
        return asked
    if at == 0:
        why = _better(index, hit, hits[1], context).format(one="it", its="its", other="the next")
        return "; ".join(filter(None, (asked, f"first of {len(hits)} places{why}")))
    before = hits[at - 1]
    why = _better(index, before, hit, context).format(
        one="that one", its="that one's", other="this one"
    )
    place = _ORDINALS[at] if at < len(_ORDINALS) else f"number {at + 1}"
    after = f"{place} of {len(hits)} places, after {_named(index, before)}"
    return "; ".join(filter(None, (asked, after + why)))


def _asked(index: "Index", hit: Hit, context: Context) -> str:
    """Return what the generic word of the query asks for, and whether the place is that."""
    if not context.announced or hit.part not in ("", context.announced.rest):
        return ""
    types = context.announced.types
    kind = index.brief(hit.place).type
    word = _quoted(context.announced.word)
    if kind in types:
        return f"{word} asks for {_TYPES[kind]}"
    return f"{word} asks for {' or '.join(_TYPES[t] for t in types)}, and this is {_TYPES[kind]}"


_TYPES = {
    "settlement": "a settlement", "district": "a district", "region": "a region",
    "country": "a country", "hydro": "a water", "mountain": "a mountain", "road": "a road",
    "monument": "a monument", "continent": "a continent", "other": "another kind of place",
}  # fmt: skip


def _better(index: "Index", first: Hit, second: Hit, context: Context) -> str:
    """Return what put the first, `{one}`, before the second, `{other}`, as a clause."""
    a, b = index.brief(first.place), index.brief(second.place)
    wanted = context.announced.types if context.announced else ()
    if wanted and (a.type in wanted) != (b.type in wanted):
        return f" because {{one}} is {_TYPES[a.type]} and {{other}} is {_TYPES[b.type]}"
    if first.around and not second.around:
        return ": {one} lies where the query says, {other} does not"
    if context.near:
        here, there = (distance_m(*context.near, x.lat, x.lon) for x in (a, b))
        if here < there:
            near, far = _distance(here), _distance(there)
            return f": {{one}} is {near} from the given position, {{other}} is {far} away"
    if a.type == "settlement" and b.type in _AREAS and first.score - second.score < 0.05:
        return f": a bare name means the settlement, and {{other}} is {_TYPES[b.type]} of that name"
    return _weightiest(index, first, second, a, b)


def _weightiest(index: "Index", first: Hit, second: Hit, a: "Brief", b: "Brief") -> str:
    """Return the part of the two scores that differs most, as a clause."""
    if abs(first.score - second.score) < _SMALL:
        return ": the name alone does not tell the first ones apart"
    prior = PRIOR_SHARE * (a.prior - b.prior)
    match = first.score - second.score - prior
    if match >= prior:
        return (
            ": the query meets {its} name more closely"
            if _closer(first, second)
            else (": the name is better attested for {one}")
        )
    if a.in_region and not b.in_region:
        return ": {one} is on the lists of the region itself, and {other} is not"
    more = index.place(first.place).importance - index.place(second.place).importance
    if IMPORTANCE_SHARE * more >= (a.prior - b.prior) / 2:
        return ": {one} is the more prominent, by population, rank and languages"
    return ": {one} lies nearer to the middle of the region"


def _closer(first: Hit, second: Hit) -> bool:
    order = ("exact", "folded", "romanized", "phonetic", "fuzzy", "near")
    ours, theirs = order.index(first.how), order.index(second.how)
    return ours < theirs or (ours == theirs and first.likeness > second.likeness)


def _named(index: "Index", hit: Hit) -> str:
    place = index.place(hit.place)
    return f"{index.label(hit.place)} ({place.feature or place.type})"


def _distance(metres: float) -> str:
    return f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:.1f} km"
