"""Find the predicate of which a mention is the subject: "Baku denied it", "Երևանը հայտարարեց".

The verbs are rows of `geodata/knowledge/roles.csv`. English is read past clauses, brackets and
auxiliaries; where the verb comes last, or cases tell the subject, the words behind are enough.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from gazetteer.geoparsing.context import (
    Context,
    Hit,
    Rule,
    Token,
    find_rules,
    is_listed,
    primary_of,
    rules_of,
    words_on,
)

TABLE = "roles.csv"
_APPOSITION = 9  # words of ", for its part,"
_CLAUSE = 24  # words of ", having …," and ", which …,"
_BE = frozenset(["is", "are", "was", "were", "be", "been", "being"])
_PARTICIPLE = ("ed", "en", "wn", "lt", "ld")
_IDLE = frozenset(["remain", "become", "have", "exist", "lie", "see", "need"])
_RELATIVES = frozenset(["which", "who", "that"])


def verb_hits(context: Context, gap: str) -> Iterator[Hit]:
    """Yield the rules of the predicate; `gap` is the text up to the next mention.

    Where the verb comes last, objects stand before it; elsewhere it does not belong to a name
    before the last one.
    """
    after: Sequence[Token] = context.after
    if after and after[0].text in "-‐‑'’":
        return
    if after and after[0].text in "([":  # "X (Y) signed": what is said of X is said of Y
        after, gap = _behind_brackets(after), ""
    if primary_of(context.lang) == "en":
        yield from _english_verb(after, context.lang, gap)
        return
    if not after or after[0].text != "," or "," in words_of("skip", context.lang):
        yield from _verbs_behind(after, context.lang, gap)
        return
    for start in _clause_ends(after, context.lang):
        if hits := list(_verbs_behind(after[start:], context.lang, "")):
            yield from hits
            return


def _verbs_behind(after: Sequence[Token], lang: str, gap: str) -> Iterator[Hit]:
    """Yield the rules of the predicates of other languages than English."""
    skips = words_of("skip", lang)
    after = [token for token in after if token.key not in skips]
    if after and _is_no_subject(after[0], lang):
        return
    words = len(gap.split()) if gap else len(after)
    verbs = find_rules(TABLE, "verb", after, lang, reach=9)
    yield from (hit for hit in verbs if hit.distance < words)
    yield from find_rules(TABLE, "clause_verb", after, lang, reach=9)


def _is_no_subject(following: Token, lang: str) -> bool:
    """Tell whether the word behind a name makes it part of an adverbial.

    A postposition does ("X haqqında"), and a noun that belongs to the name ("X otelində").
    """
    endings = endings_of("attribute_ending", lang)
    return following.key in words_of("break", lang) or following.key.endswith(endings)


def _clause_ends(after: Sequence[Token], lang: str) -> Iterator[int]:
    """Yield where the sentence may go on behind a clause in commas: ", имея …,", ", որը …,"."""
    if len(after) < _LEAST_CLAUSE or not after[1].text[0].islower():
        return
    endings = endings_of("apposition_ending", lang)
    opens = is_listed(TABLE, "apposition", lang, after[1].key) or after[1].key.endswith(endings)
    for index in range(2, min(len(after), _CLAUSE)):
        if after[index].text == ",":
            last = after[index - 1].key
            if opens or last in words_of("apposition_close", lang):
                yield index + 1


_LEAST_CLAUSE = 4  # a comma, two words and a comma


def _behind_brackets(after: Sequence[Token]) -> Sequence[Token]:
    for index, token in enumerate(after[:_APPOSITION]):
        if token.text in ")]":
            return after[index + 1 :]
    return after


def _english_verb(after: Sequence[Token], lang: str, gap: str) -> Iterator[Hit]:
    """Yield the rules of the first predicate that may belong to the subject."""
    for start in _predicate_starts(after, gap):
        if hits := list(_english_predicate(after, start, lang)):
            yield from hits
            return


def _english_predicate(after: Sequence[Token], start: int, lang: str) -> Iterator[Hit]:
    """Yield the rules of a predicate that begins at a token, past adverbs and auxiliaries."""
    index, be = start, False
    while step := _skipped(after[index : index + 2], lang):
        be = be or after[index].key in _BE
        index += step
    passed = {word.key: word for word in after[start:index]}
    is_end = index == len(after) or not after[index].is_word
    if is_end or after[index].key in words_of("break", lang):
        yield from _met_on("pro_verb", passed)  # "as X did in 1923"
    if is_end:
        return
    token = after[index]
    if be and not token.key.endswith(("ing", *_PARTICIPLE)):
        return
    yield from _acting(token, lang, be=be)
    if not be and token.key not in _IDLE:
        yield from _met_on("modal", passed)


def _acting(verb: Token, lang: str, *, be: bool) -> Iterator[Hit]:
    """Yield the rules that an English verb meets, by itself or by its ending."""
    is_ing = verb.key.endswith("ing")
    if be or not is_ing:
        for rule in _english_verbs("passive" if be and not is_ing else "verb").get(verb.key, ()):
            yield Hit(rule, 0, (verb,))
    if verb.key not in words_of("not_verb", lang):
        for rule in rules_on("progressive" if be else "verb_ending"):
            if verb.key.endswith(rule.phrases[0][0]):
                yield Hit(rule, 0, (verb,))


def _skipped(tokens: Sequence[Token], lang: str) -> int:
    """Return how many words at the begin may stand between a subject and its verb."""
    if not tokens:
        return 0
    if tokens[0].key in words_of("skip", lang) or tokens[0].key.endswith("ly"):
        return 1
    return 2 if " ".join([token.key for token in tokens]) in words_of("skip", lang) else 0


def _met_on(side: str, passed: Mapping[str, Token]) -> Iterator[Hit]:
    for rule in rules_on(side):
        for phrase in rule.phrases:
            if phrase[0] in passed:
                yield Hit(rule, 0, (passed[phrase[0]],))


def _predicate_starts(after: Sequence[Token], gap: str) -> Iterator[int]:
    """Yield where the predicate may begin: at once, or behind what is said in between.

    That is ", for its part,", ", which …,", ", having …," and "and President N. N.".
    """
    if not after or after[0].text != ",":
        yield 0
        yield from _behind_partner(after, gap)
        return
    if len(after) == 1:
        return
    opening = after[1].key
    if opening in _RELATIVES:
        yield 2
    is_clause = opening in _RELATIVES or opening in words_of("apposition", "en")
    is_clause = is_clause or opening.endswith(("ing", *_PARTICIPLE))
    limit = _CLAUSE if is_clause else _APPOSITION
    for index in range(2, min(len(after), limit)):
        if after[index].text == ",":
            yield index + 1
            if not is_clause:
                return


def _behind_partner(after: Sequence[Token], gap: str) -> Iterator[int]:
    """Yield the position behind a person in "X and President N. N. signed"."""
    if not after or after[0].key != "and":
        return
    has_name = False
    for index, token in enumerate(after[1:_APPOSITION], start=1):
        if token.is_word and token.text[0].isupper():
            has_name = True
        elif has_name or not token.key.endswith("ly"):
            if has_name and (not gap or index < len(gap.split())):
                yield index
            return


def words_of(side: str, lang: str) -> frozenset[str]:
    """Return the keys of the phrases on a side of the table of roles, for a language."""
    return words_on(TABLE, side, lang)


@cache
def rules_on(side: str) -> tuple[Rule, ...]:
    """Return the rules on a side of the table, of all languages."""
    return tuple(rule for rule in rules_of(TABLE) if rule.side == side)


@cache
def _english_verbs(side: str) -> Mapping[str, Sequence[Rule]]:
    """Return the rules of a side by every form of their words; participles are given as such."""
    found: dict[str, list[Rule]] = {}
    for rule in rules_on(side):
        if rule.lang != "en":
            continue
        if side == "verb":
            forms = {form for phrase in rule.phrases for form in verb_forms(phrase[0])}
        else:
            forms = {phrase[0] for phrase in rule.phrases if len(phrase) == 1}
        for form in forms:
            found.setdefault(form, []).append(rule)
    return found


def verb_forms(base: str) -> tuple[str, ...]:
    """Return an English verb with its regular endings; irregular forms are words of their own.

    >>> verb_forms("deny")
    ('deny', 'denies', 'denied', 'denying')
    >>> verb_forms("ban")
    ('ban', 'bans', 'baned', 'baning', 'banned', 'banning')
    """
    if base.endswith("y") and base[-2] not in "aeiou":
        return base, f"{base[:-1]}ies", f"{base[:-1]}ied", f"{base}ing"
    if base.endswith("e"):
        return base, f"{base}s", f"{base}d", f"{base[:-1]}ing"
    plural = f"{base}es" if base.endswith(("s", "sh", "ch", "x", "z")) else f"{base}s"
    forms = [base, plural, f"{base}ed", f"{base}ing"]
    if base[-1] in "bdgklmnprt" and base[-2] in "aeiou":
        forms += [f"{base}{base[-1]}ed", f"{base}{base[-1]}ing"]
    return tuple(forms)


@lru_cache(maxsize=64)
def endings_of(side: str, lang: str) -> tuple[str, ...]:
    """Return the endings on a side of the table, for a language, as `str.endswith` takes them."""
    return tuple(sorted(words_of(side, lang)))
