"""Score a scan against documents whose place mentions were marked by hand.

A place is right when a concordance is shared, or the ISO code of a country is, or the point lies
within the tolerance that the annotator gave. Mentions marked `"certain": false` count neither as
found nor as missed, and what a scan finds there is not held against it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.distance import great_circle_m
from gazetteer.errors import TableError
from gazetteer.geoparsing.gold import SCHEMES, GoldDocument, GoldMention, read_gold
from gazetteer.model import Document, Mention, Place
from gazetteer.progress import progress

if TYPE_CHECKING:
    from gazetteer.gazetteer import Gazetteer

Scanner = Callable[[Document], Sequence[Mention]]

_IDENTIFIERS = (*SCHEMES, "iso")
_DISTANCES_KM = (1, 5, 20)


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold mention and the found mention that overlaps it; either side may be missing."""

    doc: str
    lang: str
    gold: GoldMention | None
    found: Mention | None


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 over counted mentions; each is 0.0 where nothing was counted.

    >>> Score(right=2, found=4, gold=2)
    Score(right=2, found=4, gold=2)
    >>> round(Score(2, 4, 2).f1, 3)
    0.667
    """

    right: int
    found: int
    gold: int

    @property
    def precision(self) -> float:
        """Return the share of the found mentions that are right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Return the share of the marked mentions that were found right."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return 2 * self.right / (self.found + self.gold) if self.found + self.gold else 0.0

    def to_json(self) -> dict[str, float | int]:
        """Return counts and rates as plain numbers."""
        return {
            "precision": round(self.precision, 4), "recall": round(self.recall, 4),
            "f1": round(self.f1, 4), "right": self.right, "found": self.found, "gold": self.gold,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the mentions that could be judged are right."""

    right: int
    of: int

    @property
    def rate(self) -> float:
        """Return the share, 0.0 where nothing could be judged."""
        return self.right / self.of if self.of else 0.0

    def to_json(self) -> dict[str, float | int]:
        """Return counts and rate as plain numbers."""
        return {"accuracy": round(self.rate, 4), "right": self.right, "of": self.of}


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of the table of errors."""

    doc: str
    lang: str
    kind: str
    start: int
    text: str
    expected: str
    got: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The scores of a scan over a set of annotated documents."""

    pairs: tuple[Pair, ...] = field(repr=False)

    def scores(self, lang: str = "") -> dict[str, dict[str, Any]]:
        """Return every score of one language (a tag or its first part), or of all of them.

        `az` counts `az-Cyrl` too; `az-Cyrl` counts itself alone.
        """
        pairs = [pair for pair in self.pairs if not lang or _speaks(pair.lang, lang)]
        return {name: score.to_json() for name, score in _scores(pairs).items()}

    @property
    def languages(self) -> list[str]:
        """Return the tags of the documents' languages and their first parts, sorted."""
        tags = {pair.lang for pair in self.pairs}
        return sorted(tags | {tag.partition("-")[0] for tag in tags})

    @property
    def faults(self) -> list[Fault]:
        """Return every disagreement, in the order of the documents."""
        return [fault for pair in self.pairs for fault in _faults(pair)]

    def to_json(self) -> dict[str, Any]:
        """Return all scores and the table of errors as plain values."""
        return {
            "documents": len({pair.doc for pair in self.pairs}),
            "all": self.scores(),
            "languages": {lang: self.scores(lang) for lang in self.languages},
            "errors": [
                {name: getattr(fault, name) for name in Fault.__slots__} for fault in self.faults
            ],
        }

    def __str__(self) -> str:
        """Return the scores as a table for a terminal, then one line for each error."""
        lines = [_ROW.format("", *_COLUMNS)]
        for lang in ["", *self.languages]:
            scores = self.scores(lang)
            cells = [f"{scores[name][rate]:.3f}" for name, rate in _COLUMNS.values()]
            lines.append(_ROW.format(lang or "all", *cells))
        lines += [
            f"{fault.doc}:{fault.start}\t{fault.kind}\t{fault.text!r}\t{fault.expected}\t{fault.got}"
            for fault in self.faults
        ]
        return "\n".join(lines)


# The headings of the table for a terminal, with the score and the rate below each.
_COLUMNS = {
    "strict": ("strict", "f1"), "prec": ("overlap", "precision"), "recall": ("overlap", "recall"),
    "overlap": ("overlap", "f1"), "endtoend": ("end_to_end", "f1"),
    "place": ("resolution", "accuracy"), "sett+dist": ("resolution_settled", "accuracy"),
    "by id": ("resolution_by_id", "accuracy"),
    **{f"{limit} km": (f"resolution_{limit}_km", "accuracy") for limit in _DISTANCES_KM},
    "role": ("role", "accuracy"), "type": ("type", "accuracy"),
}  # fmt: skip
_ROW = "{:8}" + "".join(f"{{:>{max(5, len(heading)) + 2}}}" for heading in _COLUMNS)


def evaluate(
    paths: Iterable[Path | str],
    gaz: "Gazetteer",
    *,
    documents: Path | str | None = None,
    scanner: Scanner | None = None,
) -> Report:
    """Scan the documents of the gold files and compare what was found with what was marked.

    `paths` are gold files, or folders whose `*.json` with a `mentions` key are gold files.
    `documents` is a folder to look for the documents in first. `scanner` replaces the
    project's own scan. Raises MissingInputError or TableError naming the file, before anything
    is scanned.
    """
    from gazetteer.geoparsing.documents import read_document

    annotated = list(read_gold(paths, documents=documents))
    scan = scanner or _own_scanner(gaz)
    pairs: list[Pair] = []
    for gold in progress(annotated, "documents"):
        document = read_document(gold.path)
        pairs += compare(gold, scan(document), document)
    return Report(tuple(pairs))


def _own_scanner(gaz: "Gazetteer") -> Scanner:
    from gazetteer.geoparsing.recognition import Recognizer
    from gazetteer.geoparsing.scan import scan_document

    recognizer = Recognizer.open(gaz)
    # Without its path the document has no corrections beside it: the machine is what is scored.
    return lambda document: scan_document(replace(document, path=""), gaz, recognizer)


def compare(gold: GoldDocument, found: Sequence[Mention], document: Document) -> list[Pair]:
    """Return the gold mentions of a document paired with what was found, in text order.

    Pairing is one to one, exact spans first, then by the length of the overlap. Uncertain gold
    mentions and whatever was found over them are left out. Raises TableError when a gold span
    does not quote the text.
    """
    _check_quotes(gold, document)
    certain = [mention for mention in gold.mentions if mention.certain]
    uncertain = [mention for mention in gold.mentions if not mention.certain]
    pairs = dict(_align(certain, found))
    matched = set(pairs.values())
    rows = [
        Pair(gold.path.name, _lang_at(gold, document, mention.start), mention,
             found[pairs[index]] if index in pairs else None)
        for index, mention in enumerate(certain)
    ]  # fmt: skip
    for index, mention in enumerate(found):
        if index not in matched and not any(_overlap(mention, other) for other in uncertain):
            rows.append(
                Pair(gold.path.name, _lang_at(gold, document, mention.start), None, mention)
            )
    return sorted(rows, key=lambda pair: (pair.gold or pair.found).start)  # type: ignore[union-attr]


def _check_quotes(gold: GoldDocument, document: Document) -> None:
    faults = [
        f"{gold.path}:{mention.start}: the annotation quotes {mention.text!r}, "
        f"the text has {document.text[mention.start : mention.end]!r}; mark it again"
        for mention in gold.mentions
        if document.text[mention.start : mention.end] != mention.text
    ]
    if faults:
        raise TableError(faults)


def _align(gold: Sequence[GoldMention], found: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Yield index pairs, one to one: exact spans first, then the longest overlaps."""
    overlaps = sorted(
        (
            ((one.start, one.end) != (other.start, other.end), -_overlap(one, other), i, j)
            for i, one in enumerate(gold)
            for j, other in enumerate(found)
            if _overlap(one, other)
        ),
    )
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    for _, _, i, j in overlaps:
        if i not in taken_gold and j not in taken_found:
            taken_gold.add(i)
            taken_found.add(j)
            yield i, j


def _overlap(one: "GoldMention | Mention", other: "GoldMention | Mention") -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _lang_at(gold: GoldDocument, document: Document, position: int) -> str:
    """Return the annotation's language, or the paragraph's in a document of several."""
    if gold.lang not in ("mul", "und", ""):
        return gold.lang
    for segment in document.segments:
        if segment.start <= position < segment.end:
            return segment.lang
    return document.lang


def _speaks(tag: str, asked: str) -> bool:
    return tag == asked or tag.startswith(f"{asked}-")


def is_right(place: Place | None, gold: Mapping[str, Any] | None) -> bool:
    """Tell whether a found place is the annotated one; two unknowns agree."""
    if place is None or gold is None:
        return place is None and gold is None
    if shares_identifier(place, gold):
        return True
    distance = distance_km(place.lat, place.lon, gold["lat"], gold["lon"])
    return distance <= float(gold["tolerance_km"])


def shares_identifier(place: Place, gold: Mapping[str, Any]) -> bool:
    """Tell whether the place has an identifier, or is the country, of the annotation."""
    ours = place.concordances
    if any(
        {str(value) for value in gold.get(key) or ()} & set(ours.get(scheme, ()))
        for key, scheme in SCHEMES.items()
    ):
        return True
    return bool(gold.get("iso")) and place.type == "country" and place.country_code == gold["iso"]


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance in kilometres between two points in degrees.

    >>> round(distance_km(39.8177, 46.7528, 39.7601, 46.7499), 1)
    6.4
    """
    return great_circle_m(lat, lon, other_lat, other_lon) / 1000


def _scores(pairs: Sequence[Pair]) -> dict[str, Score | Share]:
    gold = [pair for pair in pairs if pair.gold]
    found = [pair for pair in pairs if pair.found]
    both = [(pair.gold, pair.found) for pair in pairs if pair.gold and pair.found]
    right = [is_right(mention.place, mark.place) for mark, mention in both]
    exact = [(mark.start, mark.end) == (mention.start, mention.end) for mark, mention in both]
    settled = [
        ok
        for (mark, _), ok in zip(both, right, strict=True)
        if mark.type in ("settlement", "district")
    ]
    placed = [(mark.place, mention.place) for mark, mention in both if mark.place is not None]
    named = [(mark, place) for mark, place in placed if any(mark.get(key) for key in _IDENTIFIERS)]
    types = [(mark.type, mention.place.type) for mark, mention in both if mention.place]
    scores: dict[str, Score | Share] = {
        "strict": Score(sum(exact), len(found), len(gold)),
        "overlap": Score(len(both), len(found), len(gold)),
        "end_to_end": Score(sum(right), len(found), len(gold)),
        "end_to_end_strict": Score(
            sum(a and b for a, b in zip(right, exact, strict=True)), len(found), len(gold)
        ),
        "resolution": Share(sum(right), len(both)),
        "resolution_settled": Share(sum(settled), len(settled)),
        "resolution_by_id": Share(
            sum(place is not None and shares_identifier(place, mark) for mark, place in named),
            len(named),
        ),
        "role": Share(sum(mark.role == mention.role for mark, mention in both), len(both)),
        "type": Share(sum(mark == ours for mark, ours in types), len(types)),
    }
    for limit in _DISTANCES_KM:
        near = sum(
            place is not None
            and distance_km(place.lat, place.lon, mark["lat"], mark["lon"]) <= limit
            for mark, place in placed
        )
        scores[f"resolution_{limit}_km"] = Share(near, len(placed))
    return scores


def _faults(pair: Pair) -> Iterator[Fault]:
    def fault(kind: str, expected: str, got: str) -> Fault:
        mention = pair.gold or pair.found
        assert mention is not None  # noqa: S101  a pair has at least one side
        evidence = "; ".join(pair.found.evidence) if pair.found else ""
        return Fault(
            pair.doc, pair.lang, kind, mention.start, mention.text, expected, got, evidence
        )

    if pair.found is None:
        yield fault("missed", _gold_name(pair.gold), "")
    elif pair.gold is None:
        yield fault("spurious", "", _place_name(pair.found))
    else:
        if not is_right(pair.found.place, pair.gold.place):
            yield fault("place", _gold_name(pair.gold), _place_name(pair.found))
        elif pair.found.place and pair.gold.type and pair.found.place.type != pair.gold.type:
            yield fault("type", pair.gold.type, pair.found.place.type)
        if pair.found.role != pair.gold.role:
            yield fault("role", pair.gold.role, pair.found.role)
        if (pair.found.start, pair.found.end) != (pair.gold.start, pair.gold.end):
            yield fault("span", pair.gold.text, pair.found.text)


def _gold_name(mark: GoldMention | None) -> str:
    if mark is None or mark.place is None:
        return "no place of the gazetteer"
    return str(mark.place.get("label", "")) or f"{mark.place['lat']}, {mark.place['lon']}"


def _place_name(mention: Mention) -> str:
    if mention.place is None:
        return "no place of the gazetteer"
    place = mention.place
    return f"{mention.label or place.id} ({place.id}, {place.feature or place.type})"
