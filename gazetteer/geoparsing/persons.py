"""Know a person who is called like a place, by title, kin, age, surname, or what only people do.

The words that tell are rows of `geodata/knowledge/not_places.csv`; each rule returns the reason
as a sentence, empty where it says nothing.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from gazetteer.geoparsing.context import (
    Token,
    find_rules,
    is_listed,
    is_vocabulary,
    primary_of,
    word_key,
)
from gazetteer.geoparsing.grammar import languages_with, value_of
from gazetteer.geoparsing.surroundings import (
    ENDS,
    HYPHENS,
    NO_NAMES,
    TYPE_WORD,
    Surroundings,
    Written,
    endings_of,
    follows_preposition,
    inflected_kinds,
    is_inhabitant,
    is_surname,
    kinds_of,
    lexicon,
    stands_as_place,
)
from gazetteer.geoparsing.tokens import light_key
from geodata.door import knowledge

PERSON: Final = "a person"  # how the reasons that speak of a person end
SURNAME: Final = "before the surname"  # how those begin that know a person by one


def joined(around: Surroundings, _: Written) -> str:
    """Find what a hyphen makes of a name: Shushi-born, Kars-Petrov."""
    met = _COMPOUND.match(around.text_after)
    if not met:
        return ""
    if "joined after" in kinds_of(met[1].lower(), around.lang):
        return f"joined to {met[1]}: people and not the place"
    if around.precedes_place:  # the road Шуша-Лачин
        return ""
    is_named = "title before" in around.before_kinds or around.follows_name
    if is_surname(met[1], around.lang) and (is_named or "kin before" in around.before_kinds):
        return f"joined to the surname {met[1]}: a person"
    return ""


_COMPOUND: Final = re.compile("[-‐‑]([^\\W\\d_]{3,})")


def titled(around: Surroundings, word: Written) -> str:
    """Find any name beside a title: "Mr", "поэт", "müəllim"."""
    is_title = "title before" in around.before_kinds and not around.ends_before
    # «օր.» is Miss, and «օր» a day.
    is_day = len(around.previous) <= _IN_SHORT and around.previous.islower() and not around.mark
    if is_title and not is_day:
        return f"after the title {around.previous}: a person"
    # "Laçın müəllim" is called so; who is "Laçının müəllimi" teaches there.
    owns = "owner" in word.signs and around.lang in languages_with("possessive suffix")
    is_unit = "phrase" in word.signs and TYPE_WORD in inflected_kinds(
        word.light.rpartition(" ")[2], around.lang
    )  # "Hadrut rayonundan müəllim": a teacher from the district
    is_held = "local" in word.signs  # "Basarkeçərdə müəllim işləyirəm"
    if "title after" in around.after_kinds and not (owns or is_unit or is_held):
        return f"before {around.following}: a person"
    return ""


_IN_SHORT: Final = 2  # letters of a title in short


def kin(around: Surroundings, word: Written) -> str:
    """Find a given name beside a word for kin, and a surname behind an occupation."""
    if (
        "occupation before" in around.before_kinds
        and not around.mark
        and "surname" in word.signs
        and not {"local", "declined"} & word.signs
        and TYPE_WORD not in around.after_kinds
    ):
        return f"after {around.previous}, like a surname: a person"
    if "given" not in word.kinds or "local" in word.signs:
        return ""
    is_worker = "occupation before" in around.before_kinds and "bare" in word.signs
    if is_worker and around.precedes_name and not around.mark and not around.has_type_word:
        return f"after {around.previous}, before another name: a person"
    # Between commas it is one, "bir mühəndis, Araz üstündəki bənd" is none.
    is_open = around.mark == "," and around.text_after[:1].isspace()
    if around.before_kinds & _KIN and around.mark not in ENDS and not is_open:
        return "" if _is_goal(around, word) else f"after {around.previous}: a person"
    if _follows_inhabitant(around):
        return f"after {around.previous}, who is from there: a person"
    if around.mark == "՝" and inflected_kinds(light_key(around.previous), around.lang) & _KIN:
        return "" if _is_goal(around, word) else f"after {around.previous}: a person"
    if "particle" in around.before_kinds and (met := _LAST_WORDS.search(around.text_before)):
        first = kinds_of(light_key(met[0].split()[0]), around.lang)
        if first & _KIN and not around.has_type_word and not _is_goal(around, word):
            return f"after {met[0].split()[0]}: a person"
    if around.after_kinds & {"kin after", "person after"}:
        return f"before {around.following}: a person"
    return ""


_KIN: Final = frozenset({"kin before", "own kin"})


def _follows_inhabitant(around: Surroundings) -> bool:
    """Tell whether one of a place is told in apposition: «водитель, капанец Масис»."""
    if around.mark or around.has_type_word or not _APPOSED.search(around.text_before):
        return False
    return around.previous[:1].islower() and is_inhabitant(light_key(around.previous), around.lang)


_APPOSED: Final = re.compile(r"[՝,]\s\w+\s$")


def _is_goal(around: Surroundings, word: Written) -> bool:
    """Tell whether kin went to the place: "dostum Laçına getdi" and "եղբայրս Մասիս գնաց"."""
    if around.has_type_word:
        return True
    if value_of("goal case", around.lang) not in word.signs:
        return False
    return any("motion verb" in kinds_of(key, around.lang) for key in around.words_after(4))


def aged(around: Surroundings, word: Written) -> str:
    """Find a person by an age: "Ani, 24,", "Ani, a 24-year-old", «24-летняя Ани», 24 yaşlı Ani."""
    after = around.text_after
    born = _BORN.match(after)
    if born and any(
        "birth word" in kinds_of(light_key(w or ""), around.lang) for w in born.groups()
    ):
        return f"born in {born[1]}: a person"
    if (after[:1] in _BEFORE_AGE or after[:2] == " (") and (met := _AGE.match(after)):
        is_said = bool(met[2]) and "age word" in kinds_of(light_key(met[2]), around.lang)
        if is_said if met[2] else "given" in word.kinds and after[met.end() :][:1] in _CLOSED_AGE:
            return f"{met[1]} years old: a person"
    if "given" in word.kinds and "age word" in around.before_kinds and not around.mark:
        return f"after {around.previous}: a person"
    return ""


# «Камо, 1956 года рождения», "Araz, 1956-cı il təvəllüdlü"
_BORN: Final = re.compile(
    r",?\s\(?(1[89]\d\d|20\d\d)[-‐‑]?[^\W\d_]*\s([^\W\d_]+)(?:\.?\s([^\W\d_]+))?"
)
_BEFORE_AGE: Final = frozenset(",(՝")
_CLOSED_AGE: Final = frozenset(",)")
_AGE: Final = re.compile(
    r" ?[,(՝]\s*(?:an?\s|aged\s)?(\d{1,3})(?:[\s‐‑-]([^\W\d_][\w-]*))?(?![\d.])"
)


def accompanied(around: Surroundings, word: Written) -> str:
    """Find a person by its kin beside it: "Masis and his sister", Araz və bacısı."""
    if "given" not in word.kinds or "local" in word.signs or around.mark == "(":
        return ""
    met = _COMPANY.match(around.text_after)
    if not met or "joins" not in kinds_of(light_key(met[1]), around.lang):
        return ""
    first, second = (kinds_of(light_key(key or ""), around.lang) for key in met.groups()[1:])
    is_kin = "pronoun" in first and second & _RELATED
    is_owned = around.lang in languages_with("possessive suffix") and "person after" in first
    if is_kin or is_owned:
        return f"with {met[2] if not is_kin else met[3]}: a person"
    return ""


_COMPANY: Final = re.compile(r"\s([^\W\d_]+)\s+([^\W\d_]+)(?:\s+([^\W\d_]+))?")
_RELATED: Final = frozenset({"kin before", "kin after", "kin owned", "person after", "given owned"})


def among_kin(around: Surroundings, word: Written) -> str:
    """Find a given name in a list of kin: "three grandchildren (Ani, Gor and Paris)"."""
    if "given" in word.kinds:
        if "local" in word.signs or around.is_cell or around.has_type_word:
            return ""
        if kin := _kin_of_list(around):
            return f"among {kin}: a person"
    elif around.previous != "of" or not _KIN_OF.search(around.text_before):
        return ""
    both = _BOTH.match(around.text_after)
    if both is None or not is_surname(both[3], around.lang):
        return ""
    first, second = kinds_of(both[1], around.lang), kinds_of(light_key(both[2]), around.lang)
    return f"with {both[2]} {both[3]}: a person" if "joins" in first and "given" in second else ""


def _kin_of_list(around: Surroundings) -> str:
    """Return the word for kin in the plural that opens the list in which a name stands."""
    if not _kin_plurals(around.lang).search(around.text_before):
        return ""
    met = _KIN_LIST.search(around.text_before)
    return met[1] if met and "kin plural" in kinds_of(light_key(met[1]), around.lang) else ""


@cache
def _kin_plurals(lang: str) -> re.Pattern[str]:
    """Return what finds a word for kin in the plural fast, which few names have before them."""
    words = [word for word, kinds in lexicon(lang).items() if "kin plural" in kinds]
    return re.compile("|".join(map(re.escape, words)) or r"(?!)", re.IGNORECASE)


_KIN_OF: Final = re.compile(r"\b(?:child|children|son|sons|daughters?|parents)\sof\s$")
_KIN_LIST: Final = re.compile(
    r"([^\W\d_]+)\s?[(:—–՝,]?\s?(?:[^\W\d_]+(?:,\s|\s[^\W\d_]{1,4}\s)){0,4}$"
)


_BOTH: Final = re.compile(r"\s([^\W\d_]{1,4})\s([^\W\d_]+)\s([^\W\d_]+)")


def initialled(around: Surroundings, word: Written) -> str:
    """Find a surname behind initials: «Р. Ю. Шушинский», "T. Shusha-Zade"."""
    met = _INITIALS.search(around.text_before) if around.mark == "." else None
    if met is None or not met[2].isupper():  # «1939 г. Дизакский район»
        return ""
    after = around.text_after
    joined = _COMPOUND.match(after) if after[:1] in HYPHENS else None
    ends = endings_of("surname ending", around.lang)
    is_named = joined is not None and light_key(joined[1]).endswith(ends)
    if met[1] or is_named or {"surname", "surname form", "declined"} & word.signs:
        return f"after the initial {met[2]}.: a person"
    return ""


_INITIALS: Final = re.compile(r"(?<![^\W\d_])([^\W\d_]\.\s?)?([^\W\d_])\.\s?$")


def whole_name(around: Surroundings, word: Written) -> str:
    """Find a person after whom a village is called by the whole name: Səməd Vurğunu istəyirlər.

    The accusative tells: one reads and asks for a poet, and goes to the village.
    """
    first, *rest = around.written.split()
    if "object" not in word.signs or len(rest) != 1 or not rest[0][:1].isupper():
        return ""
    if "given" not in kinds_of(light_key(first), around.lang) or stands_as_place(around):
        return ""
    return "the whole name of a person"


def with_initial(around: Surroundings, _: Written) -> str:
    """Find a first name before an initial: Լեւոն Մ. Այնթապլեան, "Masis G., 45"."""
    met = _MIDDLE.match(around.text_after)
    if met is None or not met[1].isupper():
        return ""
    if met[2]:
        is_named = is_surname(met[2], around.lang)
        return f"{SURNAME} {met[1]}. {met[2]}: a person" if is_named else ""
    return f"before the initial {met[1]}.: a person"


_MIDDLE: Final = re.compile(r"\s([^\W\d_])\.(?:\s?([^\W\d_]+)|(?=\s?[,;()]|\s*$))")


def before_initials(around: Surroundings, _: Written) -> str:
    """Find a surname before its initials: «т. Шаумян А. Г.»."""
    met = _INITIALS_BEHIND.match(around.text_after)
    if met is None or not (met[1] + met[2]).isupper() or met[3].isupper():
        return ""  # «из Баку Р. Ю. Шушинский»
    return f"before the initials {met[1]}. {met[2]}.: a person"


_INITIALS_BEHIND: Final = re.compile(r"\s([^\W\d_])\.\s?([^\W\d_])\.\s?(.?)", re.DOTALL)


def saint(around: Surroundings, _: Written) -> str:
    """Find a saint, his church or his day: St. James church, Saint John the Baptist."""
    first, *rest = around.written.split(" ", 1)
    name = "".join(rest)
    if "saint" not in kinds_of(light_key(first), around.lang):
        return ""
    if "given" not in kinds_of(light_key(name), around.lang):
        return ""
    is_house = "saint after" in around.after_kinds
    if is_house or around.precedes_name or _BYNAME.match(around.text_after):
        return "the name of a saint or of his house: a person"
    return ""


_BYNAME: Final = re.compile(r"\sthe\s[A-Z]|[’']s?\s")


def owner(around: Surroundings, word: Written) -> str:
    """Find a person by what only a person has or does: "Lenin's sister", "Pushkin, who"."""
    after = around.text_after
    owned = _OWNED.match(after)
    owns = {"kin owned", "given owned"} if "given" in word.kinds else {"kin owned"}
    for key in owned[1].split() if owned else ():
        if owns & kinds_of(key, around.lang):
            return f"has a {key}: a person"
    if "work after" in around.after_kinds and {"given", "surname"} & {*word.kinds, *word.signs}:
        return f"before {around.following}: a person"
    who = _WHO.match(after) if primary_of(around.lang) == "en" else None
    if who and who[1] and not {"given", "surname"} & {*word.kinds, *word.signs}:
        return ""  # "Moscow, whose railwaymen run the line"
    if who and not _PREPOSED.search(around.text_before):
        return "goes on with “who”: a person"
    return ""


def acting(around: Surroundings, word: Written) -> str:
    """Find a given name by what only a person does: laughs, sings, is a teacher named so."""
    if reason := _called(around):
        return reason
    if "given" not in word.kinds or around.has_type_word or not _ACTS_NOT.isdisjoint(word.signs):
        return ""
    if around.text_after[:1] in _JOINING or around.text_before[-1:] in _JOINING:
        return ""  # an end of a road, a line, a tunnel
    if around.precedes_name and TYPE_WORD in kinds_of(light_key(around.following), around.lang):
        return ""  # the Lachin City Council met
    verbs = _verbs_of(word, around.lang)
    for key in _predicates(around, word):
        if kinds_of(key, around.lang) & verbs:
            return f"{key} is said of a person"
    named = _CALLED.search(around.text_before)
    if named and "kin before" in kinds_of(named[1], around.lang):
        return f"after a {named[1]} of this name: a person"
    return ""


def telling(around: Surroundings, word: Written) -> str:
    """Find a person by whom a verb of saying speaks of: "Goris told us that his father"."""
    if "speech verb" not in around.after_kinds or "state" in word.signs:
        return ""
    if primary_of(around.lang) != "en":
        return ""
    met = _TELLS.match(around.text_after)
    if met is None or stands_as_place(around):
        return ""
    return f"{around.following} of {met[1]}: a person"


_ACTS_NOT: Final = frozenset({"local", "owner"})  # cases of no subject: армия Карабаха ушла


_TELLS: Final = re.compile(
    r"\s+[a-z]+(?:\s(?:us|me|him|her|them))?(?:\sthat)?\s(he|she|his|her|I|my)\s"
)


def _verbs_of(word: Written, lang: str) -> frozenset[str]:
    """Return the kinds of verb that make the name a person.

    Governments say much too. Where a name without an ending tells the goal, only its definite
    form comes or goes (Մասիսը գնաց, but Մասիս գնաց).
    """
    if primary_of(lang) == "en" and "state" not in word.signs:
        return _SPEAKING
    shows = "definite" if value_of("goal case", lang) == "bare" else "bare"
    return _MOVING if shows in word.signs else _DOING


_DOING: Final = frozenset({"person verb"})
_SPEAKING: Final = _DOING | {"speech verb"}
_MOVING: Final = _DOING | {"motion verb"}


def _predicates(around: Surroundings, word: Written) -> Iterator[str]:
    """Yield the words beside a name that may say what it does, none where it is governed.

    The subject of a verb some words on stands in no oblique case: "Մասիսի գյուղացին ասաց".
    """
    before = _LAST_WORDS.search(around.text_before)
    words = list(map(light_key, before[0].split())) if before else []
    if words and words[-1] in governing(primary_of(around.lang)):
        return
    if "resident before" in around.before_kinds:
        return
    reach = 1 if _SUBJECT.isdisjoint(word.signs) else 3
    yield from around.words_after(reach, within="[.,:;!?։…\n]")
    yield from words


_SUBJECT: Final = frozenset({"bare", "definite"})


@cache
def governing(primary: str) -> frozenset[str]:
    """Return the prepositions and the like behind which a name is the place of an action."""
    rows = [r for r in knowledge("roles.csv") if r["lang"] == primary and r["side"] == "before"]
    words = "|".join(row["words"] for row in rows if row["role"] == "literal")
    return frozenset(word for word in words.split("|") if " " not in word)


def _called(around: Surroundings) -> str:
    """Find a person by who is said to have the name: a student named Artsakh."""
    if "name word" in around.after_kinds and around.text_after[:1].isspace():
        bearers = around.words_after(5)[1:]  # "X adlı bir tələbə": past an article
        kinds = [inflected_kinds(bearer, around.lang) for bearer in bearers]
        for bearer, found in zip(bearers, kinds, strict=True):
            if found & _BEARERS:
                return f"the name of a {bearer}: a person"
        is_place = any({TYPE_WORD, "called after"} & found for found in kinds)
        if bearers and not is_place and around.lang in languages_with("proprietive suffix"):
            return f"the name of a {bearers[0]}: a person"
    if "name is" in around.before_kinds and not around.mark:
        return _bearer(around)
    if "named" not in around.text_before[-_NAMED_REACH:]:
        return ""
    named = _NAMED.search(around.text_before)
    if named and "kin before" in kinds_of(named[1], around.lang):
        return f"a {named[1]} named so: a person"
    return ""


def _bearer(around: Surroundings) -> str:
    """Find a person by whose name it is said to be: ընկերոջ անունը Մարտակերտ է."""
    words = around.text_before.split()
    of = light_key(words[-2]) if len(words) > 1 else ""
    is_person = inflected_kinds(of, around.lang) & (_BEARERS | {"kin owned", "own kin"})
    return f"the name of a person, as {of} says" if is_person else ""


_JOINING: Final = frozenset("-‐‑–—")
_BEARERS: Final = frozenset({"kin before", "title before", "occupation after", "kin after"})
_LAST_WORDS: Final = re.compile(r"(?:[^\W\d_]+\s)?[^\W\d_]+\s$")
_NAMED: Final = re.compile(r"([a-z]+)\snamed\s$")
_NAMED_REACH: Final = 7  # letters: "named" and the space behind it
_CALLED: Final = re.compile(r"([a-z]+)\s(?:named|called)\s$")
_OWNED: Final = re.compile(r"[’']s\s+([a-z]+(?:\s[a-z]+)?)")
_WHO: Final = re.compile(r",\s+who(se)?\s")
_PREPOSED: Final = re.compile(r"\b(?:of|in|from|and|or|to|near|at)\s+(?:the\s+)?$")


def forenamed(around: Surroundings, word: Written) -> str:
    """Find the first name before a surname: Van Petrosyan, «глава общины Арарат Мкртчян»."""
    if "local" in word.signs or not around.precedes_name or _shares_type_word(around):
        return ""
    is_given = "given" in word.kinds
    if not is_given and (around.precedes_place or around.has_type_word):
        return ""
    is_bare = "given" in kinds_of(word.light, around.lang)
    is_oblique = "oblique" in word.signs and not is_bare
    if is_oblique and around.lang in languages_with("group inflection"):
        return ""  # "Cəbrayılın Soltanlı kəndi", "Vaqif Qarabağa Qazağın kəndindən gəldi"
    is_called = _is_followed_by_surname(around, is_given=is_given)
    if is_given and primary_of(around.lang) == "en":
        is_called = is_called or _is_like_surname(around)
    return f"{SURNAME} {around.following}: a person" if is_called else ""


def _is_like_surname(around: Surroundings) -> bool:
    """Tell whether the capitalised word behind an English first name can be but a surname.

    A place does not stand right before a name of another kind; what it lends its name to does:
    Ararat Brandy, Lori Province, Sevan Highway.
    """
    word = around.following
    if around.has_type_word or around.precedes_place or follows_preposition(around):
        return False
    if around.previous.lower() == "the":  # the Baku Polytechnic
        return False
    if word.isupper() or not word.isalpha() or around.text_after[:1] != " ":
        return False
    key = light_key(word)
    if kinds_of(key, around.lang) or is_vocabulary(word_key(word, around.lang), around.lang):
        return False
    behind = around.text_after.lstrip()[len(word) :]
    return _GOES_ON.match(behind) is not None


_GOES_ON: Final = re.compile(r"[,.;)]|\s[a-z]|$")


def named(around: Surroundings, word: Written) -> str:
    """Find a person by the names beside it: Gor Shahumyan, Səfixan Qarabaği, Սևանը՝ աշխատակիցը."""
    if "local" in word.signs or around.has_type_word or _shares_type_word(around):
        return ""
    is_second = around.follows_name and "given" in around.before_kinds
    if is_second and primary_of(around.lang) == "en":
        if "given" in word.kinds:
            return f"after {around.previous}: the second name of a person"
        if "title before" in word.kinds and around.precedes_name:
            return f"between {around.previous} and {around.following}: a person"
    behind = around.words_after(2) if "given" in word.kinds and around.precedes_name else []
    if len(behind) > 1 and "kin after" in kinds_of(behind[1], around.lang):
        return f"before {around.following} {behind[1]}: a person"
    if _is_nisba(around, word):
        return f"after {around.previous}, “who is from there”: a person"
    is_given = "given" in around.before_kinds  # else it may be any word that begins a sentence
    is_strong = ends_strongly(word) and "state" not in word.signs  # "Yaşasın Azərbaycan!"
    is_strong = is_strong and not _TITLE.search(around.text_before)
    is_surname_of = ("surname" in word.signs and (is_given or is_strong)) or (
        "surname form" in word.signs and is_given
    )
    if is_surname_of and around.follows_name:
        is_first = "given" in around.before_kinds or not around.follows_place
        if is_first:
            return f"after {around.previous}: the surname of a person"
    if _follows_given(around, word):
        return f"after {around.previous}: the surname of a person"
    return _named_by_apposition(around, word) if "given" in word.kinds else ""


def _is_titled(around: Surroundings) -> bool:
    """Tell whether a title stands before the name that stands before: "Dr Aran Mughanli"."""
    met = _TITLED.search(around.text_before)
    return met is not None and "title before" in kinds_of(light_key(met[1]), around.lang)


_TITLED: Final = re.compile(r"([^\W\d_]+)\.?\s[^\W\d_]+\s$")


def _follows_given(around: Surroundings, word: Written) -> bool:
    """Tell whether nothing but a given name stands before, as before a surname: John Kapan.

    Where a bare name may be an attribute or a goal it says nothing ("Vaqif Bakı Universitetində").
    """
    if not around.follows_name or around.lang not in languages_with("adjacent names", "one person"):
        return False
    if _is_titled(around):
        return True
    if around.follows_place:
        return False
    if "bare" not in word.signs or "state" in word.signs or around.precedes_name:
        return False
    return "given" in around.before_kinds and around.before_kinds.isdisjoint(_MORE_THAN_NAMES)


_MORE_THAN_NAMES: Final = NO_NAMES | {"month"}


_TITLE: Final = re.compile(r"[«“„]\w+\s$")  # «Крылья Татева»


def named_like_a_case(around: Surroundings, word: Written) -> str:
    """Find a first name that is also a case of a place: Կարինե Վանեցյան, and Կարին."""
    if "local" not in word.signs or "given" not in kinds_of(word.light, around.lang):
        return ""
    is_called = around.precedes_name and _is_followed_by_surname(around, is_given=True)
    return f"{SURNAME} {around.following}: a person" if is_called else ""


def _is_followed_by_surname(around: Surroundings, *, is_given: bool) -> bool:
    """Tell whether a surname follows; what heads a name may end so: Universitetinin."""
    following = _POSSESSIVE.sub("", around.following)
    kinds = inflected_kinds(light_key(following), around.lang)
    if TYPE_WORD in kinds or not is_surname(following, around.lang):
        return False
    is_owned = not is_given and around.lang in languages_with("possessive suffix")
    if is_owned and light_key(following).endswith(_OWNED_BY):
        return False  # Bakı Metropoliteninin
    return not is_listed("roles.csv", "after", around.lang, word_key(following, around.lang))


# How the genitive of what somebody has ends.
_OWNED_BY: Final = ("inin", "unun", "ünün", "ının", "инин", "унун", "үнүн", "ынын")


def _is_nisba(around: Surroundings, word: Written) -> bool:
    """Tell whether an Azerbaijani form in -i says whence a person is: Səfixan Qarabaği.

    It is spelt like an accusative, which would have its verb behind it.
    """
    is_form = "object" in word.signs and around.lang in languages_with("nisba")
    return is_form and around.follows_name and around.text_after[:1] in _CLAUSE_MARKS


_CLAUSE_MARKS: Final = frozenset([".", ",", ";", ")", ""])


def ends_strongly(word: Written) -> bool:
    """Tell whether a surname is known by its end, as -yan is and the -li of Qaradağlı is not."""
    return not word.light.endswith(_WEAK_ENDINGS)


_WEAK_ENDINGS: Final = (
    "li", "lu", "lü", "ly", "in", "ina", "ли", "лы", "лу", "лү", "ин", "ина",
)  # fmt: skip


_POSSESSIVE: Final = re.compile("[’']s?$")


def _named_by_apposition(around: Surroundings, word: Written) -> str:
    if "world" in word.signs and around.precedes_name and not _is_designation(around):
        return f"{SURNAME} {around.following}: a person"
    following = [kinds_of(key, around.lang) for key in around.words_after(5)]
    if around.text_after.lstrip()[:1] in {"՝", ","} and any(
        "occupation after" in kinds for kinds in following[:4]
    ):
        return "an occupation stands in apposition: a person"
    if primary_of(around.lang) == "en" and _is_apposed_bearer(around):
        return "an apposition says who it is: a person"
    clause = around.words_after(5, within="[.,!?։…\n]")
    if any("name word" in kinds_of(key, around.lang) for key in clause):
        return "said to be the name of a person"
    return ""


def _is_apposed_bearer(around: Surroundings) -> bool:
    """Tell whether an apposition says who one is: "Lori, our draughtswoman,"."""
    met = _OUR.match(around.text_after)
    if met is None:
        return False
    kinds = kinds_of(met[1], around.lang)
    return bool(kinds & _APPOSED_KINDS) or met[1].endswith(_BEARING)


_APPOSED_KINDS: Final = frozenset({"kin before", "kin plural", "title before", "occupation after"})


_OUR: Final = re.compile(
    r",\s(?:our|my|his|her|their|the|an?|both|all)\s(?:[a-z]+\s)?([a-z]+(?:-\n[a-z]+)?)"
    r"(?=[,.;]|\swho\s)"
)


_BEARING: Final = ("woman", "man", "ist", "ess", "keeper", "nurse", "maid", "clerk", "cook")


def _is_designation(around: Surroundings) -> bool:
    """Tell whether the word behind makes a place and no person: Georgia State, Paris Treaty."""
    if follows_preposition(around) or around.following.isupper():
        return True
    key = light_key(around.following)
    kinds = kinds_of(key, around.lang)
    if "given" in kinds:
        return False
    if kinds & _NOT_SECOND or around.precedes_place:
        return True
    heads = _heads(around.lang)  # "Georgia Power Company"
    return any(word in heads for word in around.words_after(2, within="[.,:;!?…\n]"))


_NOT_SECOND: Final = NO_NAMES | {"title before", "street after", "person word"}


@cache
def _heads(lang: str) -> frozenset[str]:
    """Return the words that follow a place in the names of organisations and events."""
    return frozenset(
        light_key(phrase.split()[0].rstrip("*"))
        for row in knowledge("roles.csv")
        if row["lang"] == lang and row["side"] == "after" and row["role"] == "associative"
        for phrase in row["words"].split("|")
    )


def _shares_type_word(around: Surroundings) -> bool:
    """Tell whether a type word in the plural stands behind the next of two names."""
    met = _OF_BOTH.match(around.text_after)
    if met is None:
        return False
    token = Token(word_key(met[1], around.lang), met[1])
    hits = find_rules("context_words.csv", "after", [token], around.lang, reach=0)
    return any(hit.rule.cells["plural"] == "yes" for hit in hits)


_OF_BOTH: Final = re.compile(r"\s(?:və|вә|ve|и|և|եւ|ու|and)\s[^\W\d_]+(?:-[^\W\d_]+)?\s([^\W\d_]+)")
