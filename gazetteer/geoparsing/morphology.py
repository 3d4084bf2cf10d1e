"""Inflect place names by the ending tables of `geodata/knowledge/morphology`.

A table row says: a word of this class, with this ending, loses so many letters and takes this
ending in this case. The first class of a table whose ending fits decides (all its rows apply).
Nothing is guessed from a dictionary, so names that no dictionary has are inflected like all
others; a form too many does no harm, because forms are only looked for, never shown.

Azerbaijani endings are written with `A` (a, ə) and `I` (ı, i, u, ü) for the vowels that follow
the vowel before them. Azerbaijani in Cyrillic maps letter by letter to the Latin alphabet of
1991 and is inflected there.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from geodata.door import knowledge


class Inflected(NamedTuple):
    """One inflected form of a name and how it was made.

    `needs` is `type word` for relational adjectives, which name a place only beside a word such
    as район or коридор.
    """

    form: str
    base: str
    lang: str
    case: str
    rule: str
    needs: str = ""


TYPE_WORD: Final = "type word"


@dataclass(frozen=True, slots=True)
class Ending:
    """One row of an ending table."""

    word_class: str
    case: str
    drop: int
    endings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordClass:
    """The rows of one class of words with the ending by which a word belongs to it."""

    ends: re.Pattern[str]
    rows: tuple[Ending, ...]


def inflections(form: str, lang: str, type: str = "") -> Iterator[Inflected]:  # noqa: A002
    """Yield the inflected forms of a name, without the form itself and without repeats.

    `lang` is a BCP 47 tag; languages without a table yield nothing. Names with a `type`
    other than country have relational adjectives in Russian.

    >>> [f.form for f in inflections("Шуша", "ru")]
    ['Шуши', 'Шуше', 'Шушу', 'Шушой', 'Шушей']
    >>> [f.form for f in inflections("Ağbulaq", "az")][:3]
    ['Ağbulağın', 'Ağbulağınkı', 'Ağbulağa']
    >>> [f.form for f in inflections("Գյումրի", "hy")][:3]
    ['Գյումրու', 'Գյումրուն', 'Գյումրունը']
    """
    seen = {form}
    for inflected in _inflect(form, lang, type):
        if inflected.form not in seen:
            seen.add(inflected.form)
            yield inflected


def _inflect(form: str, lang: str, type: str) -> Iterator[Inflected]:  # noqa: A002
    language = lang.partition("-")[0]
    cyrillic = bool(_CYRILLIC.search(form))
    if language == "ru" and cyrillic:
        yield from _russian(form, type)
    elif language == "az":
        yield from _azerbaijani_cyrillic(form) if cyrillic else _azerbaijani(form, lang)
    elif language in {"hy", "hyw"} and _ARMENIAN.search(form):
        yield from _armenian(form, lang)
    elif language == "de" and form[-1].isalpha() and not form.endswith(_SIBILANTS):
        yield Inflected(f"{form}s", form, lang, "genitive", "german:name")
    elif language == "ka" and _GEORGIAN.search(form):
        for made, case, word_class in _forms(form, _class_of(form, "georgian", "name")):
            yield Inflected(made, form, lang, case, f"georgian:{word_class}")


_SIBILANTS: Final = ("s", "ß", "x", "z", "ce")  # behind them German writes no -s
_CYRILLIC: Final = re.compile("[\u0400-\u052f]")
_ARMENIAN: Final = re.compile("[\u0530-\u058f]")
_GEORGIAN: Final = re.compile("[\u10a0-\u10ff]")


@cache
def _classes(table: str, applies: str) -> tuple[WordClass, ...]:
    """Return the word classes of a table in its order, those of one kind of word."""
    rows = [row for row in knowledge(f"morphology/{table}.csv") if row["applies"] == applies]
    classes = []
    for (word_class, ends), group in groupby(rows, key=lambda row: (row["class"], row["ends"])):
        made = tuple(
            Ending(word_class, row["case"], int(row["drop"]), tuple(row["endings"].split("|")))
            for row in group
        )
        classes.append(WordClass(re.compile(f"(?:{ends})$"), made))
    return tuple(classes)


@lru_cache(maxsize=4096)
def _class_of(word: str, table: str, applies: str) -> tuple[Ending, ...]:
    """Return the rows of the first class that fits a word; nothing for an indeclinable one."""
    name = ""
    rows: tuple[Ending, ...] = ()
    for word_class in _classes(table, applies):
        if word_class.rows[0].word_class == name:
            if word_class.ends.search(word):
                rows += word_class.rows
        elif rows:
            return rows
        elif word_class.ends.search(word):
            name, rows = word_class.rows[0].word_class, word_class.rows
    return rows


def _forms(word: str, rows: Iterable[Ending]) -> Iterator[tuple[str, str, str]]:
    """Yield form, case and class for every row; capitals throughout stay so."""
    shout = len(word) > 1 and word.isupper()
    for row in rows:
        stem = word[: len(word) - row.drop]
        for ending in row.endings:
            yield stem + (ending.upper() if shout else ending), row.case, row.word_class


# --- Russian


def _russian(form: str, type: str) -> Iterator[Inflected]:  # noqa: A002
    for made, case, word_class in _russian_phrase(form):
        yield Inflected(made, form, "ru", case, f"russian:{word_class}")
    yield from _relational_adjectives(form, type)


def _russian_phrase(form: str) -> Iterator[tuple[str, str, str]]:
    """Decline a name of one or several words: adjectives agree, else the last word changes."""
    words = form.split(" ")
    if len(words) == 1:
        yield from _russian_word(form)
    elif all(_adjective(word) for word in words[:-1]):
        yield from _agreeing(words)
    elif words[0].lower() in _RUSSIAN_HEADS:
        yield from _headed(words)
    else:
        for made, case, word_class in _russian_word(words[-1]):
            yield " ".join([*words[:-1], made]), case, word_class


# Words that are declined before the name that they announce.
_RUSSIAN_HEADS: Final = frozenset(
    {"республика", "область", "район", "остров", "город", "село", "озеро", "река", "гора"}
)  # fmt: skip


def _adjective(word: str) -> tuple[Ending, ...]:
    last = word.lower().rpartition("-")[2]
    return _class_of(last, "russian", "adjective") if len(last) > 3 else ()


def _russian_word(word: str) -> Iterator[tuple[str, str, str]]:
    """Decline one word; of a hyphenated one the last part, before «-на-» the first."""
    first, link, rest = word.partition("-")
    if link and rest.partition("-")[0].lower() in {"на", "над", "под"}:
        yield from ((f"{made}-{rest}", case, k) for made, case, k in _russian_word(first))
        return
    prefix, link, last = word.rpartition("-")
    lower = last.lower()
    rows = _adjective(last) if lower.endswith(_ADJECTIVE_ENDS) else ()
    for made, case, word_class in _forms(last, rows or _class_of(lower, "russian", "noun")):
        yield prefix + link + made, case, word_class


_ADJECTIVE_ENDS: Final = ("кий", "ская", "ское", "ские", "ые", "ний", "ый", "ое")


def _agreeing(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Decline adjectives and their noun in the same cases."""
    *before, last = words
    adjectives = [_by_case(_adjective_cases(word)) for word in before]
    is_short = last.isupper() and len(last) > 1  # Азербайджанской ССР
    nouns = [] if is_short else list(_russian_word(last))
    nouns = nouns or [(last, case, "indeclinable") for case in _RUSSIAN_CASES]
    if not any(case == "accusative" for _, case, _ in nouns):
        nouns.append((last, "accusative", "agreement"))
    for made, case, word_class in nouns:
        parts = [forms.get(case, [word])[0] for forms, word in zip(adjectives, before, strict=True)]
        yield " ".join([*parts, made]), case, word_class


def _adjective_cases(word: str) -> Iterator[tuple[str, str, str]]:
    prefix, link, last = word.rpartition("-")
    for made, case, word_class in _forms(last, _adjective(last)):
        yield prefix + link + made, case, word_class


_RUSSIAN_CASES: Final = ("genitive", "dative", "instrumental", "prepositional")


def _by_case(forms: Iterable[tuple[str, str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for made, case, _ in forms:
        found.setdefault(case, []).append(made)
    return found


def _headed(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Decline «Республика Армения»: the head alone, or both."""
    last = _by_case(_russian_word(words[-1]))
    for made, case, word_class in _russian_word(words[0]):
        yield " ".join([made, *words[1:]]), case, word_class
        for other in last.get(case, ()):
            yield " ".join([made, *words[1:-1], other]), case, word_class


_WITH_ADJECTIVE: Final = frozenset(
    {"settlement", "district", "region", "hydro", "mountain", "monument", "road"}
)


def _relational_adjectives(form: str, type: str) -> Iterator[Inflected]:  # noqa: A002
    """Yield the adjectives of a name in all their forms: Лачин gives Лачинский, Лачинского."""
    if type not in _WITH_ADJECTIVE:
        return
    for adjective in _adjectives_of(form):
        for made, case in _adjective_forms(adjective):
            shown = f"{case} of the adjective" if case else "adjective"
            yield Inflected(made, form, "ru", shown, "russian:relational adjective", TYPE_WORD)


def _adjectives_of(form: str) -> Iterator[str]:
    lower = form.lower()
    words = lower.split()
    if len(words) == 2 and words[0][-4:] in _OF_UNITS and words[1] in _RUSSIAN_UNITS:
        yield form.split()[0][:-2] + "ий"
        return
    if " " in form and lower not in _ADJECTIVE_BASES():
        joined = form.replace(" ", "").lower()
        form, lower = joined.capitalize(), joined
        if len(words) > 2 or _adjective(words[0]):
            return
    if lower.endswith(("ский", "цкий", "ый", "ая", "ое", "ые")):
        return
    for row in knowledge("morphology/russian_adjectives.csv"):
        if re.search(f"(?:{row['ends']})$", lower):
            stem = form[: max(0, len(form) - int(row["drop"]))]
            for suffix in row["suffix"].split("|"):
                yield stem + suffix if stem else suffix.capitalize()
            return


@cache
def _ADJECTIVE_BASES() -> frozenset[str]:  # noqa: N802
    rows = knowledge("morphology/russian_adjectives.csv")
    return frozenset(row["ends"] for row in rows if " " in row["ends"])


_RUSSIAN_UNITS: Final = frozenset(
    {"район", "область", "уезд", "марз", "округ", "губерния", "ханство", "меликство", "княжество",
     "магал", "перевал", "хребет", "плато", "монастырь"}
)  # fmt: skip
_OF_UNITS: Final = frozenset({"ский", "ская", "ское"})
_ADJECTIVE_GENDERS: Final = (("ий", ""), ("ая", "feminine"), ("ое", "neuter"), ("ие", "plural"))


def _adjective_forms(adjective: str) -> Iterator[tuple[str, str]]:
    """Yield every form of an adjective in -ский with its gender and case."""
    stem = adjective[:-2]
    for ending, gender in _ADJECTIVE_GENDERS:
        nominative = stem + ending
        yield nominative, gender
        for made, case, _ in _forms(nominative, _adjective(nominative)):
            yield made, f"{gender} {case}".strip()


@lru_cache(maxsize=1 << 12)
def russian_stems(word: str) -> tuple[tuple[str, str], ...]:
    """Return what a Russian word may be a case form of, each with the case; it need be no name.

    >>> russian_stems("Кельбоджаре")[:2]
    (('Кельбоджар', 'prepositional'), ('Кельбоджара', 'dative'))
    """
    if not _CYRILLIC.match(word) or not word[0].isupper() or word.isupper():
        return ()
    found = {
        (stem, case): None
        for cut in (1, 2)
        for last in ("", *_LAST_LETTERS)
        if (stem := word[:-cut] + last) != word and len(stem) >= _LEAST_STEM
        for made, case, _ in _russian_word(stem)
        if made == word
    }
    return tuple(found)


_LAST_LETTERS: Final = ("а", "я", "ь", "й", "о")  # of names that drop it before an ending


@lru_cache(maxsize=1 << 12)
def adjective_bases(word: str) -> tuple[str, ...]:
    """Return the names of which a Russian word may be the relational adjective, in any form.

    The names need be none of the tables; a word that is no adjective has no bases.

    >>> adjective_bases("Карсская"), adjective_bases("Гарнийского"), adjective_bases("Карс")
    (('Карс',), ('Гарни', 'Гарния', 'Гарний'), ())
    """
    if not _CYRILLIC.match(word) or " " in word:
        return ()
    stem = next((word[: -len(end)] for end in _adjective_ends() if word.endswith(end)), "")
    found: list[str] = []
    for row in knowledge("morphology/russian_adjective_bases.csv"):
        short = stem.removesuffix(row["suffix"])
        if short != stem and len(short) >= _LEAST_STEM:
            found += (short + ending for ending in row["base"].split("|"))
    return tuple(dict.fromkeys(found))


@cache
def _adjective_ends() -> tuple[str, ...]:
    """Return what follows -ск- in any form of an adjective, the longest first."""
    made = {form.removeprefix("ск") for form, _ in _adjective_forms("ский")}
    return tuple(sorted(made, key=lambda end: (-len(end), end)))


# --- Azerbaijani

_BACK: Final = "aıou"
_FRONT: Final = "eəiöü"
_VOWELS: Final = _BACK + _FRONT
_HIGH: Final = {
    "a": "ı", "ı": "ı", "o": "u", "u": "u", "e": "i", "ə": "i", "i": "i", "ö": "ü", "ü": "ü",
}  # fmt: skip
_LATIN_TO_CYRILLIC: Final = str.maketrans(
    "abcçdeəfgğhxıijkqlmnoöprsştuüvyzABCÇDEƏFGĞHXIİJKQLMNOÖPRSŞTUÜVYZ",
    "абҹчдеәфҝғһхыижкглмноөпрсштуүвјзАБҸЧДЕӘФҜҒҺХЫИЖКГЛМНОӨПРСШТУҮВЈЗ",
)
_CYRILLIC_TO_LATIN: Final = {cyr: lat for lat, cyr in _LATIN_TO_CYRILLIC.items()}
# Letters that Azerbaijani gave up in 1958 and Russian names still bring along.
_RESPELT: Final = str.maketrans(
    {"я": "ја", "ю": "ју", "ё": "јо", "э": "е", "ц": "с", "щ": "ш", "ь": "", "ъ": "", "й": "ј",
     "Я": "Ја", "Ю": "Ју", "Ё": "Јо", "Э": "Е", "Ц": "С", "Щ": "Ш", "Й": "Ј"}
)  # fmt: skip


def azerbaijani_cyrillic(latin: str) -> str:
    """Write an Azerbaijani name in the Cyrillic alphabet of 1958.

    >>> azerbaijani_cyrillic("Dağlıq Qarabağ"), azerbaijani_cyrillic("Minkənd")
    ('Дағлыг Гарабағ', 'Минкәнд')
    """
    return latin.translate(_LATIN_TO_CYRILLIC)


def respelt_in_azerbaijani(russian: str) -> str:
    """Write a Russian name as Azerbaijani newspapers of 1958 to 1991 did.

    >>> respelt_in_azerbaijani("Шаумян"), respelt_in_azerbaijani("Ленинакан")
    ('Шаумјан', 'Ленинакан')
    """
    return russian.translate(_RESPELT)


# How Russian maps of 1970 to 1990 write Azerbaijani villages; ь and й by their neighbours.
def _azerbaijani(form: str, lang: str) -> Iterator[Inflected]:
    lower = form.replace("I", "ı").replace("İ", "i").lower()
    last = lower.split()[-1] if lower.split() else ""
    kind = "possessed" if _is_possessed(lower) else "name"
    for row in _class_of(last, "azerbaijani", kind):
        stem = form[: len(form) - row.drop]
        for ending in row.endings:
            made = stem + _harmonize(stem, ending)
            yield Inflected(made, form, lang, row.case, f"azerbaijani:{row.word_class}")


def _is_possessed(lower: str) -> bool:
    """Tell whether a name ends in a type word with its possessive ending (düzü, dəhlizi)."""
    return " " in lower and lower.rpartition(" ")[2] in _possessed_words()


@cache
def _possessed_words() -> frozenset[str]:
    rows = [row for row in knowledge("generic_words.csv") if row["lang"] == "az"]
    forms = (form.split()[-1] for row in rows for form in row["forms"].split("|") if form)
    return frozenset(form for form in forms if form[-1] in "ıiuü")


def _harmonize(stem: str, ending: str) -> str:
    vowel = _last_vowel(stem)
    shout = len(stem) > 1 and stem.isupper()
    made = []
    for letter in ending:
        if letter == "A":
            vowel = "a" if vowel in _BACK else "ə"
            made.append(vowel)
        elif letter == "I":
            vowel = _HIGH[vowel]
            made.append(vowel)
        else:
            made.append(letter)
    written = "".join(made)
    return written.replace("i", "İ").upper() if shout else written


def _last_vowel(stem: str) -> str:
    for letter in reversed(stem.replace("I", "ı").replace("İ", "i").lower()):
        if letter in _VOWELS:
            return letter
    return "ə"  # abbreviations end in a letter's name (DQMV, BMT: "-nin", "-də")


def _azerbaijani_cyrillic(form: str) -> Iterator[Inflected]:
    latin = respelt_in_azerbaijani(form).translate(_CYRILLIC_TO_LATIN)
    for inflected in _azerbaijani(latin, "az-Cyrl"):
        made = azerbaijani_cyrillic(inflected.form)
        yield inflected._replace(form=made, base=form)


# --- Armenian


def _armenian(form: str, lang: str) -> Iterator[Inflected]:
    lower = form.lower()
    rows = [
        *_class_of(lower, "armenian", "irregular"),
        *_class_of(lower, "armenian", "name"),
    ]
    for made, case, word_class in _forms(form, rows):
        yield Inflected(made, form, lang, case, f"armenian:{word_class}")


@lru_cache(maxsize=1 << 14)
def stems(word: str) -> tuple[tuple[str, str], ...]:
    """Return what an Armenian word may be a case form of, each with the case, longest ending first.

    The word need be no name of the tables; other scripts have no stems.

    >>> stems("Թիֆլիզէն")[0], stems("Մառնեուլում")[:2]
    (('Թիֆլիզ', 'ablative'), (('Մառնեուլ', 'locative'), ('Մառնեուլի', 'locative')))
    """
    if not _ARMENIAN.match(word):
        return ()
    lower = word.lower()
    found = {
        (len(ending), stem, row.case)
        for word_class in _classes("armenian", "name")
        for row in word_class.rows
        for ending in row.endings
        if lower.endswith(ending) and len(ending) + _LEAST_STEM <= len(word)
        for stem in [word[: -len(ending)] + _dropped(word_class, row.drop)]
        if word_class.ends.search(stem.lower())
    }
    return tuple((stem, case) for _, stem, case in sorted(found, key=lambda one: (-one[0], *one)))


_LEAST_STEM: Final = 3


def _dropped(word_class: WordClass, drop: int) -> str:
    """Return the letters that an ending drops, as far as the class says which."""
    letters = word_class.ends.pattern.removeprefix("(?:").removesuffix(")$")
    return letters[-drop:] if drop and letters.isalpha() else ""


# Foreign names in Western Armenian: the same letters of the alphabet stand for other sounds, so
# what the East writes բ գ դ կ պ տ the West writes պ կ տ ք փ թ.
_WESTERN: Final = str.maketrans("բգդկպտձջԲԳԴԿՊՏՁՋ", "պկտքփթծճՊԿՏՔՓԹԾՃ")
_CONSONANT: Final = r"[^\W\d_աեէըիոօւԱԵԷԸԻՈՕՒ]"
_CLASSICAL: Final = (
    (re.compile("և|եվ"), "եւ"),
    (re.compile(r"\bԵվ"), "Եւ"),
    (re.compile(rf"(?<={_CONSONANT})յու"), "իւ"),
    (re.compile(rf"(?<={_CONSONANT})յա"), "եա"),
    (re.compile("(?<=[աեէիըԱԵԷԻԸ])վ"), "ւ"),
    (re.compile(r"իան\b"), "եան"),
    (re.compile("ա(?= լիճ)"), "այ"),
)


def western_spelling(form: str) -> str:
    """Write a foreign name as Western Armenian does, as far as letters tell.

    >>> western_spelling("Բեյրութ"), western_spelling("Մինսկ")
    ('Պեյրութ', 'Մինսք')
    """
    return classical_spelling(form.translate(_WESTERN))


def classical_spelling(form: str) -> str:
    """Write a name of the reformed spelling in the classical one, where rules suffice.

    >>> classical_spelling("Սյունիք"), classical_spelling("Շահումյան"), classical_spelling("Սևան")
    ('Սիւնիք', 'Շահումեան', 'Սեւան')
    """
    for pattern, spelt in _CLASSICAL:
        form = pattern.sub(spelt, form)
    return form


# --- Endings that are written after an apostrophe or a hyphen


@cache
def _turkic_tails() -> frozenset[str]:
    """Return the endings of every vowel class, with the hardened consonants of Turkish."""
    tails: set[str] = set()
    for kind in ("name", "possessed"):
        for word_class in _classes("azerbaijani", kind):
            for row in word_class.rows:
                for ending in row.endings:
                    tails.update(_harmonize(stem, ending) for stem in ("a", "e", "o", "ö"))
    turkish = {tail.replace("ə", "e") for tail in tails}
    hard = {f"t{tail[1:]}" for tail in turkish if tail.startswith("d")}
    other = {"lı", "li", "lu", "lü", "ki"}
    return frozenset(tails | turkish | hard) - other - {""}


@cache
def tail_cases() -> dict[str, str]:
    """Return the Azerbaijani and Turkish endings of one syllable or more with their cases."""
    cases: dict[str, str] = {}
    for word_class in (*_classes("azerbaijani", "name"), *_classes("azerbaijani", "tail")):
        for row in word_class.rows:
            for ending in row.endings:
                for stem in ("a", "e", "o", "ö"):
                    tail = _harmonize(stem, ending)
                    if len(tail) > 1 and not row.drop:
                        cases.setdefault(tail, row.case)
                        cases.setdefault(tail.replace("ə", "e"), row.case)
    hard = {f"t{tail[1:]}": case for tail, case in cases.items() if tail[0] == "d"}
    return cases | hard


def case_of_chain(written: str) -> str:
    """Return the case that an Azerbaijani or Turkish ending in either alphabet shows, else nothing.

    >>> case_of_chain("yacan"), case_of_chain("дырмы"), case_of_chain("x")
    ('terminative', 'predicative', '')
    """
    small = written.translate(_CYRILLIC_TO_LATIN) if _CYRILLIC.match(written) else written
    return tail_cases().get(small, "")


def case_of_tail(written: str) -> str:
    """Return the case that an ending behind an apostrophe or a hyphen shows, else nothing.

    >>> case_of_tail("ում"), case_of_tail("nin"), case_of_tail("x")
    ('locative', 'genitive', '')
    """
    small = written.replace("İ", "i").lower()
    if _CYRILLIC.match(small):
        small = small.translate(_CYRILLIC_TO_LATIN)
    return tail_cases().get(small) or _armenian_cases().get(small, "")


@cache
def _armenian_cases() -> dict[str, str]:
    cases: dict[str, str] = {}
    for row in _class_of("կերտ", "armenian", "name"):  # abbreviations end in a consonant
        for ending in row.endings:
            cases.setdefault(ending, row.case)
    return cases


@cache
def _armenian_tails() -> frozenset[str]:
    return frozenset(
        ending
        for word_class in _classes("armenian", "name")
        for row in word_class.rows
        for ending in row.endings
        if ending
    )


def is_tail(written: str) -> bool:
    """Tell whether letters after an apostrophe or a hyphen are an ending of the name.

    >>> is_tail("nın"), is_tail("nin"), is_tail("ում"), is_tail("s"), is_tail("нин")
    (True, True, True, False, True)
    """
    if written.isascii():
        return written.lower() in _turkic_tails()
    small = written.replace("İ", "i").lower()
    if _ARMENIAN.match(small):
        return small in _armenian_tails()
    if _CYRILLIC.match(small):
        small = small.translate(_CYRILLIC_TO_LATIN)
    return small in _turkic_tails()
