"""Tell what a mention stands for: the place itself, its government, or part of another name.

The rules are rows of `geodata/knowledge/roles.csv`. Each names a language, a side of the mention,
the words to be met there, the types of place and the grammatical case it holds for, and the role
with its reason. A mention that no rule meets is literal.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from gazetteer.geoparsing.context import (
    Context,
    Hit,
    Rule,
    Token,
    find_rules,
    is_listed,
    primary_of,
)
from gazetteer.geoparsing.cues import TABLE as TYPE_WORDS
from gazetteer.geoparsing.grammar import languages_with
from gazetteer.geoparsing.predicates import TABLE, endings_of, rules_on, verb_hits, words_of
from gazetteer.geoparsing.surroundings import ends_as_adjective
from gazetteer.model import Place, Role
from geodata.door import knowledge

_HYPHENS = frozenset("-‐‑–")
_DASHES = frozenset("–—")
_POSSESSIVE_REACH = 4
_ARTICLES = frozenset(["the", "a", "an", "then", "neighbouring", "neighboring"])


@dataclass(frozen=True, slots=True)
class Finding:
    """The role of a mention, the rule that gave it and the words that it met."""

    role: Role
    reason: str = ""
    words: str = ""
    side: str = ""

    @property
    def evidence(self) -> str:
        """Return the reason as a sentence, empty for a mention that no rule met."""
        return f"{self.role}: {self.reason} (“{self.words}”)" if self.reason else ""


LITERAL = Finding("literal")
ADVERBIAL = Finding("literal", side="adverbial")  # behind a preposition of place
GOVERNED = Finding("literal", side="governed")  # so, and in a subject: "Trains from X and Y came"
UNDECLINED = "undeclined"  # a noun that has one form for every case: Баку, Тбилиси
NOUN = "noun"  # a noun, of which nothing shows the case: США
DEFINITE = "definite"  # the nominative with its article: Երևանը


def find_role(
    context: Context,
    place: Place | None,
    *,
    case: str = "",
    has_type_word: bool = False,
    gaps: tuple[str, str] = ("", ""),
) -> Finding:
    """Return the role of a mention from the words around it.

    `has_type_word` tells that a type word follows, which then is the subject and not the name.
    `case` is `nominative`, `genitive`, `adjective`, another case, `definite` (nominative with its
    article), `undeclined` for a noun that has one form for all, `noun` for one that shows none, or
    empty where nothing is known. A mention without a place can still be part of a name. `gaps` is
    the text up to the mentions before and behind, if any; no title beyond those belongs to the
    name.
    """
    before = _skip_articles(context.before)
    if primary_of(context.lang) == "ru":
        case, before = _declined_by_type(case, before, context.after if has_type_word else ())
    titles = find_rules(TABLE, "before", before, context.lang)
    if case not in ("nominative", UNDECLINED, DEFINITE) and primary_of(context.lang) != "en":
        gaps = gaps[0], ""  # "X-in Y prezidenti": the title is theirs together
    close = _fitting(_close_hits(context, before, titles, gaps), place, case)
    close = [hit for hit in close if _is_of_name(hit, context, place, has_type_word)]
    close = close or _fitting(_quoted_hits(context), place, case)
    if close:
        return _best(close)
    if _is_adverbial(titles, context):
        return _behind_preposition(before[0], context)
    if has_type_word or _is_attribute(context, place):
        return LITERAL
    verbs = _fitting(verb_hits(context, gaps[1]), place, case)
    if verbs and case in ("nominative", UNDECLINED):
        verbs = _in_number(verbs, context)
    return _best(verbs)


def _is_of_name(hit: Hit, context: Context, place: Place | None, has_type_word: bool) -> bool:
    """Tell whether words near the mention are said of it, and not of the noun behind it.

    Behind "района" a Russian head no longer belongs to the adjective; "райисполком" is both.
    """
    if hit.rule.side not in _BEHIND and hit.rule.cells["role"] == METONYMIC:
        return not _is_attribute(context, place)
    is_parted = has_type_word and hit.rule.side == "after" and hit.first > 0
    return not (is_parted and primary_of(context.lang) == "ru")


def _behind_preposition(preposition: Token, context: Context) -> Finding:
    """Return the finding of a mention that a preposition of place governs."""
    if preposition.key in words_of("conjunction", context.lang):
        return LITERAL  # "After Azerbaijan and Armenia became members"
    return GOVERNED if _is_in_subject(context) else ADVERBIAL


def _is_in_subject(context: Context) -> bool:
    """Tell whether a preposition joins the mention to the noun that begins the sentence."""
    *before, first = context.before
    if not 0 < len(before) < _LONGEST_SUBJECT or not first.text[0].isupper():
        return False
    if first.key in words_of("subject", context.lang):
        return False
    skips = words_of("skip", context.lang) | words_of("break", context.lang)
    return not any(
        token.text[0].isupper() or token.key in skips or token.key.endswith("ed")
        for token in before[1:]
    )


_LONGEST_SUBJECT = 5  # words before a name


def _declined_by_type(
    case: str, before: Sequence[Token], after: Sequence[Token]
) -> tuple[str, Sequence[Token]]:
    """Return the case that a Russian type word in the genitive gives its name, and what is before.

    «Суд Лачинского района» is that of the district, «глава села Туг» and «суд г. Шуши» are of the
    village and of the town, in whatever form the name stands.
    """
    if case == "adjective" and after and after[0].key.endswith(_GENITIVES):
        return "genitive", before
    word = before[0].key if before else ""
    if word.endswith((".", *_GENITIVES)) and is_listed(TYPE_WORDS, "before", "ru", word):
        return "genitive", before[1:]
    return case, before


_GENITIVES = ("а", "и", "я")


def _in_number(verbs: Sequence[Hit], context: Context) -> list[Hit]:
    """Return the verbs that one name can be the subject of, where endings tell their number.

    "Рабочие Баку требуют" says nothing of Баку; as the last of a list it is one of several.
    """
    endings = endings_of("plural_verb_ending", context.lang)
    if not endings or (context.before and context.before[0].key in words_of("and", context.lang)):
        return list(verbs)
    return [hit for hit in verbs if not hit.tokens[0].key.endswith(endings)]


def _best(hits: Sequence[Hit]) -> Finding:
    """Return the finding of the closest hit; in "an attack on X, against X" X is the target."""
    if not hits:
        return LITERAL
    best = min(hits, key=_closeness)
    role = best.rule.cells["role"]
    if role == METONYMIC and best.rule.side == "after" and any(map(_is_target, hits)):
        return LITERAL
    return _finding(best) if role != "literal" else LITERAL


def _is_target(hit: Hit) -> bool:
    return hit.rule.side == "before" and hit.rule.cells["role"] == "literal"


def _quoted_hits(context: Context) -> list[Hit]:
    """Return the rules of names in quotation marks: a team, a paper or a brand is called so.

    The name may be one of the words of the title: «Լեռնային Արցախ».
    """
    begins = _mark_within(context.before, _OPENING)
    ends = _mark_within(context.after, _CLOSING) if begins else 0
    if not ends:
        return []
    return [
        hit
        for tokens in (context.after[ends:], context.before[begins:])
        for hit in find_rules(TABLE, "quoted", tokens, context.lang, reach=_QUOTED_REACH)
    ]


def _mark_within(tokens: Sequence[Token], marks: frozenset[str]) -> int:
    """Return the number of tokens up to the quotation mark near a name, 0 without one."""
    nearest = (
        index
        for index, token in enumerate(tokens[:_TITLE])
        if not token.is_word and token.text not in _HYPHENS
    )
    index = next(nearest, None)
    return index + 1 if index is not None and tokens[index].text in marks else 0


_TITLE = 3  # words of a title beside the name, and the mark
_OPENING = frozenset('«“„"')
_CLOSING = frozenset('»”“"')
_QUOTED_REACH = 12


def _is_attribute(context: Context, place: Place | None) -> bool:
    """Tell whether an English town stands before the noun that is meant: the Yerevan serviceman."""
    before, after = context.before, context.after
    if primary_of(context.lang) != "en" or place is None or place.type != "settlement":
        return False
    return bool(before and after) and before[0].key == "the" and after[0].text.islower()


def _closeness(hit: Hit) -> tuple[bool, int, int]:
    """Order hits: behind the mention first, then the nearer, then of more words."""
    return hit.rule.side not in _BEHIND, hit.distance, -len(hit.tokens)


_BEHIND = frozenset({"after", "possessive", "joined"})
METONYMIC = "metonymic"


def _finding(hit: Hit) -> Finding:
    role: Role = hit.rule.cells["role"]  # type: ignore[assignment]
    return Finding(role, hit.rule.cells["reason"], hit.words, hit.rule.side)


def is_seat_of_government(place: Place) -> bool:
    """Tell whether the place's name is used for a government that sits there."""
    return any(link.relation == "same_as" and link.target in _governments() for link in place.links)


@cache
def _governments() -> frozenset[str]:
    return frozenset(row["concordance"] for row in knowledge("governments.csv"))


def _fitting(hits: Iterable[Hit], place: Place | None, case: str) -> list[Hit]:
    """Return the hits of rules that hold for this kind of place in this case."""
    if case in (UNDECLINED, DEFINITE, NOUN):
        return [h for h in hits if _fits(_terms(h.rule), place, _case_beside(h, case))]
    return [hit for hit in hits if _fits(_terms(hit.rule), place, case)]


def _case_beside(hit: Hit, case: str) -> str:
    """Return the case of the mention for a rule; a noun of one form has the one that fits.

    A verb may stand between a title and the name ("президент посетил Баку"): only next to each
    other they are one. With its article a name is no attribute of what follows.
    """
    if case == NOUN:
        return "nominative" if hit.rule.cells["case"] == "adjective" and hit.distance else ""
    if case == DEFINITE:
        return case if hit.rule.cells["role"] == "associative" else "nominative"
    return "" if hit.rule.side == "before" and not hit.distance else "nominative"


class _Terms(NamedTuple):
    """What a rule holds for; no types where it gives no role of its own."""

    types: frozenset[str]
    cases: frozenset[str]


@cache
def _terms(rule: Rule) -> _Terms:
    cells = rule.cells
    types = frozenset(filter(None, cells["types"].split("|")))
    return _Terms(types, frozenset(filter(None, cells["case"].split("|"))))


def _fits(terms: _Terms, place: Place | None, case: str) -> bool:
    if terms.cases and case and case not in terms.cases:
        return False
    if "any" in terms.types or place is None:
        return "any" in terms.types
    if place.type in terms.types:
        return True
    return "capital" in terms.types and is_seat_of_government(place)


def _close_hits(
    context: Context,
    before: Sequence[Token],
    titles: Sequence[Hit],
    gaps: tuple[str, str],
) -> Iterator[Hit]:
    """Yield the rules that the words next to the mention meet: titles, heads, compounds."""
    after, lang = _skip_year(context.after), context.lang
    if after and after[0].text in _HYPHENS and len(after) > 1:
        yield from find_rules(TABLE, "joined", after[1:], lang, reach=0)
    if possessed := _possessed(after):
        owned = find_rules(TABLE, "possessive", possessed, lang, reach=_POSSESSIVE_REACH)
        yield from _unbroken(owned, possessed, lang, gaps[1], joining=_AND)
    elif heads := find_rules(TABLE, "after", after, lang):
        whole = _unbroken(heads, after, lang, gaps[1])
        yield from (hit for hit in whole if _compounds(hit, after, lang))
    if titles:
        whole = _unbroken(titles, before, lang, gaps[0])
        yield from (hit for hit in whole if _qualifies(hit, before, lang, is_owner=bool(possessed)))
    if before and before[0].key in _JOINTS and lang in languages_with(_CAPITALS):
        yield from _designations(before, lang)


def _skip_year(after: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens behind a year in brackets: "Türkmənçay (1828) müqaviləsi"."""
    is_year = len(after) > _YEAR and after[0].text == "(" and after[1].text.isdecimal()
    return after[_YEAR:] if is_year and after[_YEAR - 1].text == ")" else after


_YEAR = 3  # tokens of a year in brackets


def _possessed(after: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens behind a possessive ending, empty when there is none.

    Behind a name in -s the apostrophe stands alone.
    """
    if len(after) > 1 and after[0].text in "'’" and after[1].key == "s":
        return after[2:]
    return ()


def _skip_articles(before: Sequence[Token]) -> Sequence[Token]:
    skip = 0
    while skip < len(before) and before[skip].key in _ARTICLES:
        skip += 1
    return before[skip:]


_AND = frozenset(["and", "or"])


def _unbroken(
    hits: Iterable[Hit],
    tokens: Sequence[Token],
    lang: str,
    gap: str,
    *,
    joining: frozenset[str] = frozenset(),
) -> Iterator[Hit]:
    """Yield the hits that no preposition, dash or other mention separates from the mention.

    `joining` words join adjectives and separate nothing: "its long and quiet policy".
    """
    for hit in hits:
        if hit.distance and gap and hit.distance >= len(gap.split()):
            continue
        between = tokens[: hit.first]
        if not any(_ends_reach(token, lang) for token in between if token.key not in joining):
            yield hit


# A word in a case of place between the mention and a head belongs to the verb, not to the head.
_PLACE_ENDINGS = {"az": ("da", "də", "dan", "dən"), "hy": ("ում", "ից", "ով")}


def _ends_reach(token: Token, lang: str) -> bool:
    if not token.is_word:
        return token.text in _DASHES
    endings = _PLACE_ENDINGS.get(primary_of(lang))
    return token.key in words_of("break", lang) or bool(endings and token.key.endswith(endings))


def _compounds(hit: Hit, after: Sequence[Token], lang: str) -> bool:
    """Tell whether the words up to the head can be one compound name.

    English sets the parts of a designation in capitals; a small word between belongs to the
    sentence, unless it is the type word of a unit: "Armenia after the war" is not read like
    "Armenia Peace Fund", "Lachin district council" is.
    """
    if lang not in languages_with(_CAPITALS):
        return True
    return all(
        token.text[0].isupper() or is_listed(TYPE_WORDS, "after", lang, token.key)
        for token in after[: hit.first]
        if token.is_word
    )


def _qualifies(hit: Hit, before: Sequence[Token], lang: str, *, is_owner: bool) -> bool:
    """Tell whether only adjectives stand between a title and the name, where that can be told.

    In English another name between them ends the title: "the Ministry of X denied shelling Y".
    What is done to X's leaders or by them is not done to or by X.
    """
    if is_owner and hit.rule.cells["role"] == METONYMIC:
        return False
    if not hit.distance:
        return True
    between = [token.text for token in before[: hit.first] if token.is_word]
    determiners = words_of("determiner", lang)
    if determiners and hit.rule.cells["role"] == METONYMIC:
        return all(text.lower() in determiners or ends_as_adjective(text, lang) for text in between)
    if lang not in languages_with(_CAPITALS):
        return True
    return all(text.islower() or text in _STATES for text in between)


_STATES = frozenset(["Republic", "Soviet", "Socialist", "State", "Kingdom"])


def _designations(before: Sequence[Token], lang: str) -> Iterator[Hit]:
    """Yield the head of a designation in capitals that ends with the name.

    "The Ministry of Education, Science and Sports of X": English sets its parts in capitals, and
    only small words stand between them. Words in small letters end it.
    """
    small = words_of("small", lang)
    for index, token in enumerate(before[1:_LONGEST_DESIGNATION], start=1):
        if token.text in ",'’" or token.key in small:
            continue
        if token.text[0].isupper() or index > 1:  # "the ministries of Defence and Trade of X"
            for rule in _designation_heads(lang).get(token.key, ()):
                yield Hit(rule, 0, (token, before[0]), index)
        if not token.text[0].isupper():
            return


_JOINTS = frozenset(["of", "for"])
_CAPITALS = "capitals in designations"
_LONGEST_DESIGNATION = 24


@lru_cache(maxsize=64)
def _designation_heads(lang: str) -> Mapping[str, Sequence[Rule]]:
    """Return the rules of heads of designations by their word."""
    found: dict[str, list[Rule]] = {}
    for rule in rules_on("designation"):
        if rule.lang == primary_of(lang):
            for phrase in rule.phrases:
                found.setdefault(phrase[0], []).append(rule)
    return found


def _is_adverbial(titles: Iterable[Hit], context: Context) -> bool:
    """Tell whether a preposition rules out that the mention is the subject of a verb.

    In "for X to decide" it is the subject.
    """
    after = context.after
    is_infinitive = bool(after) and after[0].key == "to"
    return any(
        hit.distance == 0 and hit.rule.cells["role"] == "literal"
        and not (is_infinitive and hit.words == "for")
        for hit in titles
    )  # fmt: skip
