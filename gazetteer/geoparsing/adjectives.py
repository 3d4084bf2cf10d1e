"""Read Russian adjectives made of names: «Шушинский район» names a district, «шушинский хлеб» none.

The nouns are rows of `geodata/knowledge/morphology/adjective_heads.csv`.
"""

import re
from functools import cache
from typing import Final

from gazetteer.geoparsing.surroundings import Surroundings, ends_as_adjective
from gazetteer.geoparsing.tokens import light_key
from geodata.door import knowledge


def names_unit(around: Surroundings) -> bool:
    """Tell whether a relational adjective stands beside its type word, or is a name by itself.

    «Шушинский, Мардакертский и Гадрутский районы»: the word may come after other adjectives.
    """
    after = _ASIDE.sub("", around.text_after.removeprefix(")"))
    while met := _ADJECTIVE_LINK.match(after):
        after = after[met.end() :]
    words = _NO_WORD.split(after, maxsplit=1)[0]  # up to the first mark
    for noun in _HEAD.findall(words)[:3]:
        if _heads(noun, small=around.written[0].islower()) or _abbreviates_body(noun, around):
            return True
        if not ends_as_adjective(noun, "ru"):
            break
    if _follows_unit(around) or _UEZD.match(after):
        return True
    if _QUOTED.match(after) and not around.written[0].islower():
        return True  # Ереванский «Спартак»
    if around.written[0].islower() or around.begins_sentence:
        return False
    if _UNIT_BEFORE.search(around.text_before):
        return True  # из Кельбаджарского района в Ханларский переехали
    if around.written.endswith(_FEMININE):
        return False  # a district is masculine; Шушинская alone is a woman
    behind = _NO_CELL.split(around.text_after, maxsplit=1)[0]
    return not _WORD_BEHIND.match(behind) or _MEMBER_BEHIND.match(behind) is not None


_ABBREVIATION: Final = 6  # letters of the abbreviation of an office (ДРСУ, ОМОН)


def _abbreviates_body(noun: str, around: Surroundings) -> bool:
    """Tell whether capitals behind an adjective are an office: Агдамское ДРСУ."""
    is_short = noun.isupper() and 1 < len(noun) <= _ABBREVIATION
    return is_short and around.written[0].isupper() and not around.written.isupper()


def _follows_unit(around: Surroundings) -> bool:
    """Tell whether the word of a unit stands before in the same case: уезд Джеванширский.

    «В районе Мардакертского шоссе» is no district.
    """
    if around.written[0].islower():
        return False
    met = _UNIT_FIRST.search(around.text_before)
    return met is not None and around.written.endswith(_AGREEING[met[1]])


_UEZD: Final = re.compile(r"\s+у\.")  # in short; without its stop it is a preposition
_ASIDE: Final = re.compile(r"^ \([^()\n]{1,40}\)(?= )")  # Гадрутский (бывш. Дизакский) район
_UNIT_FIRST: Final = re.compile(r"(?<!\w)(?:район|уезд|округ|магал)(|а|у|ом|е)\s$", re.IGNORECASE)
_AGREEING: Final = {"": "кий", "а": "кого", "у": "кому", "ом": "ким", "е": "ком"}
_FEMININE: Final = ("ская", "цкая")
_QUOTED: Final = re.compile(r"\s+[«“„\"]")
_UNIT_BEFORE: Final = re.compile(
    r"ск(?:ого|ому|ом|ий|им)\s+(?:район|уезд)\w*\s+(?:и\s+)?(?:в|из)\s$"
)
# The noun of an adjective; other adjectives may come first: Бакинский литературный музей.
_HEAD: Final = re.compile(r"\s+([^\W\d_]+(?:-[^\W\d_]+)?)")
# What no line of prose and no cell of a table goes on behind; a small letter may begin a line.
_NO_CELL: Final = re.compile(r"\t|\s{3}|\n\s*(?=[A-ZА-ЯЁ\n])")
_NO_WORD: Final = re.compile(rf"[^\w\s-]|{_NO_CELL.pattern}")
_WORD_BEHIND: Final = re.compile(r"\s+[^\W\d_]")
_MEMBER_BEHIND: Final = re.compile(r"\s+(?:и|или|—|–)\s")
_ADJECTIVE_LINK: Final = re.compile(
    r"\s*(?:,|\s(?:и|или))\s+(?:а также |в |из )?"
    r"[А-ЯЁа-яё-]+ск(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)"
)


def _heads(noun: str, *, small: bool) -> bool:
    """Tell whether a noun makes a name of the adjective before it, if need be a small one."""
    stems, words = _adjective_heads(small=small)
    light = light_key(noun)
    return light in words or light.startswith(stems)


@cache
def _adjective_heads(*, small: bool) -> tuple[tuple[str, ...], frozenset[str]]:
    table = knowledge("morphology/adjective_heads.csv")
    rows = [row for row in table if row["lang"] == "ru" and (row["small"] or not small)]
    words = [word for row in rows for word in row["words"].split("|")]
    stems = tuple(light_key(word[:-1]) for word in words if word.endswith("*"))
    return stems, frozenset(light_key(word) for word in words if not word.endswith("*"))
