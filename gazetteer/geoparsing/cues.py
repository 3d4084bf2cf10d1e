"""Read the words beside a mention that say what kind of place it is, and what joins it to the next.

The words are rows of `geodata/knowledge/context_words.csv`: "the village of", "rayonunun", «г.».
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from gazetteer.geoparsing.context import (
    Context,
    Hit,
    Token,
    find_rules,
    primary_of,
    word_key,
    words_on,
)
from gazetteer.geoparsing.grammar import languages_with

TABLE = "context_words.csv"
_LIST_GAP = 60  # characters between two members of a list, the words of a direction included
STOP = re.compile(r"[.!?։…;]\s|\n[ \t\r]*\n|[.!?։…;]$")


class Cue(NamedTuple):
    """Words beside a mention that say what kind of place it is; empty `types` say nothing."""

    types: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    words: str = ""
    shared: bool = False
    behind: bool = False
    weak: bool = False
    case: str = ""

    def __bool__(self) -> bool:
        """Tell whether the words say anything."""
        return bool(self.types)

    @property
    def is_container(self) -> bool:
        """Tell whether the words speak of what lies in the place: "the villages of X"."""
        return self.types == _CONTAINERS


_CONTAINERS = ("district", "region", "country")


SILENT = Cue()


def find_cue(context: Context) -> Cue:
    """Return what the words directly beside a mention say of its type.

    Words behind the mention win over words before it when both are as near.
    """
    after = _skip_aside(context.after)
    after = after[_closing_words(after, context.lang) :]
    if after and after[0].text in "-‐‑–—":  # the word behind a hyphen is another name's
        after = ()
    hits = [
        hit
        for side, tokens in (("after", after), ("before", context.before))
        for hit in find_rules(TABLE, side, tokens, context.lang, reach=2)
        if side == "after" or not _is_parted(hit, tokens)
    ]
    hits = hits or _in_brackets(context.after, context.lang)
    hits = hits or _predicates(after or context.after, context.lang)
    if not hits:
        return SILENT
    nearest = min(hits, key=_closeness)
    if nearest.rule.cells["plural"] == "weak" and _goes_on(context):
        return SILENT
    return cue_of(nearest)


def closes_list(context: Context) -> bool:
    """Tell whether a mention ends a list that goes on without names: "and other villages"."""
    return _closing_words(context.after, context.lang) > 0


def _closing_words(after: Sequence[Token], lang: str) -> int:
    """Return how many words end a list before the word for its members."""
    if not after or after[0].key not in links_of(lang):
        return 0
    hits = find_rules(TABLE, "closing", after, lang, reach=0)
    return max([len(hit.tokens) for hit in hits], default=0)


def _in_brackets(after: Sequence[Token], lang: str) -> list[Hit]:
    """Return what brackets behind a name say that it is: «Арпа (река)», "Gosh (village in X)"."""
    if len(after) <= _LEAST_PREDICATE or after[0].text not in "([":
        return []
    if after[2].text not in ")]," and after[2].key not in _BEHIND_TYPE:
        return []
    return _kinds_said(after[1:2], lang)


def _kinds_said(tokens: Sequence[Token], lang: str) -> list[Hit]:
    """Return what words say of a place, on whichever side of a name they mostly stand."""
    sides = ("after", "before", "heading")
    return [hit for side in sides for hit in find_rules(TABLE, side, tokens, lang, reach=0)]


def _predicates(after: Sequence[Token], lang: str) -> list[Hit]:
    """Return what the text says that the mention is: "is a village", «— город»."""
    if len(after) < _LEAST_PREDICATE:
        return []
    if after[0].text in "–—":
        return list(find_rules(TABLE, "before", after[1:2], lang, reach=0))
    if after[0].text == "," and after[1].key in _RELATIVES:  # "Syunik, which is a village"
        after = after[2:]
    if apposed := _apposed(after):
        hits = _kinds_said(apposed, lang)
        return [hit for hit in hits if hit.rule.cells["features"] != "bridge"]  # "X, a bridge at Y"
    if len(after) > 1 and after[0].key in _COPULAS and after[1].key in _ARTICLES:
        return list(find_rules(TABLE, "after", after[2:4], lang, reach=1))
    return []


def _apposed(after: Sequence[Token]) -> Sequence[Token]:
    """Return the type word in apposition behind a name: "Tavush the village", «Тертер, река,».

    A noun behind it would be meant instead: "Lachin, the village head"; a name is where it lies.
    """
    if not after:
        return ()
    first = 1 if after[0].text in ",՝" else 0
    first += after[first].key in _ARTICLES
    if not 0 < first < len(after):
        return ()
    behind = after[first + 1 : first + 2]
    is_closed = not behind or not behind[0].is_word or behind[0].key in _BEHIND_TYPE
    is_closed = is_closed or (after[0].text in ",՝" and behind[0].text[0].isupper())
    return after[first : first + 1] if is_closed and after[first].is_word else ()


_BEHIND_TYPE = frozenset(
    ["and", "of", "in", "on", "at", "by", "with", "near", "that", "which", "where", "are", "is",
     "was", "lies", "и", "в", "на", "у", "где", "և", "ու", "və"]
)  # fmt: skip


_LEAST_PREDICATE = 2  # words and marks
_COPULAS = frozenset(["is", "was"])
_RELATIVES = frozenset(["which", "that"])
_ARTICLES = frozenset(["a", "an", "the"])


def _is_parted(hit: Hit, before: Sequence[Token]) -> bool:
    """Tell whether a dash parts a type word in the singular from the mention.

    "The centre of the district — Goris" says nothing of Goris, "the districts — Goris, Sisian"
    does.
    """
    dash = before[0].text in "–—"
    return dash and before[0] not in hit.tokens and hit.rule.cells["plural"] != "yes"


def _skip_aside(after: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens behind some words in brackets, as in "Shahumyan (rural) district"."""
    if after and after[0].text in "([":
        for index, token in enumerate(after[1:ASIDE_WORDS], start=1):
            if token.text in ")]":
                return after[index + 1 :]
    return after


ASIDE_WORDS = 5


def _closeness(hit: Hit) -> tuple[bool, int, bool, int]:
    cells = hit.rule.cells
    return cells["plural"] == "weak", hit.distance, hit.rule.side == "before", -len(hit.tokens)


def _goes_on(context: Context) -> bool:
    """Tell whether another word follows that the article may belong to."""
    after = context.after
    if not after:
        return False
    return after[0].text in "-‐‑–'’" or (after[0].is_word and not _ends(after[0].key))


def is_articled(cue: Cue, context: Context) -> bool:
    """Tell whether an article belongs to just this name: "the Hakari is", not "the Goris road"."""
    before, after = context.before, context.after
    if not cue.weak or not before or before[0].key != "the":
        return False
    if not after or after[0].key in _STOPS or _ends(after[0].key):
        return True
    return after[0].key == "," and len(after) > 1 and after[1].key == "the"


_STOPS = frozenset(".;:?!")


def _ends(key: str) -> bool:
    return key in words_on(TABLE, "ends", "en")


def cue_of(hit: Hit) -> Cue:
    """Return what a rule says that the words met."""
    cells = hit.rule.cells
    return Cue(
        tuple(filter(None, cells["types"].split("|"))),
        tuple(filter(None, cells["features"].split("|"))),
        hit.words,
        cells["plural"] == "yes",
        hit.rule.side == "after",
        cells["plural"] == "weak",
        cells["case"],
    )


@lru_cache(maxsize=20_000)
def country_of(key: str, lang: str) -> str:
    """Return the ISO code of the country whose adjective a word is, empty for other words.

    >>> country_of("иранской", "ru"), country_of("old", "en")
    ('IR', '')
    """
    hits = find_rules(TABLE, "country", [Token(key, key)], lang, reach=0)
    return hits[0].rule.cells["features"] if hits else ""


@lru_cache(maxsize=20_000)
def link_of(gap: str, lang: str) -> str:
    """Tell how the text between two mentions joins them.

    >>> link_of(" (", "en"), link_of("/", "en"), link_of(" və ", "az"), link_of(". ", "ru")
    ('bracket', 'slash', 'list', 'next')
    >>> link_of(" (507 hectares) and ", "en"), link_of(" (507 hectares) ", "en")
    ('list', 'same')
    >>> link_of(", а также ", "ru"), link_of(" а ", "ru")
    ('list', 'same')
    """
    bare = gap.strip()
    if "\n\n" in gap or len(gap) >= 400:
        return "far"
    if bare in ("/", "\\"):
        return "slash"
    if bare in ("(", "([", "[") or bare in _OTHER_NAME:
        return "bracket"
    if bare in ("-", "–", "—", "‐", "‑"):
        return "dash"
    if _is_list_gap(bare, lang):
        return "list"
    return "next" if STOP.search(gap) else "same"


_OTHER_NAME = frozenset(
    ("(now", "(ныне", "(indiki", "(այժմ", "(formerly", "(бывший", "(бывш.", "(он же", "(она же",
     "(keçmiş", "(նախկին", "(Armenian:", "(Azerbaijani:", "(or", "(also", "(арм.", "(азерб.",
     "(known as", "(also known as", "(then", "(тогда", "(եւ", "(կամ")
)  # fmt: skip


def _is_list_gap(bare: str, lang: str) -> bool:
    if len(bare) > _LIST_GAP:
        return False
    bare = _SAID_OF_MEMBER.sub("", bare)
    if bare in (",", ",\n"):
        return True
    words = bare.strip(", \n").split()
    primary = primary_of(lang)
    if words and words[-1] in _BEFORE_MEMBER.get(primary, ()):
        if bare[0] == "," and len(words) == 1:
            return lang in languages_with("repeated preposition")
        words.pop()
    links = links_of(lang)
    keys = [word_key(word, lang) for word in words]
    return " ".join(keys) in links or (0 < len(keys) <= 2 and links.issuperset(keys))


# What is said of a member in brackets does not end its list: "Samukh (400 hectares) and Barda".
_SAID_OF_MEMBER = re.compile(r"^\([^()]+\)\s*")
# Words that may stand before a member.
_BEFORE_MEMBER = {"en": ("the",), "fr": ("de", "d'", "d’", "du", "des")}


def links_of(lang: str) -> frozenset[str]:
    """Return the words of a language that join the members of a list."""
    return words_on(TABLE, "link", lang)


def container_cue(cue: Cue) -> Cue:
    """Return what "the villages of X" or "X villages" says of a single X: it contains them."""
    return cue._replace(types=_CONTAINERS, features=(), shared=False, weak=cue.behind)
