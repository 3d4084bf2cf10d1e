"""The words around a mention, and the tables that say what such words mean.

A table of context words has one row a fact: a language, a side of the mention, how many other
words may stand between, the words themselves and what follows from them. `*` at the end of a word
stands for any ending. Words are compared without case and without the marks that Armenian sets
inside a word; Azerbaijani in Cyrillic is read letter by letter into the Latin alphabet, and
classical Armenian spelling into the reformed one, so that one row serves both.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, compress, count
from operator import attrgetter
from typing import NamedTuple

from geodata.door import knowledge

# One letter for one letter: the alphabets of 1958 and 1991 map without loss.
_AZ_CYRILLIC = str.maketrans(
    "абвгғдеәжзиыјкҝлмноөпрстуүфхһчҹшй", "abvqğdeəjziıykglmnoöprstuüfxhçcşy"
)
_KEY = attrgetter("key")
_MARKS = str.maketrans({"՛": "", "՜": "", "՞": "", "ё": "е", "’": "'"})
_CLASSICAL = (("եւ", "և"), ("իւ", "յու"), ("եա", "յա"))
_TOKEN = re.compile(r"[^\W_]+(?:[՛՜՞][^\W_]+)*|\n[ \t]*\n|[^\w\s]|\n")
# All of a text as words, marks and what is neither; a word takes the space behind it along.
_PIECE = re.compile(f"(?:{_TOKEN.pattern}) ?|[_\\s]")
_PLAIN_PIECE = re.compile(r"\w+ ?|[^\w\s] ?|\n[ \t]*\n|\s")
_NOT_PLAIN = "_՛՜՞"
_WILD = {"~": 4, "~~": 12}  # words that a wildcard in a phrase may stand for
_REACH = 160  # characters looked at on each side: about twenty words
_STOPS = frozenset(".!?։…;")
_ENDS = _STOPS | {"\n"}
_ABBREVIATION = 4  # a stop after so short a word may be that of an abbreviation ("с. Тех")


def word_key(word: str, lang: str) -> str:
    """Return the form by which a word of the text is compared with the tables.

    >>> word_key("РАЙОНУ", "ru"), word_key("рајонунун", "az-Cyrl"), word_key("Գիւղին", "hyw")
    ('району', 'rayonunun', 'գյուղին')
    """
    key = _lower(word, lang).translate(_MARKS)
    if lang == "az-Cyrl":
        return key.translate(_AZ_CYRILLIC)
    if lang.startswith("hy"):
        for old, new in _CLASSICAL:
            key = key.replace(old, new)
    return key


def _lower(word: str, lang: str) -> str:
    if lang.startswith(("az", "tr")):
        return word.replace("I", "ı").replace("İ", "i").lower()
    return word.replace("İ", "i").lower()


class Token(NamedTuple):
    """A word or a mark: its key for comparison and how it is written.

    One token serves every place where it stands.
    """

    key: str
    text: str
    is_word: bool = True


class Context(NamedTuple):
    """The tokens of the sentence on both sides of a span, each side nearest first."""

    before: tuple[Token, ...]
    after: tuple[Token, ...]
    lang: str


class _Vocabulary(dict[str, Token | None]):
    """The token that each piece of text is; nothing for spaces and single line ends."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def __missing__(self, piece: str) -> Token | None:
        if len(self) > _MOST_PIECES:
            self.clear()
        token = self[piece] = self._read(piece)
        return token

    def _read(self, piece: str) -> Token | None:
        met = _TOKEN.match(piece)
        if not met or met[0] == "\n":
            return None
        written = met[0]
        if not written[0].isalnum():
            return Token(written[0].replace("’", "'"), written[0], False)
        key = word_key(written, self._lang)
        return Token(written if key == written else key, written)  # one text where both are alike


_MOST_PIECES = 8_000  # words kept for each language
_vocabulary = cache(_Vocabulary)


class Contexts:
    """The words around the mentions of one text; each stretch of the text is read once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[Token] = []
        self._starts: list[int] = []
        self._stops: list[int] = []  # tokens that end what stands before them
        self._breaks: list[int] = []  # those of them that begin anew what stands behind
        self._end = 0
        self._lang = ""

    def around(self, start: int, end: int, lang: str) -> Context:
        """Return the tokens around a span as far as the sentence or some twenty words reach.

        Spans must be asked for in the order of the text.
        """
        if lang != self._lang or end + _REACH > self._end:
            self._read(max(0, start - _REACH), end + _REACH, lang)
        cut = bisect_left(self._starts, start)
        before = self._since_stop(cut)
        cut = bisect_left(self._starts, end, cut)
        return Context(before, self._until_stop(cut), lang)

    def _until_stop(self, cut: int) -> tuple[Token, ...]:
        """Return the tokens up to the end of a sentence; «уезд» in short has its stop: «у.»."""
        stops = self._stops
        at = bisect_left(stops, cut)
        if at == len(stops):
            return tuple(self._tokens[cut : cut + _MOST])
        end = stops[at]
        if end == cut + 1 and self._abbreviates(end):
            end += 1
        return tuple(self._tokens[cut : min(end, cut + _MOST)])

    def _since_stop(self, cut: int) -> tuple[Token, ...]:
        """Return the tokens back to the last end of a sentence; "с." is one word with its stop."""
        at = bisect_left(self._breaks, cut)
        first = max(0, cut - _MOST, self._breaks[at - 1] + 1 if at else 0)
        before = self._tokens[first:cut]
        before.reverse()
        at = bisect_left(self._stops, cut)
        if at and self._stops[at - 1] >= first:
            return tuple(_with_stops(before))
        return tuple(before)

    def _read(self, start: int, end: int, lang: str) -> None:
        """Tokenize up to a position, going on where the last stretch ended."""
        text = self._text
        if lang != self._lang or start >= self._end:
            self._tokens, self._starts, self._stops, self._breaks = [], [], [], []
            first = start + (_first_break(text[start:end]) if start else 0)
        else:
            first = self._end
            if len(self._tokens) > _KEPT:
                self._forget(len(self._tokens) - _HELD)
        end = min(len(text), end + _AHEAD)
        limit = end + _AHEAD
        while end < min(len(text), limit) and text[end].isalnum():  # no word is cut
            end += 1
        self._lang, self._end = lang, end
        self._add(text[first:end], first)

    def _forget(self, count: int) -> None:
        """Let the first tokens go."""
        del self._tokens[:count], self._starts[:count]
        self._stops = [at - count for at in self._stops if at >= count]
        self._breaks = [at - count for at in self._breaks if at >= count]

    def _add(self, text: str, offset: int) -> None:
        """Read the tokens of a stretch; whole-list steps, since texts have many words."""
        is_plain = not any(mark in text for mark in _NOT_PLAIN)
        pieces = (_PLAIN_PIECE if is_plain else _PIECE).findall(text)
        found = list(map(_vocabulary(self._lang).__getitem__, pieces))
        starts = accumulate(map(len, pieces), initial=offset)
        fresh = len(self._tokens)
        self._tokens += filter(None, found)
        self._starts += compress(starts, found)
        ends = map(_ENDS.__contains__, map(_KEY, self._tokens[fresh:]))
        stops = list(compress(count(fresh), ends))
        self._stops += stops
        self._breaks += [at for at in stops if not self._abbreviates(at)]

    def _abbreviates(self, index: int) -> bool:
        """Tell whether a stop belongs to the short word right before it."""
        if self._tokens[index].key != "." or not index:
            return False
        word = self._tokens[index - 1].text
        return (
            len(word) <= _ABBREVIATION
            and (word[0].islower() or len(word) <= 2)
            and self._starts[index - 1] + len(word) == self._starts[index]
        )


_MOST = 40  # tokens on one side of a mention
_AHEAD = 1000  # characters read beyond what is asked for, so that stretches are few
_KEPT, _HELD = 4000, 600  # tokens after which old ones are let go, and how many stay


def context_of(text: str, start: int, end: int, lang: str) -> Context:
    """Return the tokens around one span of a text."""
    return Contexts(text).around(start, end, lang)


def _first_break(text: str) -> int:
    for index, letter in enumerate(text):
        if not letter.isalnum():
            return index
    return len(text)


def _with_stops(before: Sequence[Token]) -> Iterator[Token]:
    """Join the stops of abbreviations to their words; the nearest token comes first."""
    stopped = False
    for token in before:
        if token.key in _STOPS:
            stopped = True
            continue
        yield token._replace(key=f"{token.key}.") if stopped else token
        stopped = False


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One row of a table of context words.

    `side` is `before`, `after` or a name that the table's label explains; `gap` is how many
    other words may stand between the mention and the words.
    """

    id: str
    lang: str
    side: str
    gap: int
    phrases: tuple[tuple[str, ...], ...]
    cells: Mapping[str, str]


class Hit(NamedTuple):
    """A rule that met the text: how far from the mention, and the words that it met.

    `first` counts the tokens that stand nearer to the mention than those that were met.
    """

    rule: Rule
    distance: int
    tokens: tuple[Token, ...]
    first: int = 0

    @property
    def words(self) -> str:
        """Return the words of the text in reading order."""
        step = -1 if self.rule.side.startswith("before") else 1
        return " ".join([token.text for token in self.tokens[::step]])


@cache
def rules_of(table: str) -> tuple[Rule, ...]:
    """Return the rules of a table of `geodata/knowledge`."""
    rules = []
    for number, row in enumerate(knowledge(table), start=2):
        phrases = tuple(
            tuple(word_key(word, row["lang"]) for word in phrase.split())
            for phrase in row["words"].split("|")
        )
        if row["lang"] == "az":
            phrases = tuple(dict.fromkeys((*phrases, *map(_typed_without_marks, phrases))))
        rules.append(
            Rule(f"{table.removesuffix('.csv')}:{number}", row["lang"], row["side"],
                 int(row.get("gap") or 0), phrases, row)
        )  # fmt: skip
    return tuple(rules)


def _typed_without_marks(phrase: tuple[str, ...]) -> tuple[str, ...]:
    """Return an Azerbaijani phrase as it is typed without its letters: seheri, kendi."""
    return tuple(word.translate(_UNMARKED) for word in phrase)


_UNMARKED = str.maketrans("əığöşüç", "eigosuc")


class _Start(NamedTuple):
    """The phrases whose nearest word a key meets, by the word that must come next.

    The others stand with a word that must come anywhere behind, empty where any ending does.
    `gap` is how many words may stand before the most distant of them.
    """

    gap: int
    alone: tuple[tuple[Rule, tuple[str, ...]], ...]
    by_next: Mapping[str, tuple[tuple[Rule, tuple[str, ...]], ...]]
    others: tuple[tuple[str, tuple[Rule, tuple[str, ...]]], ...]


_Phrase = tuple[Rule, tuple[str, ...]]


class _Words:
    """Words of a table by which values are found: whole words and beginnings of words."""

    def __init__(self, pairs: Iterable[tuple[str, _Phrase]]) -> None:
        self._whole: dict[str, list[_Phrase]] = {}
        self._beginnings: dict[str, list[_Phrase]] = {}
        for word, phrase in pairs:
            if word.endswith("*"):
                self._beginnings.setdefault(word[:-1], []).append(phrase)
            else:
                self._whole.setdefault(word, []).append(phrase)
        lengths = {len(beginning) for beginning in self._beginnings}
        self._lengths = sorted(lengths, reverse=True)  # what says most comes first

    def meeting(self, key: str) -> list[_Phrase]:
        """Return the phrases whose word meets the key."""
        found = list(self._whole.get(key, ()))
        for length in self._lengths:
            if length <= len(key):
                found += self._beginnings.get(key[:length], ())
        return found


@cache
def _nearest_words(table: str, side: str, primary: str) -> _Words:
    """Return the phrases of a side by their nearest word, that word first."""
    step = -1 if side.startswith("before") else 1
    return _Words(
        (phrase[::step][0], (rule, phrase[::step]))
        for rule in rules_of(table)
        if rule.side == side and _serves(rule.lang, primary)
        for phrase in rule.phrases
    )


_GRAMMAR = frozenset({"the", "is", "was", "a"})  # words of a phrase that say nothing alone


@cache
def _all_words(table: str, side: str, primary: str) -> _Words:
    return _Words(
        (word, (rule, phrase))
        for rule in rules_of(table)
        if rule.side == side and _serves(rule.lang, primary)
        for phrase in rule.phrases
        for word in phrase
        if word not in _GRAMMAR
    )


class _Starts(dict[str, _Start | None]):
    """The phrases of a side whose nearest word a key meets; a word is looked up once."""

    def __init__(self, words: _Words) -> None:
        self._words = words

    def __missing__(self, key: str) -> _Start | None:
        if len(self) > _MOST_PIECES:
            self.clear()
        met = self._words.meeting(key)
        start = self[key] = _start(met) if met else None
        return start


def _start(met: Sequence[_Phrase]) -> _Start:
    alone, others = [], []
    by_next: dict[str, list[_Phrase]] = {}
    for rule, words in met:
        if len(words) == 1:
            alone.append((rule, words))
        elif words[1] in _WILD or words[1].endswith("*"):
            others.append((_needed(words), (rule, words)))
        else:
            by_next.setdefault(words[1], []).append((rule, words))
    gap = max(rule.gap for rule, _ in met)
    return _Start(gap, tuple(alone), {k: tuple(v) for k, v in by_next.items()}, tuple(others))


def _needed(words: Sequence[str]) -> str:
    """Return a word that a phrase cannot do without behind its first, empty for none."""
    return next((w for w in words[1:] if w not in _WILD and not w.endswith("*")), "")


@cache
def _starting(table: str, side: str, lang: str) -> _Starts:
    """Return the phrases of a side by the key of their nearest word, nearest word first."""
    return _Starts(_nearest_words(table, side, lang.partition("-")[0]))


@lru_cache(maxsize=40_000)
def is_listed(table: str, side: str, lang: str, key: str) -> bool:
    """Tell whether a word meets any word of a phrase of the table's side."""
    return bool(_all_words(table, side, lang.partition("-")[0]).meeting(key))


@lru_cache(maxsize=40_000)
def is_vocabulary(key: str, lang: str, ending: int = 4) -> bool:
    """Tell whether a word is one of those by which the rules read a text: a title, a head, a verb.

    A word of the tables that stands for any ending is met with an ending of so many letters.

    >>> is_vocabulary("муниципалитета", "ru"), is_vocabulary("theatre", "en")
    (True, True)
    """
    whole, beginnings = _vocabulary_of(lang.partition("-")[0])
    if key in whole:
        return True
    lengths = range(max(_LEAST_BEGINNING, len(key) - ending), len(key))
    return any(key[:length] in beginnings for length in lengths)


_LEAST_BEGINNING = 6  # letters; shorter ones are those of names too
_TABLES = ("roles.csv", "context_words.csv")


@cache
def _vocabulary_of(primary: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of the tables of rules, whole ones and beginnings; no endings."""
    words = frozenset(
        word
        for table in _TABLES
        for rule in rules_of(table)
        if _serves(rule.lang, primary) and "ending" not in rule.side
        for phrase in rule.phrases
        for word in phrase
    )
    beginnings = frozenset(word[:-1] for word in words if word.endswith("*"))
    return words | beginnings, beginnings


@lru_cache(maxsize=1024)
def words_on(table: str, side: str, lang: str) -> frozenset[str]:
    """Return the keys of the phrases on a side of a table, for a language."""
    primary = primary_of(lang)
    return frozenset(
        " ".join([word_key(word, lang) for word in phrase])
        for rule in rules_of(table)
        if rule.side == side and rule.lang == primary
        for phrase in rule.phrases
    )


@cache
def primary_of(lang: str) -> str:
    """Return the language whose rows of the tables serve a paragraph.

    >>> primary_of("hyw"), primary_of("az-Cyrl"), primary_of("en-GB")
    ('hy', 'az', 'en')
    """
    return "hy" if lang.startswith("hy") else lang.partition("-")[0]


def _serves(rule_lang: str, primary: str) -> bool:
    return rule_lang == "*" or rule_lang == primary or (rule_lang == "hy" and primary == "hyw")


def meets(pattern: str, key: str) -> bool:
    """Tell whether a word of a table (`*` at its end: any ending) meets the key of a word.

    >>> meets("район*", "района"), meets("район", "района"), meets("*", "any")
    (True, False, True)
    """
    return key.startswith(pattern[:-1]) if pattern.endswith("*") else key == pattern


def find_rules(
    table: str, side: str, tokens: Sequence[Token], lang: str, *, reach: int = 6
) -> list[Hit]:
    """Return the rules of one side that meet the tokens (nearest first), nearest hits first.

    Marks other than quotation marks and hyphens end the reach, unless the phrase itself names
    them. `before…` sides read their phrases backwards from the mention.
    """
    starts = _starting(table, side, lang)
    hits: list[Hit] = []
    keys: set[str] = set()
    passed = 0
    for index, token in enumerate(tokens):
        start = starts[token.key]
        if start and passed <= start.gap:
            for rule, _ in start.alone:
                if passed <= rule.gap:
                    hits.append(Hit(rule, passed, (token,), index))
            if start.others and not keys:
                keys = set(map(_KEY, tokens))
            if start.by_next or start.others:
                hits += _longer(start, tokens, index, passed, keys)
        if token.is_word:
            passed += 1
            if passed > reach:
                break
        elif token.key not in _TRANSPARENT:
            break
    return hits


def _longer(
    start: _Start, tokens: Sequence[Token], index: int, passed: int, keys: Set[str]
) -> Iterator[Hit]:
    """Yield the hits of phrases of several words that begin at a token; `keys` are of all."""
    found = [phrase for needed, phrase in start.others if not needed or needed in keys]
    if start.by_next and index + 1 < len(tokens):
        following = tokens[index + 1].key
        met = start.by_next.get(following, ())
        if following in _TRANSPARENT:
            word = next((t for t in tokens[index + 1 :] if t.key not in _TRANSPARENT), None)
            met = (*met, *start.by_next.get(word.key, ())) if word else met
        if met:
            found = list(dict.fromkeys((*met, *found)))
    for rule, words in found:
        if passed <= rule.gap and (words_met := _meet(words, tokens, index)):
            yield Hit(rule, passed, words_met, index)


_TRANSPARENT = frozenset("«»“”„\"'-–—`‘")


def _meet(words: Sequence[str], tokens: Sequence[Token], position: int) -> tuple[Token, ...]:
    """Return the tokens from a position on that meet the words one by one, or nothing.

    The word `~` stands for one to four words of any kind, `~~` for one to twelve.
    """
    met: list[Token] = []
    slack = least = 0
    for word in words:
        if word in _WILD:
            slack, least = _WILD[word], 1
            continue
        while position < len(tokens):
            token = tokens[position]
            if least <= 0 and meets(word, token.key):
                break
            if token.key not in _TRANSPARENT:
                if not slack or not token.is_word:
                    return ()
                slack, least = slack - 1, least - 1
            position += 1
        if position == len(tokens):
            return ()
        met.append(tokens[position])
        position, slack, least = position + 1, 0, 0
    return tuple(met)
