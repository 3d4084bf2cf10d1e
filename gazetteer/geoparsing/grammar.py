"""Tell what is true of the grammar of a language, so that a rule asks for that and for no language.

The rows are `geodata/knowledge/grammar.csv`; its label says what each property means. Languages
are asked for by the tag of their paragraph as it stands: `hyw` and `az-Cyrl` have rows of their
own. An unknown language, and `und`, has no property: it is in no set, and its value is empty.
"""

from collections.abc import Mapping
from functools import cache

from geodata.door import knowledge


@cache
def languages_with(name: str, value: str = "yes") -> frozenset[str]:
    """Return the languages that have a property. Raises KeyError for one that no row has.

    >>> sorted(languages_with("genitive order", "after noun"))
    ['fr', 'ru']
    >>> "und" in languages_with("declined names")
    False
    """
    found = frozenset(lang for lang, own in _values(name).items() if own == value)
    if not found:
        raise KeyError(f"grammar.csv: no language has {value!r} of {name!r}")
    return found


@cache
def value_of(name: str, lang: str) -> str:
    """Return the value that a language has of a property, empty for none. Raises KeyError as above.

    >>> value_of("goal case", "hyw"), value_of("goal case", "en")
    ('bare', '')
    """
    return _values(name).get(lang, "")


@cache
def prepositions(sense: str) -> frozenset[str]:
    """Return the words of `prepositions.csv` that have a sense, of all languages.

    Raises KeyError for a sense that none has.

    >>> sorted(prepositions("inside"))
    ['from', 'in', 'в', 'во', 'из']
    """
    rows = [row for row in knowledge("prepositions.csv") if row["sense"] == sense]
    if not rows:
        raise KeyError(f"prepositions.csv: no word has the sense {sense!r}")
    return frozenset(word for row in rows for word in row["words"].split("|"))


@cache
def _values(name: str) -> Mapping[str, str]:
    values = {r["lang"]: r["value"] for r in knowledge("grammar.csv") if r["property"] == name}
    if not values:
        raise KeyError(f"grammar.csv has no property {name!r}")
    return values
