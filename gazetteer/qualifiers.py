"""The words that tell places of one name apart (Upper, Aşağı, Նոր), whatever their language.

The words are rows of `geodata/knowledge/size_words.csv`: each has an axis and a value on it, so
that Верхний Оратаг and Yuxarı Oratağ are the same name in two languages.
"""

from functools import cache, lru_cache

from gazetteer.keys import romanized_keys
from gazetteer.names import fold
from geodata.door import knowledge

_LONGEST = 2  # words in the longest phrase of the table: 2-е


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
    >>> take_qualifier("Шихлы 2-е"), take_qualifier("Nor")
    (('Шихлы', '2'), ('Nor', ''))
    """
    words = name.replace("-", " ").split()
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        for phrase, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            if value := _value(" ".join(phrase)):
                return " ".join(rest), value
    return name, ""


@lru_cache(maxsize=4096)  # names begin and end with a few words over and over
def _value(word: str) -> str:
    values = _values()
    if value := values.get(fold(word)):
        return value
    if len(word) > 2:
        for key in romanized_keys(word)[:2]:
            if value := values.get(f"={key}"):
                return value
    return ""
