"""Find the places that a name can mean: one level after another, the strictest first."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gazetteer.candidate import Candidate, Context, Hit
from gazetteer.errors import OptionError
from gazetteer.index import SCORE_STEPS
from gazetteer.keys import folded_key, romanized_keys
from gazetteer.model import How
from gazetteer.names import clean_name

if TYPE_CHECKING:
    from gazetteer.index import Index

__all__ = ["Candidate", "lookup"]

_HOW: tuple[How, ...] = ("exact", "folded", "romanized")
_LONGEST = 200


def lookup(
    index: "Index", name: str, *, lang: str | None = None, type: str | None = None,  # noqa: A002
    country: str | None = None, near: tuple[float, float] | None = None, limit: int = 10,
) -> list[Candidate]:  # fmt: skip
    """Return the places that a name can mean, best first."""
    if limit < 1:
        raise OptionError(f"limit {limit} must be 1 or more")
    packed = index.levels["exact"].find(name)
    if packed is None:
        cleaned = clean_name(name[: 4 * _LONGEST])
        if not cleaned or len(cleaned) > _LONGEST:
            return []
        packed = index.levels["exact"].find(cleaned)
        if packed is None:
            packed = index.levels["folded"].find(folded_key(cleaned))
        if packed is None:
            for key in romanized_keys(cleaned, lang or ""):
                packed = index.levels["romanized"].find(key)
                if packed is not None:
                    break
    if packed is None:
        return []
    context = Context(name)
    out = []
    for at in range(0, len(packed), 2):
        rest = packed[at + 1]
        hit = Hit(
            packed[at],
            rest >> 16,
            (rest >> 6 & SCORE_STEPS) / SCORE_STEPS,
            _HOW[rest & 3],
            bool(rest & 4),
        )
        brief = index.brief(hit.place)
        if (type and brief.type != type) or (country and brief.country_code != country.upper()):
            continue
        out.append(Candidate(index, hit, context))
        if len(out) == limit:
            break
    return out
