"""A place that a query can mean; everything but its rank is read when it is asked for."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from gazetteer.model import How, Matched, Place, Toponym

if TYPE_CHECKING:
    from gazetteer.generic_words import Announced
    from gazetteer.index import Index


class Hit(NamedTuple):
    """How a query met one name of one place.

    `name` is the position of the name among those of the place, -1 for a search by position.
    `part` is what of the query was compared, empty for all of it; `around` is what stands beside
    that and tells where the place lies. `is_bare`: the name met without
    its generic word; `is_inflected`: by one of its case forms; `is_seat`: as the name of the seat
    of the district. `likeness` is 1.0 but for the fuzzy levels, where `is_heard` says
    that the sounds were compared and not the letters.
    """

    place: int
    name: int
    score: float
    how: How
    is_bare: bool = False
    is_inflected: bool = False
    is_seat: bool = False
    likeness: float = 1.0
    is_heard: bool = False
    part: str = ""
    around: str = ""


class Context:
    """What the candidates of one query have in common: all hits, best first, for their reasons.

    `lang` is the language that names were asked for in, empty for any.
    """

    __slots__ = ("announced", "hits", "lang", "near", "query")

    def __init__(
        self, query: str, hits: Sequence[Hit], announced: "Announced | None" = None,
        near: tuple[float, float] | None = None, lang: str = "",
    ) -> None:  # fmt: skip
        self.query = query
        self.hits = hits
        self.announced = announced
        self.near = near
        self.lang = lang


def met_name(place: Place, hit: Hit, lang: str = "") -> Toponym:
    """Return the name that a hit met: of those spelt alike the one that says most of the place.

    That is one in the language asked for, attested, in a language whose names some viewpoint
    shows rather than one that borrowed it, and in that language's own letters: Кировабад is
    Russian before it is Azerbaijani in Cyrillic. What is left is told by its kind, then by the
    index. Case forms, sounds and slips are those of the one name that was met, unless another
    language was asked for.
    """
    met = place.names[hit.name]
    is_as_asked = not lang or speaks(met.lang, lang)
    is_as_spelt = hit.how in ("exact", "folded") and not hit.is_inflected
    if hit.is_seat or (is_as_asked and not is_as_spelt):
        return met

    def rank(name: Toponym) -> tuple[bool, bool, bool, bool, int, bool]:
        primary = name.lang.partition("-")[0]
        is_asked = bool(lang) and speaks(name.lang, lang)
        return (
            not is_asked, bool(name.derived_by), primary not in _first_hand(),
            _own_script().get(primary) != name.script, _KINDS.index(name.kind), name is not met,
        )  # fmt: skip

    return min((name for name in place.names if name.form == met.form), key=rank)


_KINDS = ("official", "common", "historical", "variant", "romanization", "misspelling")


@cache
def _first_hand() -> frozenset[str]:
    """Return the languages whose names a viewpoint shows."""
    from gazetteer.viewpoint import viewpoints

    return frozenset(lang for one in viewpoints().values() for lang in (*one.languages, *one.then))


@cache
def _own_script() -> dict[str, str]:
    from geodata import knowledge

    return {row["lang"]: row["script"] for row in knowledge("language_scripts.csv")}


def speaks(lang: str, wanted: str) -> bool:
    """Tell whether a name's language is the wanted one or a kind of it; case does not matter."""
    lang, wanted = lang.lower(), wanted.lower()
    return lang == wanted or lang.startswith(f"{wanted}-")


class Candidate:
    """A place, its score, and how the query met it; `rank` counts the hits from 0."""

    __slots__ = ("_context", "_index", "_rank", "distance_m")

    def __init__(
        self, index: "Index", context: Context, rank: int, distance_m: float | None = None
    ) -> None:
        self._index = index
        self._context = context
        self._rank = rank
        self.distance_m = distance_m

    @property
    def _hit(self) -> Hit:
        return self._context.hits[self._rank]

    @property
    def place(self) -> Place:
        """Return the place in full."""
        return self._index.place(self._hit.place)

    @property
    def id(self) -> str:
        """Return the identifier of the place."""
        return self._index.brief(self._hit.place).id

    @property
    def type(self) -> str:
        """Return the type of the place."""
        return self._index.brief(self._hit.place).type

    @property
    def lat(self) -> float:
        """Return the latitude in degrees."""
        return self._index.brief(self._hit.place).lat

    @property
    def lon(self) -> float:
        """Return the longitude in degrees."""
        return self._index.brief(self._hit.place).lon

    @property
    def country_code(self) -> str:
        """Return the ISO 3166-1 code of the country."""
        return self._index.brief(self._hit.place).country_code

    @property
    def label(self) -> str:
        """Return the label of the place under the default viewpoint."""
        return self._index.label(self._hit.place)

    @property
    def concordances(self) -> dict[str, list[str]]:
        """Return the identifiers that the place has elsewhere."""
        return self.place.concordances

    @property
    def score(self) -> float:
        """Return how well the place answers the query, 0.0–1.0."""
        return round(min(1.0, max(0.0, self._hit.score)), 4)

    @property
    def how(self) -> How:
        """Return the level of search that found the place."""
        return self._hit.how

    @property
    def part(self) -> str:
        """Return what of the query was compared, empty for all of it."""
        return self._hit.part

    @property
    def matched(self) -> Matched | None:
        """Return the attested name that the query met; None for a search by position."""
        if self._hit.name < 0:
            return None
        name = self._name()
        return Matched(name.form, name.lang, name.kind)

    @property
    def why(self) -> str:
        """Return the reason for the match and for the rank, in one sentence."""
        from gazetteer.reason import reason

        return reason(self._index, self._context, self._rank, self.distance_m)

    def _name(self) -> Toponym:
        return met_name(self.place, self._hit, self._context.lang)

    def to_json(self) -> dict[str, Any]:
        """Return the candidate as the outside contract writes it."""
        met = self.matched
        record: dict[str, Any] = {
            **self.place.summary(self.label),
            "score": self.score,
            "matched": met and {"form": met.form, "lang": met.lang, "kind": met.kind},
            "how": self.how,
            "why": self.why,
        }  # fmt: skip
        if self.distance_m is not None:
            record["distance_m"] = round(self.distance_m)
        return record

    def __repr__(self) -> str:
        return f"<Candidate {self.id} {self.label} {self.score:.2f} {self.how}>"
