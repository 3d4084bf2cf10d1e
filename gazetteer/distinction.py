"""Tell places of one label and type apart in a few words.

Two rayons of one name and one extent, or three villages: what one has and the others have not is
what a reader needs, and nothing else.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from gazetteer.model import Place

_UPPER = ("district", "region")
_YEAR = 4  # digits of an ISO date that are its year

Named = Callable[[str], tuple[str, str]]
"""The label and the type of a place by its id; empty where there is no such place."""


def distinctions(places: Sequence[tuple[str, Place]], named: Named) -> list[str]:
    """Return for each labelled place what sets it apart from those of its label and type.

    That is the kind of place, what it lies in, the administration it belonged to and the years in
    which it existed, as far as these differ among them; empty for a place that is alone.
    """
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, (label, place) in enumerate(places):
        groups[label, place.type].append(at)
    told = [""] * len(places)
    for group in groups.values():
        if len(group) > 1:
            facts = [_facts(places[at][1], named) for at in group]
            differs = [len(set(column)) > 1 for column in zip(*facts, strict=True)]
            for at, row in zip(group, facts, strict=True):
                told[at] = ", ".join(
                    fact for fact, is_apart in zip(row, differs, strict=True) if fact and is_apart
                )
    return told


def _facts(place: Place, named: Named) -> tuple[str, ...]:
    system = f"of the {place.system} system" if place.system else ""
    return place.feature, _within(place, named), system, years(place.since, place.until)


def _within(place: Place, named: Named) -> str:
    """Return the district or region that the place lies in, by today's administration first."""
    parents = [link for link in place.links if link.relation == "parent"]
    for link in sorted(parents, key=lambda link: (link.system != "current", link.target)):
        label, kind = named(link.target)
        if kind in _UPPER:
            return f"in {label}"
    return ""


def years(since: str, until: str) -> str:
    """Return in words when a place existed; empty where nothing is known of it.

    >>> years("1991-11-26", "1992-10-13"), years("2023-12", ""), years("", "1930")
    ('1991–1992', 'since 2023', 'until 1930')
    """
    first, last = since[:_YEAR], until[:_YEAR]
    if first and last:
        return first if first == last else f"{first}–{last}"
    return f"since {first}" if first else f"until {last}" if last else ""
