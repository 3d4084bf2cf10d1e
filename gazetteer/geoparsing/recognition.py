"""Find every name of every place in a text, in one pass.

The text is folded, the automaton meets every pattern between two word boundaries, and then each
match is judged: is the spelling that of the name, or one that a repair explains; is it a name or
a common word, a person, an inhabitant; which of two overlapping matches is meant. What is left
are spans with the places that have that name; which of them is meant is decided elsewhere.
"""

import re
from bisect import bisect_right, insort
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from gazetteer.compiled import compiled_path
from gazetteer.geoparsing.adjectives import names_unit
from gazetteer.geoparsing.columns import Columns, columns_of, cue_of_head, holds_persons
from gazetteer.geoparsing.context import is_vocabulary, word_key
from gazetteer.geoparsing.exclusions import exclusion, stands_elsewhere
from gazetteer.geoparsing.morphology import case_of_chain, is_tail
from gazetteer.geoparsing.patterns import (
    Entry,
    Name,
    Reading,
    StoredPatterns,
    knowledge_inputs,
    write_patterns,
)
from gazetteer.geoparsing.persons import PERSON, SURNAME
from gazetteer.geoparsing.stretches import stretches
from gazetteer.geoparsing.surroundings import (
    Languages,
    Surroundings,
    Written,
    follows_preposition,
    kinds_of,
    stands_as_place,
    written_phrase,
    written_word,
)
from gazetteer.geoparsing.tokens import (
    FoldedText,
    fold_text,
    letter_repair,
    light_key,
    lookalike_scripts,
)
from gazetteer.geoparsing.unknown_names import capitalised, names_in_columns, unknown_names
from gazetteer.model import Segment
from geodata.door import knowledge

if TYPE_CHECKING:
    from gazetteer.gazetteer import Gazetteer

_BLOCK: Final = 1 << 16  # code points folded at a time: the arrays stay in the processor's cache
_TOGETHER: Final = 500  # words that a line's end or an apostrophe broke, folded at a time
_ARTEFACT: Final = "scan.gaz"


class Hit(NamedTuple):
    """One place that has the name that a span writes.

    `form` is the name in the tables, `derivation` says in a sentence how the written form comes
    from it (empty when it is the name itself). `how` is `exact`, or the repair that was needed:
    `diacritics`, `alphabet`. `world` tells places outside the region, `type` is that of the place,
    `is_short` a form that leaves a word of the name out.
    """

    place_id: str
    form: str
    lang: str
    kind: str
    derivation: str = ""
    how: str = "exact"
    case: str = ""
    world: bool = False
    type: str = ""
    is_short: bool = False


Hits = tuple[Hit, ...]
_new = tuple.__new__  # makes a record in half of the time, where there are many


class Span(NamedTuple):
    """A stretch of the text that names a place, with every place that has the name.

    `hits` is empty for an unknown capitalised word in a place-like context; `context` then says
    which context that is.
    """

    start: int
    end: int
    text: str
    hits: Hits
    context: str = ""


class _Met(NamedTuple):
    """What a pattern means for one written form, whatever stands around it."""

    hits: tuple[Hit, ...]
    cut_left: int
    cut_right: int
    needs: str
    word: Written


class Match(NamedTuple):
    """Where a pattern was met, by its number."""

    start: int
    end: int
    pattern: int


class Recognizer:
    """Finds the names of a gazetteer in texts."""

    def __init__(self, patterns: StoredPatterns) -> None:
        self.patterns = patterns
        self._known: dict[tuple[int, str, str], _Met | None] = {}
        self._merged: dict[tuple[int, int], tuple[Hits, Hits, Hits]] = {}
        self._tails: dict[tuple[str, str], tuple[Hits, int]] = {}

    @classmethod
    def open(cls, source: "Gazetteer | Path | str | None" = None) -> "Recognizer":
        """Open the recognizer of a gazetteer or of a folder of tables; None is the shipped one.

        The pattern set is made when it is missing or older than the tables.
        """
        return cls(StoredPatterns(stored_patterns(source)))

    def find(self, text: str, segments: Sequence[Segment] = ()) -> list[Span]:
        """Return the spans of a text that name a place, in order and without overlaps.

        `segments` tell the language of stretches of the text; without them the letters decide.
        """
        matches, languages = list(self.matches(text)), Languages(text, segments)
        places = {match.start for match in matches}
        judged = [span for m in matches if (span := self._judge(text, m, languages, places))]
        columns = columns_of(text)
        if columns.heads:
            judged = [span for span in judged if not _heads_column(span, columns, languages)]
        if cells := _cells_of_persons(columns, languages):
            judged = [_refused_in(cells, span) for span in judged]
        excluded = [(span.start, span.end) for span in judged if span.context]
        excluded += [(cell.start, cell.end) for cell in cells.cells] if cells else []
        people = _people(text, judged, languages)
        refused = _Refused(span for span in judged if span.context.endswith(_OF_WHOLE))
        spans = _resolve(
            (
                span
                for span in judged
                if not span.context
                and not (people and _is_person(text, span, people, languages))
                and not refused.holds(span)
            ),
            self._merge,
        )
        taken = sorted([*((span.start, span.end) for span in spans), *excluded])
        for span in self._tailed(text, taken, languages):
            spans.append(span)
            insort(taken, (span.start, span.end))
        known = {span.start for span in spans}
        for start, end, context in names_in_columns(text, columns, known, taken):
            spans.append(Span(start, end, text[start:end], (), context))
            insort(taken, (start, end))
        for start, end, context in unknown_names(text, taken, self.patterns.sounds, languages):
            spans.append(Span(start, end, text[start:end], (), context))
        return sorted(spans, key=lambda span: span.start)

    def _merge(self, one: Hits, other: Hits) -> Hits:
        """Return the hits of one form with those of the places that only the other form has.

        The same tuple for the same forms: what follows is remembered by it.
        """
        key = id(one), id(other)
        known = self._merged.get(key)
        if known is None:
            if len(self._merged) > _KNOWN_LIMIT:
                self._merged.clear()
            places = {hit.place_id for hit in one}
            added = tuple(hit for hit in other if hit.place_id not in places)
            known = self._merged[key] = one, other, (*one, *added) if added else one
        return known[2]

    def _tailed(
        self, text: str, taken: Sequence[tuple[int, int]], languages: Languages
    ) -> Iterator[Span]:
        """Yield names with an Azerbaijani or Turkish ending that the patterns lack: Berdzorda.

        Most names in Latin letters are filed under no language; with all endings of all of them,
        and with the rarer chains (Ağdamacan, Xocavənddənsə), the pattern set would be twice as
        large.
        """
        for start, end in capitalised(text, taken, languages, ("az", "az-Cyrl", "tr")):
            written = text[start:end]
            lang = languages.at(start)
            around = Surroundings(text, start, end, lang)
            if around.follows_name or around.precedes_name:
                continue
            tailed = self._tails.get((written, lang))
            if tailed is None:
                if len(self._tails) > _KNOWN_LIMIT:
                    self._tails.clear()
                tailed = self._tails[written, lang] = self._tailed_hits(written, lang)
            hits, ending = tailed
            # A common word begins the sentence, unless its ending is a long one.
            if not hits or (around.begins_sentence and ending < _LONG_TAIL):
                continue
            if not exclusion(around, written_word(written, (), (), lang)):
                yield Span(start, end, written, hits)

    def _tailed_hits(self, written: str, lang: str) -> tuple[Hits, int]:
        """Return the names that a word is with the longest ending that leaves one, and its length.

        There are none, and no letters of an ending, for other words.
        """
        for cut in range(min(_LONGEST_TAIL, len(written) - _LEAST_STEM), 1, -1):
            stem, case = written[:-cut], case_of_chain(written[-cut:])
            if not case:
                continue
            for match in self._block_matches(fold_text(stem)):
                met = self._meet(match.pattern, stem, lang) if match.end == len(stem) else None
                hits = [hit for hit in met.hits if not hit.world and not hit.case] if met else []
                if hits:
                    said = f"{written} is the {case} of"
                    named = [
                        hit._replace(case=case, derivation=f"{said} {hit.form}") for hit in hits
                    ]
                    return tuple(named), cut
        return (), 0

    def matches(self, text: str) -> Iterator[Match]:
        """Yield every match of a pattern between word boundaries, not yet judged."""
        for start, end in stretches(text, _BLOCK):
            yield from self._block_matches(fold_text(text, start, end))
        yield from self._joined_matches(text)

    def _block_matches(self, folded: FoldedText) -> Iterator[Match]:
        met = self.patterns.automaton.find_overlapping(folded.key)
        if not met:
            return
        begins, ends, patterns = zip(*met, strict=True)
        at = np.array(ends)
        starts = folded.offsets.take(np.array(begins) + 1).tolist()
        lasts = folded.offsets.take(at - 2).tolist()
        boundaries = folded.offsets.take(at - 1).tolist()
        for start, last, boundary, pattern in zip(starts, lasts, boundaries, patterns, strict=True):
            # Only where something was dropped does the boundary not stand right behind.
            end = boundary if boundary == last + 1 else _end_of(folded.text, last)
            yield _new(Match, (start, end, pattern))

    def _joined_matches(self, text: str) -> Iterator[Match]:
        """Match words that a line end, an apostrophe or a hyphen broke, as if they were whole."""
        joints = [
            (*_window(text, *joint.span()), *joint.span())
            for joint in _JOINT.finditer(text)
            if joint[0] not in _INNER or _is_in_name(text, joint.start())
        ]
        for at in range(0, len(joints), _TOGETHER):
            yield from self._matches_across(text, joints[at : at + _TOGETHER])

    def _matches_across(
        self, text: str, joints: Sequence[tuple[int, int, int, int]]
    ) -> Iterator[Match]:
        """Match across joints: where the words around each begin and end, and where it does."""
        whole = [text[start:first] + text[last:end] for start, end, first, last in joints]
        begins = list(accumulate((len(words) + 1 for words in whole), initial=0))
        for match in self._block_matches(fold_text("\n".join(whole))):
            number = bisect_right(begins, match.start) - 1
            start, _, first, last = joints[number]
            shift = start - begins[number]
            is_inside = match.end < begins[number + 1]
            if is_inside and match.start + shift < first < match.end + shift:
                yield Match(match.start + shift, match.end + shift + last - first, match.pattern)

    def _judge(
        self, text: str, match: Match, languages: Languages, places: Container[int]
    ) -> Span | None:
        start, end, pattern = match
        written = text[start:end]
        lang = languages.at(start)
        key = (pattern, written, lang)
        if key in self._known:
            met = self._known[key]
        else:
            if len(self._known) > _KNOWN_LIMIT:
                self._known.clear()
            met = self._known[key] = self._meet(pattern, written, lang)
        if met is None:
            return None
        beside = text[start - 1 : start], text[end : end + 1]
        if not _ADDRESS_MARKS.isdisjoint(beside) and _is_in_address(text, start, end):
            return Span(start, end, written, (), "part of an address")
        around = Surroundings(text, start, end, lang, places)
        if reason := _exclusion(text, start, around, met):
            return Span(start, end, written, met.hits, reason)
        if met.cut_left or met.cut_right:
            start, end = _cut(text, start, end, met)
        if text[end : end + 1] in _TAIL_MARKS:
            end = _with_tail(text, start, end, lang)
        return Span(start, end, text[start:end], met.hits)

    def _meet(self, pattern: int, written: str, lang: str) -> _Met | None:
        if _has_hard_break(written):
            return None
        whole = _JOINT.sub("", written)
        read = list(self._read(pattern, whole, lang)) or (
            list(self._read(pattern, written, lang)) if whole != written else []
        )
        if not read:
            return None
        best = min(_RANKS[hit.how] for hit, _ in read)
        if best <= _RANKS["romanized"]:
            # Azerbaijani is often typed without its letters, which other spellings do without too,
            # and a place far away keeps none of the region from its name: Dığ and Dīg.
            is_typed = lang in _MARKED or all(hit.world for hit, _ in read if _is_sure(hit))
            most = _RANKS["diacritics" if is_typed and whole.isascii() else "romanized"]
            read = [(hit, reading) for hit, reading in read if _RANKS[hit.how] <= most]
        sure = {hit.place_id for hit, _ in read if _RANKS[hit.how] < _RANKS["romanized"]}
        # A form that a source attests needs no transcription of another name of the place.
        read = [one for one in read if one[0].how != "romanized" or one[0].place_id not in sure]
        readings = [reading for _, reading in read]
        plain = [reading for reading in readings if not reading.needs]
        first = (plain or readings)[0]
        hits = _one_a_form((hit for hit, _ in read), lang)
        light = light_key(whole)
        signs: list[str] = []
        if all(hit.world for hit in hits):
            if not (far := _signs_of_far(hits, whole, lang, best)):
                return None
            signs += far
        elif whole.isupper() and len(whole) < _SHORTEST and not _is_in_capitals(hits):
            signs.append("abbreviation")
        signs += _signs_of(hits, light)
        if first.needs:
            signs.append("declined")
        if len(whole.split()) > 1:
            word = _phrase(whole, hits, signs, lang)
        else:
            forms = () if first.needs else {light_key(hit.form) for hit in hits}
            word = written_word(whole, forms, signs, lang)
        needs = "" if plain else first.needs
        return _Met(hits, first.cut_left, first.cut_right, needs, word)

    def _read(self, pattern: int, whole: str, lang: str) -> Iterator[tuple[Hit, Reading]]:
        light = light_key(whole)
        # French sets accents on names of other languages: le Débed, Aréni.
        bare = light.translate(_ACCENTS) if lang == "fr" else light
        for entry in self.patterns.entries(pattern):
            how = _how(light, entry.light, whole) or ("exact" if bare == entry.light else "")
            if not how or not _speaks(entry.reading.lang, lang, light, whole):
                continue
            name = self.patterns.name(entry.name)
            if len(light) < _LEAST_FOREIGN and _is_foreign(entry.reading.case, lang):
                continue
            if _is_loose(whole, name):
                continue  # "Mineral waters" is no town, "Sargsyan v. Armenia" no field
            if _is_cased_like(whole, name.form):
                yield _hit(name, entry, how, whole), entry.reading


def _is_in_capitals(hits: Iterable[Hit]) -> bool:
    return any(hit.form.isupper() for hit in hits)


def _signs_of_far(hits: Iterable[Hit], whole: str, lang: str, best: int) -> list[str]:
    """Return the signs of a form that only places far away have, none where it is too short."""
    is_short = any(hit.form.isupper() and hit.lang[:3] != "und" for hit in hits)
    if not _is_worldly(light_key(whole), best) and not is_short:
        return []
    signs = ["world"]
    if is_vocabulary(word_key(whole, lang), lang, ending=0):  # Выборг is no election
        signs.append("vocabulary")
    if whole.isupper() and len(whole) < _ABBREVIATION and not is_short:
        signs.append("abbreviation")
    elif is_short and whole.isupper():
        signs.append("short name")
    return signs


def _phrase(whole: str, hits: Iterable[Hit], signs: Iterable[str], lang: str) -> Written:
    """Return what several words are as one name."""
    of_phrase = [sign for sign in signs if sign == "object"]
    is_aged = light_key(whole).partition(" ")[0] in _ages()
    if is_aged and all(_is_small(whole, hit.form) for hit in hits):
        of_phrase.append("loose")
    return written_phrase(whole, of_phrase, lang)


_ACCENTS: Final = str.maketrans("éèêëîïôâ", "eeeeiioa")


def _is_sure(hit: Hit) -> bool:
    """Tell whether a form needs no repair."""
    return _RANKS[hit.how] <= _RANKS["romanized"]


def _signs_of(hits: Iterable[Hit], light: str) -> Iterator[str]:
    """Yield what the case and the places say of a written form, see `Written`."""
    hits = list(hits)
    # What is short of "Անիի շրջան" is a genitive too.
    cases = frozenset([hit.case for hit in [h for h in hits if not h.is_short] or hits])
    if cases <= _LOCAL_CASES:
        yield "local"
    if cases in _ALONE:
        yield _ALONE[cases]
    if cases <= _OBLIQUE:
        yield "oblique"
    if all(hit.type == "settlement" for hit in hits):
        yield "town"
    yield from (sign for sign, case in _CASE_SIGNS if case in cases)
    if light in _seats() or any(hit.type == "country" for hit in hits):
        yield "state"


# The cases that tell who comes from where one goes, each with the sign that it is among those met.
_CASE_SIGNS: Final = (("bare", ""), ("definite", "definite"), ("dative", "dative"))


_ALONE: Final = {frozenset(["genitive"]): "owner", frozenset(["accusative"]): "object"}


@cache
def _ages() -> frozenset[str]:
    """Return the words for new and old, which begin many a phrase that is no name."""
    rows = knowledge("size_words.csv")
    return frozenset(light_key(row["word"]) for row in rows if row["axis"] == "age")


@cache
def _seats() -> frozenset[str]:
    """Return the names of the towns whose names stand for governments."""
    return frozenset(light_key(row["name_en"]) for row in knowledge("governments.csv"))


_LONGEST_TAIL: Final = 9
_LONG_TAIL: Final = 4
_LEAST_STEM: Final = 4
_MARKED: Final = frozenset({"az", "tr"})
_LEAST_FOREIGN: Final = 5


def _is_foreign(case: str, lang: str) -> bool:
    """Tell whether a romanization is that of another language: German "Gas" for Qaz."""
    met = _OF_LANGUAGE.search(case)
    return met is not None and not lang.startswith((_ROMANIZERS[met[1]], "und"))


_ROMANIZERS: Final = {"de": "de", "fr": "fr", "turkish": "tr"}
_OF_LANGUAGE: Final = re.compile(r"romanization \(\w+-(de|fr|turkish)\)")


def _exclusion(text: str, start: int, around: Surroundings, met: _Met) -> str:
    """Return the reason why a match is no place; empty when it may be."""
    if met.needs and not names_unit(around):
        return "an adjective without its type word"
    if reason := exclusion(around, met.word):
        return reason
    if "world" in met.word.signs and _is_also_small(text, start, around):
        return "the text has the word in small letters too"
    return ""


_ADDRESS_MARKS: Final = frozenset("/-_.@=%&#:")


def _is_in_address(text: str, start: int, end: int) -> bool:
    """Tell whether a match is part of a web or mail address or of a file name."""
    before, after = text[start - 2 : start] if start > 1 else "", text[end : end + 2]
    if not (
        (before[1:] in _ADDRESS_MARKS and not before[0].isspace())
        or (after[:1] in _ADDRESS_MARKS and after[1:].isalnum())
    ):
        return False
    first, last = text[max(0, start - _ADDRESS_REACH) : start], text[end : end + _ADDRESS_REACH]
    begins = "" if not first or first[-1].isspace() else first.split()[-1]
    ends = "" if not last or last[0].isspace() else last.split(None, 1)[0]
    return bool(_ADDRESS.search(f"{begins}{text[start:end]}{ends}"))


_ADDRESS_REACH: Final = 300  # characters of an address on each side of a name in it
_ADDRESS: Final = re.compile(r"://|^\W*www\.|\w@\w|\.(?:com|org|net|html?|pdf|am|az|ru)\b")


def _is_also_small(text: str, start: int, around: Surroundings) -> bool:
    """Tell whether the first word of a sentence stands elsewhere near in small letters."""
    if not around.begins_sentence or around.has_type_word:
        return False
    small = f" {around.written.lower()}"
    at = text.find(small, max(0, start - _NEAR), start + _NEAR)
    return at >= 0 and not text[at + len(small) : at + len(small) + 1].isalnum()


_NEAR: Final = 10_000  # characters: some pages on both sides


_OF_WHOLE: Final = (PERSON, "is not its namesake")


class _Refused:
    """The names of people and streets in a text; a part of such a name is no place either."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [span.start for span in self._spans]

    def holds(self, span: Span) -> bool:
        """Tell whether a span is part of a longer one of these."""
        for at in range(bisect_right(self._starts, span.start) - 1, -1, -1):
            other = self._spans[at]
            if other.start < span.start - _LONGEST_NAME:
                return False
            if span.end <= other.end and len(other.text) > len(span.text):
                return True
        return False


_LONGEST_NAME: Final = 200  # characters; no pattern is longer


def _heads_column(span: Span, columns: Columns, languages: Languages) -> bool:
    """Tell whether a span is a word for a kind at the head of a column: Գավառ, Կենտրոն."""
    is_head = (span.start, span.end) in columns.heads
    return is_head and bool(cue_of_head(span.text, languages.at(span.start)))


def _cells_of_persons(columns: Columns, languages: Languages) -> Columns | None:
    """Return the cells of tables whose column names persons, None where there are none."""
    cells = columns.cells
    found = [cell for cell in cells if holds_persons(cell.head, languages.at(cell.start))]
    return Columns(found) if found else None


def _refused_in(cells: Columns, span: Span) -> Span:
    cell = None if span.context else cells.at(span.start)
    return span._replace(context=f"in the column “{cell.head}”: {PERSON}") if cell else span


class _People(NamedTuple):
    """The names that a document gives to persons, as they are written there.

    `hits` are the identities of the hits of the given names that stand before a surname and that
    nothing in the document speaks of as a place.
    """

    written: frozenset[str]
    hits: frozenset[int]


def _people(text: str, judged: Sequence[Span], languages: Languages) -> _People | None:
    """Return the names given to persons, without those that stand as a place elsewhere."""
    persons = [span for span in judged if span.context.endswith(PERSON)]
    if not persons:
        return None
    written = {light_key(span.text) for span in persons}
    placed = {
        light
        for span in judged
        if not span.context and (light := light_key(span.text)) in written
        if _is_placed(text, span, languages)
    }
    named = [span for span in persons if SURNAME in span.context]
    forms = {form for span in named for form in _given_forms(span, languages)}
    hits = _hits_of(forms, text, judged, languages) if forms else frozenset()
    return _People(frozenset(written - placed), hits)


def _hits_of(
    forms: set[str], text: str, judged: Sequence[Span], languages: Languages
) -> frozenset[int]:
    """Return the hits that have one of the forms which nothing lets be a place; shared by spans."""
    each = {id(span.hits): span.hits for span in judged}
    having = {
        key: own
        for key, hits in each.items()
        if (own := forms.intersection([light_key(hit.form) for hit in hits]))
    }
    placed: set[str] = set()
    for span in judged:
        own = having.get(id(span.hits), set())
        if own and not span.context and _may_be_place(text, span, languages):
            placed |= own
    return frozenset([key for key, own in having.items() if own - placed])


def _given_forms(span: Span, languages: Languages) -> Iterator[str]:
    """Yield the names of the tables that a person's name is, where they are given names."""
    lang = languages.at(span.start)
    for form in {light_key(hit.form) for hit in span.hits}:
        if "given" in kinds_of(form, lang):
            yield form


def _is_placed(text: str, span: Span, languages: Languages) -> bool:
    """Tell whether a preposition of place stands before a span and no further name behind."""
    around = Surroundings(text, span.start, span.end, languages.at(span.start))
    return follows_preposition(around) and not around.precedes_name


def _may_be_place(text: str, span: Span, languages: Languages) -> bool:
    """Tell whether the case or anything beside a span lets it be a place."""
    if all(hit.case in _LOCAL_CASES for hit in span.hits):
        return True
    return stands_elsewhere(Surroundings(text, span.start, span.end, languages.at(span.start)))


def _is_person(text: str, span: Span, people: _People, languages: Languages) -> bool:
    """Tell whether a span repeats a name that the document gives to a person.

    Places that nobody expects here are given up where nothing beside speaks for a place, others
    only where nothing in the document does and the name begins a sentence.
    """
    if id(span.hits) in people.hits:
        around = Surroundings(text, span.start, span.end, languages.at(span.start))
        goes_on = around.following[:1].islower() and around.text_after[:1].isspace()
        is_subject = {hit.case for hit in span.hits} <= {"", "definite"}
        if goes_on and is_subject and around.begins_sentence:
            return True
    if light_key(span.text) not in people.written or not all(hit.world for hit in span.hits):
        return False
    around = Surroundings(text, span.start, span.end, languages.at(span.start))
    return not stands_as_place(around)


_SHORTEST: Final = 4  # letters of the name of a village that may be an abbreviation: SOS
_ABBREVIATION: Final = 6  # letters; a shorter word in capitals is an abbreviation (OSCE, ОМОН)
_KNOWN_LIMIT: Final = 100_000


def _one_a_form(hits: Iterable[Hit], lang: str) -> tuple[Hit, ...]:
    """Keep one hit for each form of a place: that of the text's language, else the first."""
    chosen: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        key = (hit.place_id, hit.form)
        if key not in chosen or (hit.lang == lang != chosen[key].lang):
            chosen[key] = hit
    return tuple(chosen.values())


_RANKS: Final = {"exact": 0, "orthography": 1, "romanized": 2, "diacritics": 3, "alphabet": 4}
_LOCAL_CASES: Final = frozenset(
    {"locative", "ablative", "locative attribute", "terminative", "prepositional"}
)
_OBLIQUE: Final = _LOCAL_CASES | {"genitive", "dative", "accusative", "instrumental"}


def _is_worldly(light: str, rank: int) -> bool:
    """Tell whether a form is long enough for a place that nobody expects here."""
    return len(light) > (4 if rank else 2)


def _speaks(grammar: str, lang: str, light: str, written: str) -> bool:
    """Tell whether a form of one language's grammar can stand in a text of another.

    Azerbaijani typed without its letters looks like English: its longer forms are taken, and any
    with a letter that is Azerbaijani or Turkish alone ("Şuşadan" in an English paragraph).
    """
    if not grammar:
        return True
    if grammar.startswith("az"):
        return lang.startswith(("az", "tr", "und")) or (
            grammar == "az"
            and ((len(light) > 6 and light.isascii()) or not _TURKIC.isdisjoint(written))
        )
    return lang.startswith((grammar[:2], "und"))


_TURKIC: Final = frozenset("əğışƏĞİŞ")


def _cut(text: str, start: int, end: int, met: _Met) -> tuple[int, int]:
    """Leave the type words of a name outside its span."""
    folded = fold_text(text[start:end])
    spaces = [at for at, char in enumerate(folded.key) if char == " "]
    first = spaces[met.cut_left] + 1
    last = spaces[len(spaces) - 1 - met.cut_right]
    inner = folded.span(first, last)
    return start + inner[0], start + inner[1]


_TAIL: Final = re.compile(r"[’'ʼ‘`´]([^\W\d_]{1,9})(?![\w])|[-‑֊]([^\W\d_]{1,9})(?![\w-])")


_TAIL_MARKS: Final = frozenset("’'ʼ‘`´-‑֊")


def _with_tail(text: str, start: int, end: int, lang: str) -> int:
    """Take in an ending after an apostrophe (Bakı’nın) or a hyphen (ԼՂՀ-ի, DQMV-nin)."""
    met = _TAIL.match(text, end)
    if not met:
        return end
    tail = met[1] or met[2]
    last = text[start:end].rpartition(" ")[2]
    if met[2] and not (last.isupper() or "\u0530" <= tail[0] < "\u0590"):
        return end
    if lang.startswith(("az", "tr", "hy", "und")) and tail[0].islower() and is_tail(tail):
        return met.end()
    return end


def stored_patterns(source: "Gazetteer | Path | str | None" = None) -> Path:
    """Return the file of a gazetteer's pattern set, made when it is missing or stale."""
    folder = _tables_of(source)
    return compiled_path(
        folder, _ARTEFACT, lambda aside: write_patterns(folder, aside), inputs=knowledge_inputs()
    )


def _tables_of(source: "Gazetteer | Path | str | None") -> Path:
    if source is None:
        from geodata.door import tables_path

        return tables_path()
    return Path(source) if isinstance(source, str | Path) else source.tables


# A hyphen at the line end, an apostrophe or a hyphen inside a word: Даш-Алты is Дашалты.
_JOINT: Final = re.compile(
    r"[-‐‑¬\u00ad\ufffe][ \t]*\r?\n[ \t]*(?=[^\W\d_])|[’'ʼ‘ʻ`´](?=[^\W\d_]{2})"
    r"|[-‐‑](?<=[^\W\d_].)(?=[^\W\d_]{2})"
)
_INNER: Final = frozenset("’'ʼ‘ʻ`´-‐‑")


_WORD_REACH: Final = 60  # letters; no word is longer


def _is_in_name(text: str, mark: int) -> bool:
    """Tell whether an apostrophe or a hyphen stands inside a word with a capital."""
    start, first = mark, max(0, mark - _WORD_REACH)
    while start > first and text[start - 1].isalpha():
        start -= 1
    return start < mark and text[start].isupper()


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch of some words around a joint."""
    left = text.rfind("\n", max(0, start - 40), start) + 1 or max(0, start - 40)
    while left < start and left > 0 and text[left - 1].isalnum():
        left += 1
    right = min(len(text), end + 40)
    while right > end and right < len(text) and text[right].isalnum():
        right -= 1
    return left, right


def _end_of(text: str, last: int) -> int:
    """Return the end of a match, with the combining marks of its last letter.

    The two letters of Տաթեւ that stand for one count as one.
    """
    end = last + 1
    if text[last] in "եԵ" and text[end : end + 1] in ("ւ", "վ", "Ւ", "Վ"):
        end += 1
    while end < len(text) and "\u0300" <= text[end] <= "\u036f":
        end += 1
    return end


_HARD_BREAK: Final = re.compile(r"[,;:!?…()\[\]{}<>«»“”„\"|/*•\t]|\n[ \t\r]*\n|[.]\s*\n|–\s|\s–|—")


def _has_hard_break(written: str) -> bool:
    """Tell whether what stands between the words of a match parts them."""
    return not written.isalnum() and bool(_HARD_BREAK.search(written))


def _how(light: str, attested: str, written: str) -> str:
    """Tell how a written form meets a form of the tables; empty when it does not."""
    if light == attested:
        return "exact"
    if len(light) != len(attested):
        return ""
    repairs = {letter_repair(a, b) for a, b in zip(light, attested, strict=True) if a != b}
    if "" in repairs or ("alphabet" in repairs and not lookalike_scripts(written)):
        return ""
    return max(repairs, key=_RANKS.__getitem__)


def _is_cased_like(written: str, form: str) -> bool:
    """Tell whether capitals allow the name: an abbreviation must be written in capitals.

    >>> _is_cased_like("Ra", "RA"), _is_cased_like("LACHIN", "Lachin")
    (False, True)
    """
    letters = [char for char in form if char.isalpha()]
    return not all(char.isupper() for char in letters) or written.isupper() or len(letters) > 6


def _is_loose(written: str, name: Name) -> bool:
    """Tell whether small letters speak against a name of several words, or a small initial."""
    is_strict = name.is_world or written[-2:-1] == " "
    return is_strict and " " in written and _is_small(written, name.form)


def _is_small(written: str, form: str) -> bool:
    """Tell whether a later word of a name is written small that is a capital in the name."""
    pairs = zip(written.split()[1:], form.split()[1:], strict=False)
    return any(one[0].islower() and other[0].isupper() for one, other in pairs)


def _hit(name: Name, entry: Entry, how: str, written: str) -> Hit:
    case = entry.reading.case
    shown = " ".join(written.split())
    derivation = f"{shown} is the {case} of {name.form}" if case else ""
    if how in _REPAIRS:
        derivation = f"{shown} is written {_REPAIRS[how]}; {derivation or name.form}"
    if how == "exact" and entry.reading.how:
        how = entry.reading.how
    steps = case.split(" of the ")  # from the written form back to the name
    short = "adjective" if "adjective" in case else steps[0]
    short = short if short in _CASES else ""
    return Hit(
        name.place_id, name.form, name.lang, name.kind, derivation, how, short, name.is_world,
        name.type, "short form" in steps,
    )  # fmt: skip


_REPAIRS: Final = {
    "diacritics": "without diacritics",
    "alphabet": "with letters of another alphabet",
    "orthography": "in another orthography",
}
_CASES: Final = _LOCAL_CASES | {
    "genitive", "dative", "accusative", "instrumental", "definite", "predicative", "possessive",
    "plural", "adjective",
}  # fmt: skip


def _resolve(spans: Iterable[Span], merge: Callable[[Hits, Hits], Hits]) -> list[Span]:
    """Keep the longest of overlapping spans, the earlier of equally long ones.

    One stretch may be met as "Tərtər" and as "Tərtər çayı" without its type word: the places of
    both are meant.
    """
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not chosen or span.start >= chosen[-1].end:
            chosen.append(span)
            continue
        last = chosen[-1]
        if span.end - span.start > last.end - last.start:
            chosen[-1] = span
        elif (span.start, span.end) == (last.start, last.end) and span.hits is not last.hits:
            chosen[-1] = last._replace(hits=merge(last.hits, span.hits))
    return chosen
