"""The words that tell places of one name apart (Upper, Aşağı, Նոր), whatever their language.

The words are rows of `geodata/knowledge/size_words.csv`: each has an axis and a value on it, so
that Верхний Оратаг and Yuxarı Oratağ are the same name in two languages.
"""

from functools import cache

from gazetteer.keys import romanized_keys
from gazetteer.names import fold
from geodata.door import knowledge


@cache
def _values() -> dict[str, str]:
    rows = knowledge("size_words.csv")
    found: dict[str, str] = {}
    for row in rows:  # how a word sounds finds it in spellings that the table does not have
        if len(row["word"]) > 2:
            lang = "" if row["lang"].startswith("und") else row["lang"]
            for key in romanized_keys(row["word"], lang)[:1]:
                found.setdefault(f"={key}", row["value"])
    return found | {fold(row["word"]): row["value"] for row in rows}


def take_qualifier(name: str) -> tuple[str, str]:
    """Return the name without its first qualifier, and the value of that; empty without one.

    >>> take_qualifier("Верхний Оратаг"), take_qualifier("Yukhari Oratagh")
    (('Оратаг', 'upper'), ('Oratagh', 'upper'))
    >>> take_qualifier("Nor")
    ('Nor', '')
    """
    words = name.replace("-", " ").split()
    if len(words) > 1:
        for position in (0, len(words) - 1):
            if value := _value(words[position]):
                rest = words[1:] if position == 0 else words[:-1]
                return " ".join(rest), value
    return name, ""


def _value(word: str) -> str:
    values = _values()
    if value := values.get(fold(word)):
        return value
    if len(word) > 2:
        for key in romanized_keys(word)[:2]:
            if value := values.get(f"={key}"):
                return value
    return ""
