"""Rank places before any query: what a match is worth, and who goes before whom.

A key's postings are sorted when the index is built, by how the name matches, what kind of name
it is and how prominent the place is, so that a plain query only reads them off.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gazetteer.generic_words import take_generic_word
from gazetteer.index import EXACT, FOLDED, INFLECTED, PRIOR_SHARE, ROMANIZED, Posting
from gazetteer.model import Toponym

AREAS = frozenset({"district", "region", "country", "continent"})

# What a match of each kind of name is worth before anything is known of the query. The steps
# are small: they order names of like prominence and never outweigh a city against a hamlet.
_KIND_WORTH = {
    "official": 1.0, "common": 1.0, "romanization": 0.99, "historical": 0.98, "variant": 0.98,
    "misspelling": 0.96,
}  # fmt: skip
# Languages in which the region is written about at first hand; names of others are mostly
# copies of these, and names whose language nobody recorded are often made by machine.
FIRST_HAND = frozenset({"az", "en", "fa", "hy", "hyw", "ka", "ru", "tr"})
READ_ALOUD = FIRST_HAND | {"und-Latn", "und-Cyrl", "hy-Latn", "ru-Latn"}
_SECOND_HAND_WORTH, _UNTOLD_WORTH = 0.985, 0.92
_DERIVED_WORTH = 0.99
STRIPPED_WORTH, JOINED_WORTH = 0.94, 0.86
QUALIFIED_WORTH, UNQUALIFIED_WORTH = 0.97, 0.9
LEVEL_WORTH = {EXACT: 1.0, FOLDED: 0.97, INFLECTED: 0.95, ROMANIZED: 0.88}
# Sounds alone are a weaker ground for a place at the end of the world, and for a spelling that
# leaves the vowels out.
FAR_WORTH, VOWELLESS_WORTH = 0.95, 0.95
WITHOUT_VOWELS = frozenset({"fa", "ar", "azb", "ur", "und-Arab", "az-Arab", "he", "ckb", "ku"})
MARGIN = 0.12
"""A looser match joins a stricter one's list when it ranks no further than this below its best."""
_UNWANTED_SHARE = 0.8
ADJECTIVE_WORTH = 0.95


class Entry(NamedTuple):
    """A key and one place under it; sorted, they are the level."""

    key: str
    place: int
    loss: float
    name: int
    level: int
    stripped: bool


class Ranking(NamedTuple):
    """How places of one name are ordered: their priors, and who goes before whom regardless."""

    priors: Sequence[float]
    before: dict[int, frozenset[int]]
    types: Sequence[str]
    is_prominent: Sequence[int]

    def ranked(self, key: str, entries: Sequence[Entry]) -> list[Posting]:
        """Return postings, best first; a generic word in the key asks for places of its kind."""
        if len(entries) == 1:  # as nine keys in ten have it
            _, place, loss, name, level, stripped = entries[0]
            return [Posting(place, name, score(1.0 - loss, self.priors[place]), level, stripped)]
        rows = [(score(1.0 - e.loss, self.priors[e.place]), e) for e in entries]
        rows = self._wanted(rows, key) if " " in key else self._demoted(rows)
        rows.sort(key=lambda row: (-row[0], row[1].place))
        return [Posting(e.place, e.name, value, e.level, e.stripped) for value, e in rows]

    def _wanted(self, rows: "Rows", key: str) -> "Rows":
        announced = take_generic_word(key)
        types = announced.types if announced else ()
        if not any(self.types[entry.place] in types for _, entry in rows):
            return self._demoted(rows)
        return [
            (value if self.types[entry.place] in types else value * _UNWANTED_SHARE, entry)
            for value, entry in rows
        ]

    def _demoted(self, rows: "Rows") -> "Rows":
        scores = {entry.place: value for value, entry in rows}
        towns = [value for value, entry in rows if self._is_plain_town(entry)]
        town = max(towns, default=1.0)
        return [(min([value, *self._bounds(entry, scores, town)]), entry) for value, entry in rows]

    def _is_plain_town(self, entry: Entry) -> bool:
        is_town = self.types[entry.place] == "settlement" and self.is_prominent[entry.place]
        return bool(is_town) and not entry.stripped

    def _bounds(self, entry: Entry, scores: dict[int, float], town: float) -> Iterator[float]:
        """Yield the scores below which a district stays: Moscow is no short name of its oblast."""
        for first in self.before.get(entry.place, ()):
            if first in scores:
                yield scores[first] - _STEP
        if entry.stripped and self.types[entry.place] in AREAS:
            yield town - _STEP


_STEP = 0.01
PROMINENT = 0.4

Rows = list[tuple[float, Entry]]


def score(match: float, prior: float) -> float:
    """Return the score of a match of a place, 0.0–1.0."""
    return (1.0 - PRIOR_SHARE) * match + PRIOR_SHARE * prior


def name_worth(name: Toponym) -> float:
    """Return what a match of a name is worth by its kind and by who wrote it so, 0.0–1.0."""
    worth = _KIND_WORTH[name.kind] * (_DERIVED_WORTH if name.derived_by else 1.0)
    language = name.lang.partition("-")[0]
    if language in FIRST_HAND:
        return worth
    return worth * (_UNTOLD_WORTH if language == "und" else _SECOND_HAND_WORTH)
