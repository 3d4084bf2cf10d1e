"""Choose which of a place's names is displayed: a named policy, never which place it is.

The policies are rows of `geodata/knowledge/viewpoints.csv`. No rule here knows a side: where
names of several languages are shown together they stand in the order of their sounds, so that
swapping the languages of a place's names leaves its label as it is.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from gazetteer.errors import OptionError
from gazetteer.keys import romanized_keys
from gazetteer.model import Place, Toponym
from geodata.door import knowledge

DEFAULT = "all"
SEPARATOR = " / "
DOCUMENT = "document"

_KIND_ORDER = {
    kind: order
    for order, kind in enumerate(
        ("official", "common", "variant", "romanization", "historical", "misspelling")
    )
}


class Viewpoint(NamedTuple):
    """A row of the table of viewpoints."""

    name: str
    languages: tuple[str, ...]
    is_joined: bool
    joined_in: frozenset[str]
    joined_types: frozenset[str]
    then: tuple[str, ...]
    about: str


@cache
def viewpoints() -> dict[str, Viewpoint]:
    """Return the viewpoints by name, in alphabetical order."""
    return {
        row["viewpoint"]: Viewpoint(
            row["viewpoint"], tuple(filter(None, row["languages"].split("|"))),
            row["joined"] == "yes", _values(row["joined_in"]), _values(row["joined_types"]),
            tuple(filter(None, row["then"].split("|"))), row["about"],
        ) for row in knowledge("viewpoints.csv")
    }  # fmt: skip


def _values(cell: str) -> frozenset[str]:
    return frozenset(filter(None, cell.split("|")))


def __getattr__(name: str) -> tuple[str, ...]:
    """Provide `VIEWPOINTS`, the names of all viewpoints, without reading a table at import."""
    if name == "VIEWPOINTS":
        return tuple(viewpoints())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def label(place: Place, viewpoint: str = DEFAULT) -> str:
    """Return the name of the place that the viewpoint shows.

    Where the viewpoint's languages have no name every viewpoint shows the same one: the name most
    widely attested in Latin letters outside the region's own languages, else the most widely
    attested of all, else the id. `document` labels as `all` does where no document is at hand.
    Raises OptionError for an unknown viewpoint.
    """
    policy = viewpoints().get(viewpoint)
    if policy is None:
        raise OptionError(f"{viewpoint!r} is no viewpoint; choose one of {', '.join(viewpoints())}")
    if viewpoint == DOCUMENT:
        policy = viewpoints()[DEFAULT]
    return SEPARATOR.join(_shown(place, policy)) or place.id


def _shown(place: Place, policy: Viewpoint) -> list[str]:
    names = _without_generic_words(place) if place.type == "district" else place.names
    if not policy.is_joined:
        return _first(names, (*policy.languages, *policy.then))
    if _is_joined(place, policy):
        endonyms = {form for language in policy.languages for form in _first_of(names, language)}
        if endonyms:
            return sorted(endonyms, key=_sound_order)
    return _first(names, policy.then)


def _without_generic_words(place: Place) -> list[Toponym]:
    """Return the names, less those with a word like "district" where their language has others.

    Sources write the word in one language and leave it out in the next; a label that joins the
    two would give one side a name and the other a title.
    """
    from gazetteer.generic_words import take_generic_word

    bare = [name for name in place.names if take_generic_word(name.form) is None]
    spoken = {name.lang for name in bare}
    return [*bare, *(name for name in place.names if name.lang not in spoken)]


def _is_joined(place: Place, policy: Viewpoint) -> bool:
    # Rivers and ranges that cross a border have no country; both shores name them.
    if not place.country_code:
        return place.type in policy.joined_types
    return place.country_code in policy.joined_in


def _first(names: Sequence[Toponym], languages: Iterable[str]) -> list[str]:
    for language in languages:
        if found := _first_of(names, language):
            return found
    return _most_attested(names)


def _most_attested(names: Sequence[Toponym]) -> list[str]:
    """Return the form that most languages and then most sources have, as a list of one or none.

    Latin letters go first, since most readers of the pages know them; but Latin letters of a
    language of the region would put one side's names before the other's, so those of its
    languages count only where no other name is in Latin letters, and then in any letters.
    """
    latin = [n for n in names if n.script == "Latn" and n.lang.split("-")[0] not in _endonymic()]
    ordered = _ordered(latin or names)
    current = [name for name in ordered if not _is_of_the_past(name)] or ordered
    languages: dict[str, set[str]] = {}
    sources: dict[str, set[str]] = {}
    for name in current:
        languages.setdefault(name.form, set()).add(name.lang)
        sources.setdefault(name.form, set()).update(name.sources)
    best = max(languages, key=lambda f: (len(languages[f]), len(sources[f])), default=None)
    return [] if best is None else [best]


def _is_of_the_past(name: Toponym) -> bool:
    return name.kind in ("historical", "misspelling") or bool(name.derived_by)


@cache
def _endonymic() -> frozenset[str]:
    """Return the languages whose names are joined, and those tried together with one of them."""
    joined = set(viewpoints()[DEFAULT].languages)
    return frozenset(
        language for policy in viewpoints().values() if joined & set(policy.languages)
        for language in policy.languages
    )  # fmt: skip


def _first_of(names: Sequence[Toponym], language: str) -> list[str]:
    """Return the best form in a language as it is written today, as a list of one or none."""
    script = _SCRIPTS.get(language)
    fitting = [n for n in names if n.lang == language and script in (None, n.script)]
    if len(fitting) > 1:  # sounds are dear, and mostly there is no tie for them to break
        best = min(map(_rank, fitting))
        fitting = _ordered(name for name in fitting if _rank(name) == best)
    return [name.form for name in fitting[:1]]


# The script in which a language is displayed: names of hy in Latin letters are romanizations.
_SCRIPTS = {"hy": "Armn", "hyw": "Armn", "az": "Latn", "ru": "Cyrl", "en": "Latn", "tr": "Latn"}


def ordered_names(place: Place) -> list[Toponym]:
    """Return all names of the place in the order in which they are shown.

    By kind, then those of today before those of the past, then by how many sources have them,
    then by sound; language plays no part.
    """
    return _ordered(place.names)


def _ordered(names: Iterable[Toponym]) -> list[Toponym]:
    return sorted(names, key=_order)


# A name that nobody gave up, as a year that sorts after all others.
_OPEN_END = 9999
# Names given up with the Soviet Union or before it are names of the past, whatever their kind.
_PAST = 1991


def _order(name: Toponym) -> tuple[tuple[int, int, bool, int], tuple[str, str], str]:
    return _rank(name), _sound_order(name.form), name.lang


def _rank(name: Toponym) -> tuple[int, int, bool, int]:
    # The kind goes before the years: what the people of a place called it officially until the
    # other day is still their name for it, and no copy of the others' name in their letters.
    is_past = name.until is not None and name.until <= _PAST
    end = _OPEN_END if name.until is None else name.until
    return (
        _KIND_ORDER["historical" if is_past else name.kind], -end,
        bool(name.derived_by), -len(name.sources),
    )  # fmt: skip


@lru_cache(maxsize=8192)
def _sound_order(form: str) -> tuple[str, str]:
    keys = romanized_keys(form)
    return keys[0] if keys else "", form
