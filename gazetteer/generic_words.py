"""Take the words that announce a kind of place off a name: "Lachin District", "г. Шуша".

The words are rows of `geodata/knowledge/generic_words.csv`, with the types they announce, where
they stand and their case forms. Words that are written together with the name (Tərtərçay) are
rows of `geodata/knowledge/joined_words.csv`.
"""

import re
from functools import cache
from typing import NamedTuple

from gazetteer.names import fold
from geodata.door import knowledge

_LONGEST = 4  # words in the longest phrase of the table
# "г.Шуша" and "d'Aghdam" are two words each.
_SEAM = re.compile(r"(?<=\w\.)(?=\w)|(?<=\b[dD]['’])(?=\w)")
_BREAKS = re.compile(r"[\s\"«»“”„]+")


class GenericWord(NamedTuple):
    """A row of the table."""

    lang: str
    word: str
    types: tuple[str, ...]
    features: tuple[str, ...]
    position: str


class Announced(NamedTuple):
    """A name without its generic word: the rest, the word as it stood, the rows it may be."""

    rest: str
    word: str
    rows: tuple[GenericWord, ...]

    @property
    def types(self) -> tuple[str, ...]:
        """Return the types that the word announces, likeliest first, without repeats."""
        return tuple(dict.fromkeys(kind for row in self.rows for kind in row.types))

    @property
    def features(self) -> frozenset[str]:
        """Return the features that the word announces within those types; empty for any."""
        return frozenset(feature for row in self.rows for feature in row.features)


@cache
def generic_words() -> dict[str, tuple[GenericWord, ...]]:
    """Return the rows of the table by each folded form."""
    found: dict[str, list[GenericWord]] = {}
    for row in knowledge("generic_words.csv"):
        word = GenericWord(
            row["lang"], row["word"], tuple(row["types"].split("|")),
            tuple(filter(None, row["features"].split("|"))), row["position"],
        )  # fmt: skip
        for form in filter(None, [row["word"], *row["forms"].split("|")]):
            rows = found.setdefault(fold(form), [])
            if word not in rows:
                rows.append(word)
    return {form: tuple(rows) for form, rows in found.items()}


@cache
def words_for(lang: str, feature: str) -> tuple[str, ...]:
    """Return the generic words of a language that announce a feature.

    >>> words_for("az", "reservoir"), words_for("en", "range")
    (('su anbarı',), ('mountain',))
    """
    rows = {row: None for rows in generic_words().values() for row in rows}
    return tuple(row.word for row in rows if row.lang == lang and feature in row.features)


def take_generic_word(name: str) -> Announced | None:
    """Return the name without the generic word at one of its ends, or None when it has none.

    The longest phrase wins, the end of the name before its beginning. A name that is nothing
    but generic words is a name: Գետ, Kəndi.

    >>> take_generic_word("г.Шуша").rest, take_generic_word("Laçın rayonunda").types
    ('Шуша', ('district',))
    >>> take_generic_word("Kənd") is None
    True
    """
    if name.isalpha():
        return None
    words = [word for word in _BREAKS.split(_SEAM.sub(" ", name)) if word]
    known = generic_words()
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        for position, phrase, rest in (
            ("after", words[-count:], words[:-count]),
            ("before", words[:count], words[count:]),
        ):
            if met := known.get(fold(" ".join(phrase))):
                rows = tuple(row for row in met if row.position in (position, "both"))
                if rows and fold(" ".join(rest)):
                    return Announced(" ".join(rest).strip(" ,-"), " ".join(phrase), rows)
    return None


def is_generic(name: str) -> bool:
    """Tell whether a name is nothing but a word for a kind of place.

    >>> is_generic("Rayonu"), is_generic("Laçın rayonu")
    (True, False)
    """
    return fold(name) in generic_words()


_SHORTEST_BARE = 3  # letters of a name without the word that it is joined to


@cache
def _joined_words() -> tuple[re.Pattern[str], dict[str, GenericWord]]:
    """Return a pattern for the end of a name in small letters, and the rows by their endings."""
    rows = {
        row["ending"]: GenericWord(
            row["lang"], row["ending"], tuple(row["types"].split("|")),
            tuple(row["features"].split("|")), "joined",
        )
        for row in knowledge("joined_words.csv")
    }  # fmt: skip
    longest_first = sorted(rows, key=lambda ending: -len(ending))
    return re.compile(f"(?:{'|'.join(map(re.escape, longest_first))})$"), rows


def take_joined_word(name: str) -> Announced | None:
    """Return the name without the word that it is joined to, or None when it has none.

    >>> take_joined_word("Tərtərçay").rest, take_joined_word("Խաչենագետ").types
    ('Tərtər', ('hydro',))
    >>> take_joined_word("Çay") is None
    True
    """
    pattern, rows = _joined_words()
    found = pattern.search(name.lower())
    if found is None or found.start() < _SHORTEST_BARE:
        return None
    at = len(name) - len(found[0])  # small letters may be more letters, but not of these endings
    return Announced(name[:at].strip(" -"), name[at:], (rows[found[0]],))
