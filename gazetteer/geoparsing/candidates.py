"""Gather what each mention may mean, with the words around it.

A recognised span becomes a `Reading`: its candidate places, each with the name by which it was
met, the type words beside it ("the village of", "rayonunun"), and how the text joins it to the
next mention (a list, a slash, brackets).
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from gazetteer.generic_words import words_for
from gazetteer.geoparsing.columns import CELL_ENDS
from gazetteer.geoparsing.context import (
    Context,
    Contexts,
    context_of,
    find_rules,
    primary_of,
)
from gazetteer.geoparsing.cues import (
    SILENT,
    TABLE,
    Cue,
    container_cue,
    find_cue,
    link_of,
)
from gazetteer.geoparsing.geography import flat_km, is_outside, prominence
from gazetteer.geoparsing.morphology import russian_stems, stems
from gazetteer.geoparsing.patterns import AROUND, qualifiers
from gazetteer.geoparsing.roles import is_seat_of_government
from gazetteer.geoparsing.surroundings import is_surname, kinds_of
from gazetteer.geoparsing.tokens import light_key
from gazetteer.geoparsing.unknown_names import (
    BESIDE,
    ELSEWHERE,
    JOINED,
    PLACED,
    READ,
    SPELT,
    alike,
)
from gazetteer.model import Document, Place, Segment
from gazetteer.ranking import FIRST_HAND
from geodata.door import knowledge

if TYPE_CHECKING:
    from gazetteer.gazetteer import Gazetteer
    from gazetteer.geoparsing.recognition import Hit as NameHit
    from gazetteer.geoparsing.recognition import Recognizer, Span
    from gazetteer.lookup import Candidate as LookupCandidate


_PLAIN = frozenset({"", "definite", "definite nominative", "nominative"})
_KIND_ORDER = ("official", "common", "romanization", "historical", "variant", "misspelling")
_HOW_ORDER = ("exact", "diacritics", "alphabet")


class Candidate(NamedTuple):
    """A place that a mention may mean, and the name by which it was met.

    `form` is the name as the table has it, `derivation` a sentence on how the written form comes
    from it, `how` is `exact` or the repair that was needed, `is_short` tells that it leaves a word
    of the name out.
    """

    place: Place
    form: str
    lang: str
    kind: str
    derivation: str = ""
    how: str = "exact"
    case: str = ""
    world: bool = False
    is_short: bool = False

    @property
    def is_adjective(self) -> bool:
        """Tell whether the written form is an adjective made of the name."""
        return "adjective" in self.case

    @property
    def grammatical_case(self) -> str:
        """Return the case alone: `nominative` for the name itself and for its definite form.

        >>> Candidate(None, "", "", "", case="definite").grammatical_case
        'nominative'
        """
        if self.is_adjective:
            return "adjective"
        case = self.case.partition(" of the ")[0]
        return "nominative" if case in _PLAIN or case.startswith("spelling") else case


class Reading(NamedTuple):
    """A recognised span with everything that choosing needs.

    `link` is how the text goes on to the next reading: `list`, `slash`, `bracket`, `dash`,
    `same` (the same sentence), `cell` (the same line of a table), `next` (a later sentence of the
    paragraph) or `far`.
    `gap` is the text between. A header fills a line of its own, what opens a paragraph heads only
    that ("Martuni raion. Sos, Chartar").
    """

    start: int
    end: int
    text: str
    lang: str
    page: int | None
    context: Context
    candidates: tuple[Candidate, ...]
    cue: Cue = SILENT
    link: str = "far"
    gap: str = ""
    unknown: str = ""
    is_header: bool = False
    opens: bool = False

    @property
    def precedes_word(self) -> bool:
        """Tell whether a word of its sentence stands right behind, in the same cell of a table."""
        after = self.context.after
        goes_on = bool(after) and after[0].is_word and self.link != "list"
        return goes_on and not self.gap.startswith(CELL_ENDS)

    @property
    def key(self) -> str:
        """Return what identical mentions share: the form in the tables of the best candidate."""
        return self.candidates[0].form if self.candidates else self.text


class Known:
    """What was already opened and looked up; shared by the documents of a scan."""

    def __init__(self, gaz: "Gazetteer", recognizer: "Recognizer") -> None:
        self.gaz = gaz
        self._recognizer = recognizer
        self._places: dict[str, Place] = {}
        self._sets: dict[tuple[int, str], tuple[object, tuple[Candidate, ...]]] = {}
        self._lookups: dict[str, list[LookupCandidate]] = {}
        self._unknown: dict[tuple[str, str, tuple[str, ...]], tuple[Candidate, ...]] = {}

    def __len__(self) -> int:
        """Return how many things are kept, to know when to start afresh."""
        return len(self._places) + len(self._sets) + len(self._lookups) + len(self._unknown)

    def place(self, place_id: str) -> Place:
        """Return the place with this id."""
        place = self._places.get(place_id)
        if place is None:
            place = self._places[place_id] = self.gaz[place_id]
        return place

    def candidates(self, span: "Span", lang: str) -> tuple[Candidate, ...]:
        """Return the candidates of a span; the recognizer hands out the same hits for a form."""
        found = self._sets.get((id(span.hits), lang))
        if found is None:  # the hits are kept too, so that their identity stays theirs
            found = self._sets[id(span.hits), lang] = span.hits, _candidates(span, lang, self)
        return found[1]

    def namesakes(self, form: str) -> "tuple[NameHit, ...]":
        """Return every place of the region that has just this name."""
        spans = self._recognizer.find(form)
        if len(spans) != 1 or spans[0].text != form:
            return ()
        return tuple(hit for hit in spans[0].hits if not hit.case and not hit.world)

    def unknown_candidates(self, span: "Span", cue: "Cue") -> tuple[Candidate, ...]:
        """Return the candidates of an unknown word beside type words; equal ones are one."""
        key = span.text, span.context, cue.types
        found = self._unknown.get(key)
        if found is None:
            found = self._unknown[key] = _unknown_candidates(span, cue, self)
        return found

    def whole(self, name: str, score: float = 2.0) -> tuple[Candidate, ...]:
        """Return the places called just like several words, or with a score of look-up like them.

        A place that has only the last of the words for its name is another one.
        """
        found = []
        for match in self.lookup(name):
            matched, count = match.matched, name.count(" ")
            is_whole = matched is not None and matched.form.count(" ") >= count and not match.part
            if matched and is_whole and (match.how in _READ or match.score >= score):
                said = f"{name} is no name of the gazetteer; {match.why}"
                place = self.place(match.id)
                names = matched.form, matched.lang, matched.kind
                found.append(Candidate(place, *names, said, match.how))
        return tuple(found)

    def of_kind(self, name: str, cue: Cue) -> tuple[Candidate, ...]:
        """Return the places of just the kind that type words say, called like a whole name."""
        if not cue:
            return ()
        return tuple(
            one
            for one in self.whole(name, _OF_KIND)
            if one.place.type in cue.types
            and (not cue.features or one.place.feature in cue.features)
        )

    def joined(self, compound: str, lang: str) -> tuple[Candidate, ...]:
        """Return the places called like two words with a hyphen, or like them written as one."""
        first, second = _HYPHEN.split(compound, maxsplit=1)
        spans = self._recognizer.find(first + second.lower())
        is_whole = len(spans) == 1 and len(spans[0].text) == len(compound) - 1
        found = self.candidates(spans[0], lang) if is_whole else ()
        return found or self.whole(compound)

    def lookup(self, name: str) -> "list[LookupCandidate]":
        """Return the best answers of look-up for an unknown word."""
        found = self._lookups.get(name)
        if found is None:
            found = self._lookups[name] = self.gaz.lookup(name, limit=5)
        return found


_OF_KIND = 0.7  # score of look-up from which a place of the kind that the text says is meant


def gather(document: Document, spans: Sequence["Span"], known: Known) -> list[Reading]:
    """Return the readings of a document's spans, in text order."""
    text = document.text
    readings = list(_readings(document, spans, known))
    return _in_their_country(_rejoined(list(_completed(readings, text, known)), text))


def _completed(readings: Sequence[Reading], text: str, known: Known) -> Iterator[Reading]:
    """Yield the readings, those of a part of a name with a hyphen as the whole or not at all."""
    for index, one in enumerate(readings):
        ends = _compound(readings, index, text)
        if not ends:
            yield one
            continue
        start, end = ends
        compound = text[start:end]
        context = context_of(text, start, end, one.lang)
        cue = find_cue(context)
        candidates = known.joined(compound, one.lang)
        if candidates := candidates or known.of_kind(compound, cue):
            yield one._replace(
                start=start, end=end, text=compound, candidates=candidates, context=context,
                cue=cue,
            )  # fmt: skip
        elif not _is_but_part(compound, one) or _names_ends(text, start, end, one.lang):
            yield one


def with_whole_names(readings: Sequence[Reading], known: Known) -> list[Reading]:
    """Return the readings with places whose names hold the type word that the text parts from them.

    A corridor has its generic word in its name, which may stand behind another name in brackets;
    of "the Shamkir and Zayam reservoirs" the gazetteer knows the "Shamkir Reservoir".
    """
    return [
        one._replace(candidates=(*one.candidates, *found))
        if (found := _whole_names(one, known))
        else one
        for one in readings
    ]


def _whole_names(one: Reading, known: Known) -> tuple[Candidate, ...]:
    cue = one.cue
    if not cue.behind or not cue.features or not one.candidates:
        return ()
    if any(candidate.place.feature in cue.features for candidate in one.candidates):
        return ()
    if "corridor" in cue.features:
        return known.of_kind(f"{one.text} {cue.words}", cue)
    if not cue.shared or _NATURE.isdisjoint(cue.types):
        return ()
    words = words_for(primary_of(one.lang), cue.features[0])
    found = (known.of_kind(f"{one.text} {word}", cue) for word in words)
    return next(filter(None, found), ())


_NATURE = frozenset({"hydro", "mountain"})


def _rejoined(readings: list[Reading], text: str) -> list[Reading]:
    """Return the readings with just the text up to the next one.

    Words between may have proved no places, or the first word of the next name.
    """
    for index, one in enumerate(readings):
        last = readings[index + 1].start if index + 1 < len(readings) else len(text)
        last = min(last, one.end + _GAP)
        if one.end + len(one.gap) != last:
            gap = text[one.end : last]
            readings[index] = one._replace(gap=gap, link=link_of(gap, one.lang))
    return readings


def _in_their_country(readings: list[Reading]) -> list[Reading]:
    """Return the readings, what is like an unknown word only in the country that has it.

    "Portuqaliyanın Braqa şəhəri" is nowhere else, however a town of another country sounds.
    """
    for index, (one, other) in enumerate(pairwise(readings)):
        if not other.unknown or one.gap.strip() not in _OWNS:
            continue
        countries = {c.place.country_code for c in one.candidates if c.place.type == "country"}
        if countries:
            inside = tuple(c for c in other.candidates if c.place.country_code in countries)
            readings[index + 1] = other._replace(candidates=inside)
    return readings


_OWNS = frozenset(["", "'s", "’s"])
_GAP = 400  # characters behind a mention that are kept


def _readings(document: Document, spans: Sequence["Span"], known: Known) -> Iterator[Reading]:
    segments, contexts = _SegmentWalk(document), Contexts(document.text)
    for index, span in enumerate(spans):
        segment = segments.at(span.start)
        lang = segment.lang
        start, end = span.start, span.start + len(span.text.rstrip())
        if lang == "en" and span.text[:4].lower() == "the ":  # "The Kremlin"
            start += 4
        context = contexts.around(start, end, lang)
        candidates = known.candidates(span, lang)
        cue = _of_country(find_cue(context), candidates)
        for cut in _generic_cuts(span.text, lang):
            shorter = contexts.around(start, span.start + cut, lang)
            if _is_generic(found := find_cue(shorter), candidates):
                end, context, cue = span.start + cut, shorter, found
                break
        end = _with_generic(document.text, end, cue, candidates, lang)
        if _begins_whole(spans, index, known):
            continue
        if whole := _qualified(context, start, document.text[start:end], known):
            start, candidates = whole
        elif span.hits and (word := _of_new(context, candidates, start, document.text)):
            start, candidates = start - len(word) - 1, ()
            span = span._replace(hits=(), context=f"{_NEW} {word}")
        elif not span.hits:
            length, candidates = _unknown(span, cue, context, known)
            if not length:
                continue
            end = start + length
        candidates = _with_those_of_type(document.text[start:end], cue, candidates, known)
        following = spans[index + 1].start if index + 1 < len(spans) else len(document.text)
        gap = document.text[end : min(following, end + _GAP)]
        is_header = bool(cue) and _is_header(document.text, span, cue)
        opens = bool(cue) and not is_header and _opens(document.text, start, end, cue)
        yield Reading(
            start, end, document.text[start:end], lang, segment.page, context,
            candidates, cue, link_of(gap, lang), gap, span.context, is_header, opens,
        )  # fmt: skip


def _with_those_of_type(
    written: str, cue: Cue, candidates: tuple[Candidate, ...], known: Known
) -> tuple[Candidate, ...]:
    """Return the candidates with places of the kind that the type words say, where none is one.

    A village is called Kengerly, and the "Kengerly district" is that of Kəngərli. Where there is
    none to add it is the same tuple, by which scores are kept.
    """
    others = tuple(_read_like(written, cue, candidates, known))
    return (*candidates, *others) if others else candidates


def _read_like(
    written: str, cue: Cue, candidates: Sequence[Candidate], known: Known
) -> Iterator[Candidate]:
    """Yield the places of such a kind of which the written name is another spelling."""
    if not candidates or not cue.behind or cue.weak or cue.shared or cue.is_container:
        return  # "the regions of Armenia" lie in the country
    if any(candidate.place.type in cue.types for candidate in candidates):
        return
    for match in known.lookup(written):
        place = known.place(match.id)
        if match.type in cue.types and match.matched and reads_exactly(match, place):
            named = match.matched.form, match.matched.lang, match.matched.kind
            yield Candidate(place, *named, match.why, match.how)


def _of_country(cue: Cue, candidates: Sequence[Candidate]) -> Cue:
    """Return what the type words say of a country: "the last village of Armenia" lies in it.

    Far away some settlement is called like every country.
    """
    if cue.behind or cue.types != ("settlement",) or not cue.words.endswith(_OF):
        return cue
    if any(one.place.type == "settlement" and not one.world for one in candidates):
        return cue
    return container_cue(cue) if any(one.place.type == "country" for one in candidates) else cue


_OF = (" of", " de", " d")


def _begins_whole(spans: Sequence["Span"], index: int, known: Known) -> bool:
    """Tell whether a span is but the first word of the next one's name: Metz Tagher."""
    if index + 1 == len(spans):
        return False
    span, other = spans[index], spans[index + 1]
    is_next = span.start + len(span.text) + 1 == other.start
    return is_next and _qualifies(span.text) and bool(known.whole(f"{span.text} {other.text}"))


_HYPHEN = re.compile("[-‐‑]")
_OTHER_PART = re.compile(r"[-‐‑]([^\W\d_]+)(?![\w-])")
_PART_BEFORE = re.compile(r"(?<![\w-])([^\W\d_]+)[-‐‑]$")


def _compound(readings: Sequence[Reading], index: int, text: str) -> tuple[int, int] | None:
    """Return the ends of two words with a hyphen of which only one is a known name, or None."""
    one = readings[index]
    start, end = one.start, one.end
    if not one.candidates:
        return None
    if text[end : end + 1] in _HYPHENS and (met := _OTHER_PART.match(text, end)):
        is_taken = index + 1 < len(readings) and readings[index + 1].start == met.start(1)
        return (start, met.end()) if _is_name(met[1]) and not is_taken else None
    before = text[max(0, start - _LONGEST_PART) : start]
    is_last = text[end : end + 1] not in _HYPHENS  # of a chain every member is its own
    if is_last and before[-1:] in _HYPHENS and (met := _PART_BEFORE.search(before)):
        first = start - 1 - len(met[1])
        is_taken = bool(index) and readings[index - 1].end > first
        return (first, end) if _is_name(met[1]) and not is_taken else None
    return None


_HYPHENS = ("-", "‐", "‑")
_LONGEST_PART = 40  # letters


def _is_name(word: str) -> bool:
    return word[0].isupper() and not word.isupper()


def _is_but_part(compound: str, one: Reading) -> bool:
    """Tell whether a small place can only be a part of the other name that a compound is."""
    if is_surname(compound, one.lang):
        return True
    places = [candidate.place for candidate in one.candidates]
    return all(place.type not in _WIDE and prominence(place) < _TOWN for place in places)


_WIDE = frozenset({"country", "region", "continent"})
_TOWN = 0.4  # importance from which a place is joined to others: Baku-Supsa


def _names_ends(text: str, start: int, end: int, lang: str) -> bool:
    """Tell whether a compound names the ends of a road or another line: the Sotk–Tsar road."""
    around = context_of(text, start, end, lang)
    return any(
        find_rules(TABLE, "line", tokens, lang, reach=0) for tokens in (around.after, around.before)
    )


def _qualified(
    context: Context, start: int, written: str, known: Known
) -> tuple[int, tuple[Candidate, ...]] | None:
    """Return the start and the places of a name with the word before it: Lower Agjakend."""
    word = context.before[0].text if context.before else ""
    if not word[:1].isupper() or not _qualifies(word):
        return None
    found = known.whole(f"{word} {written}")
    return (start - len(word) - 1, found) if found else None


def _qualifies(word: str) -> bool:
    """Tell whether a word tells one place from its namesake, as Upper and Mets do."""
    return light_key(word) in _size_words()


@cache
def _size_words() -> frozenset[str]:
    rows = knowledge("size_words.csv")  # "Second Karabakh" is a war
    orders = [light_key(row["word"]) for row in rows if row["axis"] == "order"]
    return frozenset(light_key(row["word"]) for row in rows).union(qualifiers()).difference(orders)


def _unknown(
    span: "Span", cue: Cue, context: Context, known: Known
) -> tuple[int, tuple[Candidate, ...]]:
    """Return the length and the candidates of an unknown word, 0 where it names no place.

    A corridor is named whole, with its generic word.
    """
    if cue.behind and "corridor" in cue.features:
        whole = f"{span.text} {context.after[0].text}"
        found = tuple(one for one in known.whole(whole, _OF_KIND) if one.place.type == "road")
        if found:
            return len(whole), found
    candidates = known.unknown_candidates(span, cue)
    is_place = candidates or _is_surely_place(span, cue, context)
    return (len(span.text.rstrip()) if is_place else 0), candidates


def _of_new(context: Context, candidates: Sequence[Candidate], start: int, text: str) -> str:
    """Return the word that makes another place of a known one: New Julfa is not Julfa."""
    word = context.before[0].text if len(context.before) > 1 else ""
    if not word[:1].isupper() or "new before" not in kinds_of(word.lower(), context.lang):
        return ""
    types = {candidate.place.type for candidate in candidates}
    if "settlement" not in types or "country" in types:  # New Azerbaijan is a party
        return ""
    is_next = text[start - len(word) - 1 : start - 1] == word and text[start - 1].isspace()
    return word if is_next and not context.before[1].text[:1].isupper() else ""


_NEW = "part of a name that begins with"
_OUTSIDE = frozenset({"settlement", "district", "region", "hydro", "mountain", "monument"})
_INSIDE = frozenset({"bridge", "corridor", "airport"})


def _generic_cuts(text: str, lang: str) -> Iterator[int]:
    """Yield where a small generic word may begin inside a name, as in "Kür çayı".

    Russian keeps the generic word with its adjective ("Сарсангское водохранилище").
    """
    if " " not in text or lang.startswith("ru"):
        return
    for match in re.finditer(r"(?<=\w)\s+(?=\w)", text):
        if text[match.end()].islower():
            yield match.start()


def _is_generic(cue: Cue, candidates: Sequence[Candidate]) -> bool:
    """Tell whether the words behind are a generic word that stays outside the mention.

    It must say what the place is: the province Վայոց ձոր is no gorge, its name is two words.
    """
    types = _OUTSIDE & set(cue.types)
    if not cue.behind or types.isdisjoint(candidate.place.type for candidate in candidates):
        return False
    return "cave" in cue.features or not _INSIDE & set(cue.features)


def _with_generic(text: str, end: int, cue: Cue, candidates: Sequence[Candidate], lang: str) -> int:
    """Return the end of a Russian adjective with its generic word: Азыхская пещера.

    That of a district or a town stays outside, and one that several adjectives share.
    """
    if lang != "ru" or not cue.behind:
        return end
    behind = _SPACES.match(text, end)
    if behind is None or not text.startswith(cue.words, behind.end()):
        return end
    if text.endswith(("ий", "ый"), 0, end) and cue.words.endswith(("ы", "и")):
        return end
    is_adjective = any(c.is_adjective or " " in c.form for c in candidates)
    is_kind = any(_is_named_with(candidate.place, cue) for candidate in candidates)
    return behind.end() + len(cue.words) if is_adjective and is_kind else end


_SPACES = re.compile(r" +|[ \t]*\n[ \t]*(?!\n)")  # and at most one end of a line


def _is_named_with(place: Place, cue: Cue) -> bool:
    """Tell whether a generic word is part of the Russian name of a place of this kind."""
    if place.type not in cue.types or place.type not in ("hydro", "mountain", "monument", "road"):
        return False
    is_said = place.feature in cue.features
    return is_said or (place.type in ("mountain", "monument") or not cue.features)


_HEADER_LENGTH = 70


def _is_header(text: str, span: "Span", cue: Cue) -> bool:
    """Tell whether the mention heads a list: it and its type words fill a line of their own."""
    before = text[max(0, span.start - _HEADER_LENGTH) : span.start].rpartition("\n")[2]
    after = text[span.end : span.end + _HEADER_LENGTH].partition("\n")[0]
    line = f"{before}{span.text}{after}".strip()
    if len(line) > _HEADER_LENGTH:
        return False
    return line.endswith(":") or len(line) <= len(span.text) + len(cue.words) + _HEADER_SLACK


def _opens(text: str, start: int, end: int, cue: Cue) -> bool:
    """Tell whether the mention and its type words open a line and a mark follows them."""
    before = text[max(0, start - _HEADER_LENGTH) : start].rpartition("\n")[2]
    behind = text[end : end + _HEADER_LENGTH].lstrip()
    if cue.behind:
        is_next, behind = behind.startswith(cue.words), behind[len(cue.words) :].lstrip()
    else:
        is_next, before = before.rstrip().endswith(cue.words), before.rstrip()[: -len(cue.words)]
    return is_next and behind[:1] in _OPENING and not any(map(str.isalpha, before))


_OPENING = (".", ":", "։", "՝", "–", "—")
_HEADER_SLACK = 8  # an article, a number, a mark before or behind a heading


class _SegmentWalk:
    """Finds the segment of ever later positions without searching from the start again."""

    def __init__(self, document: Document) -> None:
        self._segments = document.segments or (Segment(0, len(document.text), document.lang),)
        self._index = 0

    def at(self, position: int) -> Segment:
        while self._index + 1 < len(self._segments) and self._segments[self._index].end <= position:
            self._index += 1
        return self._segments[self._index]


def _candidates(span: "Span", lang: str, known: Known) -> tuple[Candidate, ...]:
    """Return one candidate for each place, by the most telling of its names."""
    best: dict[str, NameHit] = {}
    for hit in span.hits:
        other = best.get(hit.place_id)
        if other is None or _rank(hit, lang) < _rank(other, lang):
            best[hit.place_id] = hit
    candidates = [_candidate(hit, hit, known) for hit in best.values()]
    # A name filed under no language has no inflected forms; whoever has the same base form is meant
    # as well by an inflected one.
    for hit in {hit.form: hit for hit in best.values() if hit.case}.values():
        for other in known.namesakes(hit.form):
            if other.place_id not in best:
                best[other.place_id] = other
                candidates.append(_candidate(other, hit, known))
    return tuple(candidates)


def _candidate(hit: "NameHit", written: "NameHit", known: Known) -> Candidate:
    """Return the place of a hit, with the derivation of the form as it is written."""
    return Candidate(
        known.place(hit.place_id), hit.form, hit.lang, hit.kind, written.derivation, hit.how,
        written.case, hit.world, written.is_short,
    )  # fmt: skip


def _rank(hit: "NameHit", lang: str) -> tuple[int, bool, bool, int, str]:
    how = _HOW_ORDER.index(hit.how) if hit.how in _HOW_ORDER else len(_HOW_ORDER)
    if hit.how == "diacritics" and lang.startswith(hit.lang.partition("-")[0]):
        how = 0  # a name of the text's language without its marks, before a foreign spelling
    kind = _KIND_ORDER.index(hit.kind) if hit.kind in _KIND_ORDER else len(_KIND_ORDER)
    primary = hit.lang.partition("-")[0]
    return how, not lang.startswith(primary), bool(hit.derivation), kind, hit.form


def _unknown_candidates(span: "Span", cue: Cue, known: Known) -> tuple[Candidate, ...]:
    """Look an unknown word up, strictly: only near spellings of places that can be meant.

    Where nothing but its spelling speaks for a place, it must be a well known one.
    """
    strict = next((s for reason, s in _STRICT if span.context.startswith(reason)), _STRICTEST)
    written = _BREAK.sub("", span.text)
    found: dict[str, Candidate] = {}
    is_read = False  # like a name of the region: what another country has is not heard as well
    for form, case in ((written, ""), *stems(written), *russian_stems(written)):
        for match in known.lookup(form):
            if match.id in found or not match.matched or (cue and match.type not in cue.types):
                continue
            place = known.place(match.id)
            if is_read and is_outside(place):
                continue
            if strict.allows(form, match, place):
                is_read = is_read or reads_exactly(match, place)
                place = _village_of(place, known) if not cue else place
                one = Candidate(
                    place, match.matched.form, match.matched.lang, match.matched.kind,
                    f"{written} is no name of the gazetteer; {match.why}", match.how, case,
                )  # fmt: skip
                found.setdefault(place.id, one)
    return tuple(found.values())


def _village_of(place: Place, known: Known) -> Place:
    """Return the village that a municipality is called after, other places as they are."""
    if place.feature != "municipality":
        return place
    for name in place.names:
        for hit in known.namesakes(name.form):
            other = known.place(hit.place_id)
            if other.type == "settlement" and flat_km(place, other) < _MUNICIPALITY_KM:
                return other
    return place


_MUNICIPALITY_KM = 10


def reads_exactly(match: "LookupCandidate", place: Place) -> bool:
    """Tell whether a word is read exactly like the name of a place of the region.

    How a language far away respells it says nothing: Քարտեզ, a map, is no Lithuanian Kardas.
    """
    is_here = not is_outside(place) and place.type in _FAMOUS
    if not is_here or match.how not in _READ or match.matched is None:
        return False
    return match.matched.lang.partition("-")[0] in _HEARD


_HEARD = frozenset({*FIRST_HAND, "und", "fr", "de", "it", "es"})


class _Strict(NamedTuple):
    """What a place must be to be meant by an unknown word.

    Either the score of look-up must be great enough and the place as well known, or it must be
    called much like it by those who write about the region at first hand.
    """

    score: float
    fame: float
    likeness: float = 2.0  # never enough
    far_fame: float = 0.5  # of a place that is neither in the region nor in a country next to it
    reads: bool = True  # a name of the region that is read exactly so is enough
    near: float = 2.0  # the likeness that is enough for a long name of a village of the region

    def allows(self, written: str, match: "LookupCandidate", place: Place) -> bool:
        """Tell whether the answer of look-up is strict enough."""
        if self.reads and reads_exactly(match, place):
            return True
        if self._is_near(written, match, place):
            return True
        known = prominence(place) if place.type in _FAMOUS else 0.0
        is_around = place.country_code in AROUND
        is_far = place.type != "country" and not is_seat_of_government(place)
        if not is_around and is_far and match.how not in _READ:
            return False
        is_good = match.score >= self.score or match.how in ("exact", "folded")
        if is_good and known >= (self.fame if is_around else self.far_fame):
            return True
        matched = match.matched
        if not matched or matched.lang not in FIRST_HAND:
            return False
        if place.type == "country" and not is_around:
            return False
        if known < (max(self.fame, _SOME_FAME) if is_around else self.far_fame):
            return False
        return alike(written, matched.form, matched.lang) >= self.likeness

    def _is_near(self, written: str, match: "LookupCandidate", place: Place) -> bool:
        """Tell whether a long word is hardly anything but a village of the region, misspelt."""
        if self.near > 1 or len(written) < _LONG or place.country_code not in _HERE:
            return False
        matched = match.matched
        return (
            matched is not None
            and place.type == "settlement"
            and alike(written, matched.form, matched.lang) >= self.near
        )


_BREAK = re.compile(r"-?\r?\n")
_LONG = 7
_HERE = frozenset({"AM", "AZ"})
_FAMOUS = frozenset(
    {"settlement", "district", "region", "country", "hydro", "mountain", "monument"}
)
# By the reason of the recognizer.
_STRICT = (
    (BESIDE, _Strict(0.755, 0.0, 0.8)),
    (JOINED, _Strict(0.775, 0.3, 0.82)),
    (PLACED, _Strict(0.9, 0.3, 0.82)),
    (f"{ELSEWHERE}, {BESIDE}", _Strict(0.755, 0.0, 0.8)),
    (ELSEWHERE, _Strict(0.9, 0.3, 0.82)),
    (SPELT, _Strict(0.73, 0.45, 0.83, 2.0, reads=False)),
    (READ, _Strict(2.0, 2.0, near=0.87)),
)
_STRICTEST = _Strict(0.9, 0.5, reads=False)
_READ = frozenset({"exact", "folded", "romanized"})
_SOME_FAME = 0.3


def _is_surely_place(span: "Span", cue: Cue, context: Context) -> bool:
    """Tell whether the type word beside an unknown name leaves no doubt that it names a place.

    "The village of Tsvategh" does, "Turkish village" does not: in English an adjective may stand
    before the word, elsewhere it is not written in capitals but at the head of a sentence.
    """
    if cue.behind and not context.before:
        return False
    if not span.context.startswith(BESIDE) or not _SURE & set(cue.types) or cue.weak:
        return False
    is_adjective = cue.behind and context.lang.startswith("en") and span.text.endswith(_ADJECTIVAL)
    return not is_adjective and not span.text.isupper()


_SURE = frozenset({"settlement", "hydro"})
_ADJECTIVAL = ("sh", "an", "ese", "ic", "al", "ed", "ox", "ch", "st")
