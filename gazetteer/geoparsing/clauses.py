"""Tell the role of every mention: what it is by itself, and what it shares with its clause.

The members of a list, the ends of a compound, two names of one place, and the subject of a clause
that leaves its verb out ("Baku sent bread, Yerevan coal") take roles from each other.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gazetteer.geoparsing.candidates import Reading
from gazetteer.geoparsing.context import is_listed, primary_of, rules_of, word_key
from gazetteer.geoparsing.grammar import languages_with
from gazetteer.geoparsing.morphology import case_of_tail
from gazetteer.geoparsing.predicates import TABLE
from gazetteer.geoparsing.roles import (
    ADVERBIAL,
    DEFINITE,
    GOVERNED,
    LITERAL,
    METONYMIC,
    NOUN,
    UNDECLINED,
    Finding,
    find_role,
    is_seat_of_government,
)
from gazetteer.geoparsing.scoring import Choice
from gazetteer.model import Place

_IN_SENTENCE = frozenset({"same", "list"})
_PREDICATES = frozenset(
    {"verb", "passive", "clause_verb", "verb_ending", "progressive", "modal", "pro_verb"}
)
_NEAR = 0.4  # degrees between two places that one name in brackets behind another can mean


def roles_of(choices: Sequence[Choice]) -> list[Finding]:
    """Return what each mention of a document stands for, in the same order."""
    readings = [choice.reading for choice in choices]
    gaps = ["", *(reading.gap for reading in readings)]
    found = [
        find_role(
            choice.reading.context, choice.place, case=case_of(choice),
            has_type_word=choice.reading.cue.behind, gaps=(before, choice.reading.gap),
        )
        for choice, before in zip(choices, gaps, strict=False)
    ]  # fmt: skip
    goes_on = [reading.link in _IN_SENTENCE for reading in readings]
    found = [  # behind another name begins another clause: "X sent aid to Y and Z protested"
        ADVERBIAL if one is GOVERNED and is_later else one
        for one, is_later in zip(found, [False, *goes_on], strict=False)
    ]
    places = [choice.place for choice in choices]
    langs = [reading.lang for reading in readings]
    shared = share_roles(found, _linked(readings), places, langs, _pairs(readings))
    return fill_gapped(shared, _gapped(choices), goes_on, places)


def case_of(choice: Choice) -> str:
    """Return the grammatical case of a mention, empty where nothing shows it.

    That is so in languages that have none, and for an abbreviation without an ending (ՀՀ, НКР).
    """
    text, lang = choice.reading.text, choice.reading.lang
    if not choice.ranked or lang not in languages_with("declined names"):
        return ""
    short, hyphen, tail = text.partition("-")
    if short.isupper() and len(short) <= _ABBREVIATION:
        return case_of_tail(tail) if hyphen else NOUN
    best = choice.ranked[0].candidate
    if best.case in ("definite", "definite nominative"):
        return DEFINITE
    case = best.grammatical_case
    if case == "nominative" and primary_of(lang) == "ru":
        if text.endswith(_PLURAL):
            return NOUN
        if text.endswith(_UNDECLINED):
            return UNDECLINED
    return case


_PLURAL = "ы"  # Соединённые Штаты заявили
_UNDECLINED = ("у", "ю", "и", "э", "о", "е")
_ABBREVIATION = 5  # letters


def _linked(readings: Sequence[Reading]) -> list[bool]:
    """Tell which mentions are members of one list with the next.

    A comma alone joins only when the list goes on: in "near Shusha, Armenia claims" it parts.
    """
    listed = [reading.link == "list" for reading in readings]
    return [
        is_member and (goes_on or reading.gap.strip() != ",")
        for is_member, goes_on, reading in zip(listed, [*listed[1:], False], readings, strict=False)
    ]


def _gapped(choices: Sequence[Choice]) -> list[bool]:
    """Tell which mentions may be the subject of a clause that leaves its verb out."""
    gapped = [False]
    for before, choice in pairwise(choices):
        reading = choice.reading
        is_marked = reading.gap.startswith(("՝", " — ", " – "))
        if primary_of(reading.lang) == "en" and len(before.reading.gap.split()) > 1:
            is_marked = is_marked or _WITHOUT_VERB.match(reading.gap) is not None
        follows = before.reading.link in _IN_SENTENCE and before.reading.gap.rstrip()[-1:] == ","
        gapped.append(is_marked and follows and case_of(choice) in _SUBJECT)
    return gapped[: len(choices)]


_SUBJECT = frozenset({"nominative", UNDECLINED, DEFINITE, ""})
# "Baku had approved the list on the 2nd, Yerevan in August."
_WITHOUT_VERB = re.compile(
    r" (?:in|on|at|by|for|to|after|before|until|only|not|a|an|the|\d+) [^.,;:]{1,40}[.;]"
)


def _pairs(readings: Sequence[Reading]) -> list[str]:
    """Tell which mentions are two names of one place with the next, or a compound with it."""
    return [
        _PAIRS[reading.link] if reading.link in _PAIRS and _is_pair(reading) else ""
        for reading in readings
    ]


_PAIRS = {"dash": "dash", "bracket": "names", "slash": "names"}


def _is_pair(reading: Reading) -> bool:
    return reading.link != "dash" or reading.gap == reading.gap.strip()


def share_roles(
    findings: Sequence[Finding],
    linked: Sequence[bool],
    places: Sequence[Place | None],
    langs: Sequence[str] = (),
    pairs: Sequence[str] = (),
) -> list[Finding]:
    """Return the findings with roles carried along the members of a list.

    Only what can act takes a metonymic role over. `linked[i]` tells that mention i and the next
    one are members of one list: of "Baku and Yerevan deny it" only the second stands before the
    verb, of "the presidents of Armenia and Georgia" only the first behind the title. A title wins
    over the verb: who signs are the presidents. Behind a list only a title in the plural is that
    of all members; `langs` are the languages of the mentions. `pairs[i]` tells that mention i and
    the next one are two names of one place (`names`) or the ends of a compound (`dash`).
    """
    shared = _without_governed(findings, linked)
    for i, pair in enumerate(pairs[: len(shared) - 1]):
        if pair:
            shared[i : i + 2] = _paired(pair, shared[i : i + 2], places[i : i + 2], langs[i])
    shared = _carried_on(shared, linked, places)
    shared = _carried_back(shared, linked, places, langs or [""] * len(shared))
    return [LITERAL if one is ADVERBIAL else one for one in shared]


def _carried_on(
    findings: Sequence[Finding], linked: Sequence[bool], places: Sequence[Place | None]
) -> list[Finding]:
    """Return the findings with what stands before a list on its later members."""
    shared = list(findings)
    for i in range(len(shared) - 1):
        one, other = shared[i], shared[i + 1]
        free = other is LITERAL or (one.role == "associative" and other.side in _PREDICATES)
        if linked[i] and one.side in _BEFORE and free and _can(one, places[i + 1]):
            shared[i + 1] = one
    return shared


def _carried_back(
    findings: Sequence[Finding],
    linked: Sequence[bool],
    places: Sequence[Place | None],
    langs: Sequence[str],
) -> list[Finding]:
    """Return the findings with what stands behind a list on its earlier members."""
    shared = list(findings)
    for i in range(len(shared) - 2, -1, -1):
        one, other = shared[i], shared[i + 1]
        if not linked[i]:
            continue
        is_title = other.role == "associative" and other.side in ("after", "possessive")
        if is_title and (one.role == "literal" or one.side in _PREDICATES):
            carries = any(_is_plural(word, langs[i]) for word in other.words.split())
        else:
            carries = other.side in _PREDICATES or (other.side == "after" and not is_title)
            carries = carries and one is LITERAL and _can(other, places[i])
        if carries:
            shared[i] = other
    return shared


def _without_governed(findings: Sequence[Finding], linked: Sequence[bool]) -> list[Finding]:
    """Return the findings without the verb of whom a preposition governs: "Trains from X and Y"."""
    found = list(findings)
    for i, one in enumerate(found[:-1]):
        if one is GOVERNED and linked[i] and found[i + 1].side in _PREDICATES:
            found[i + 1] = GOVERNED
    return [ADVERBIAL if one is GOVERNED else one for one in found]


_BEFORE = frozenset({"before", "designation"})


def fill_gapped(
    findings: Sequence[Finding],
    gapped: Sequence[bool],
    goes_on: Sequence[bool],
    places: Sequence[Place | None],
) -> list[Finding]:
    """Return the findings with the verb of a clause for a subject that leaves its own out.

    «Баку прислал хлеб, Ереван — уголь», "Երևանը խոստացել է ջուր, Գորիսը՝ վառելիք". `gapped[i]`
    tells that mention i is such a subject, `goes_on[i]` that the next one is in its sentence.
    """
    filled, verb = list(findings), LITERAL  # the last subject of the sentence that has a verb
    for i, is_gapped in enumerate(gapped):
        if is_gapped and filled[i] is LITERAL and verb.role == METONYMIC and _can(verb, places[i]):
            filled[i] = replace(verb, reason="its verb is that of the clause before")
        if filled[i].side in _PREDICATES:
            verb = filled[i]
        if not goes_on[i]:
            verb = LITERAL
    return filled


def _paired(
    pair: str, findings: Sequence[Finding], places: Sequence[Place | None], lang: str
) -> Sequence[Finding]:
    """Return the findings of two mentions that share one role.

    "Republic of X (Y)": whatever is said of the one name is said of the other. "X-Y conflict" is
    one title, but a railway X–Y is a line between two places.
    """
    one, other = findings
    if pair == "dash":
        if other.role != "associative" or other.side != "after":
            return findings
        keys = (word_key(word, lang) for word in other.words.split())
        if any(is_listed(TABLE, "line", lang, key) for key in keys):
            return LITERAL, LITERAL
        return other, other
    if not _are_near(places):
        return findings
    if other is LITERAL and _can(one, places[1]):
        return one, replace(one)
    if one is LITERAL and _can(other, places[0]):
        return replace(other), other
    return findings


def _are_near(places: Sequence[Place | None]) -> bool:
    one, other = places
    if one is None or other is None:
        return False
    if (one.type == "settlement") != (other.type == "settlement"):
        return False  # «г. Раздан (Котайкская область)»: where it lies
    return abs(one.lat - other.lat) <= _NEAR and abs(one.lon - other.lon) <= _NEAR


def _is_plural(word: str, lang: str) -> bool:
    """Tell whether a title stands in the plural, by the endings that the table has for it."""
    key = word_key(word, lang)
    return any(
        ending in key[_STEM:] if rule.gap else key.endswith(ending)
        for rule in rules_of(TABLE)
        if rule.side == "plural_ending" and lang.startswith(rule.lang)
        for (ending,) in rule.phrases
    )


_STEM = 3  # letters of a title before an ending


def _can(finding: Finding, place: Place | None) -> bool:
    acts = place is not None and (
        place.type in ("country", "region", "settlement") or is_seat_of_government(place)
    )
    return finding.role == "associative" or acts
