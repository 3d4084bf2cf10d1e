"""From a document to its mentions: one visible list of steps.

`STEPS` is the pipeline: each step takes a `Scene` and returns a new one. `scan_document` runs it
over one document, a very long one part by part, and lets the reader's corrections win;
`scan_paths` (of `gazetteer.geoparsing.batch`) does so over files and folders.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gazetteer.geoparsing.candidates import Reading, gather, with_whole_names
from gazetteer.geoparsing.clauses import roles_of
from gazetteer.geoparsing.context import is_listed
from gazetteer.geoparsing.corrections import (
    Unfit,
    apply_corrections,
    corrections_path,
    read_corrections,
)
from gazetteer.geoparsing.cues import TABLE as TYPE_WORDS
from gazetteer.geoparsing.legible import Legible, legible
from gazetteer.geoparsing.matches import with_clubs
from gazetteer.geoparsing.quotations import tell_quotations
from gazetteer.geoparsing.resolution import Choice, resolve
from gazetteer.geoparsing.roads import DASHES, ends_of_roads
from gazetteer.geoparsing.roles import LITERAL, Finding
from gazetteer.geoparsing.sharing import share_columns, share_cues, share_headings
from gazetteer.geoparsing.stretches import stretches
from gazetteer.geoparsing.unknown_names import BESIDE
from gazetteer.geoparsing.workshop import Workshop, workshop_of
from gazetteer.model import Document, Mention

if TYPE_CHECKING:
    from gazetteer.gazetteer import Gazetteer
    from gazetteer.geoparsing.recognition import Recognizer, Span

__all__ = ["STEPS", "Scene", "scan_document", "scan_text"]

OnUnfit = Callable[[Document, Unfit], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """A document on its way through the steps."""

    document: Document
    workshop: Workshop
    spans: Sequence["Span"] = ()
    readings: Sequence[Reading] = ()
    choices: Sequence[Choice] = ()
    findings: Sequence[Finding] = ()
    mentions: Sequence[Mention] = ()


def read_quotations(scene: Scene) -> Scene:
    """Give what is quoted in another language its own."""
    return replace(scene, document=tell_quotations(scene.document))


def recognize(scene: Scene) -> Scene:
    """Find the spans that name a place, in any form of the name."""
    document = scene.document
    spans = scene.workshop.recognizer.find(document.text, document.segments)
    return replace(scene, spans=spans)


def part_roads(scene: Scene) -> Scene:
    """Part a road named by its ends into the two places: "Горис–Степанакерт" is two mentions."""
    shop = scene.workshop
    spans = ends_of_roads(scene.spans, scene.document.text, shop.known, shop.recognizer)
    return replace(scene, spans=spans)


def gather_candidates(scene: Scene) -> Scene:
    """Gather the places that each span may mean, and the words around it."""
    text = scene.document.text
    readings = gather(scene.document, scene.spans, scene.workshop.known)
    readings = share_columns(share_headings(share_cues(readings), text), text)
    return replace(scene, readings=with_whole_names(readings, scene.workshop.known))


def choose_places(scene: Scene) -> Scene:
    """Choose the place of each mention by features that can be read."""
    shop = scene.workshop
    choices = resolve(scene.readings, scene.document, shop.geography, shop.scores)
    return replace(scene, choices=choices)


def assign_roles(scene: Scene) -> Scene:
    """Tell what each mention stands for."""
    readings = [choice.reading for choice in scene.choices]
    findings = with_clubs(roles_of(scene.choices), readings, scene.document.text)
    return replace(scene, findings=findings)


def leave_out(scene: Scene) -> Scene:
    """Leave out plain adjectives, and words that only some place far away is called like."""
    kept = [
        (choice, finding)
        for choice, finding in zip(scene.choices, scene.findings, strict=True)
        if not _is_plain_adjective(choice, finding) and not _is_far_fetched(choice)
    ]
    return replace(
        scene, choices=[choice for choice, _ in kept], findings=[finding for _, finding in kept]
    )


def describe(scene: Scene) -> Scene:
    """Write each choice as a mention with its alternatives and its evidence."""
    mentions = [
        _mention(choice, finding, scene.workshop)
        for choice, finding in zip(scene.choices, scene.findings, strict=True)
    ]
    return replace(scene, mentions=mentions)


Step = Callable[[Scene], Scene]
STEPS: tuple[Step, ...] = (
    read_quotations, recognize, part_roads, gather_candidates, choose_places,
    assign_roles, leave_out, describe,
)  # fmt: skip


def scan_document(
    document: Document,
    gaz: "Gazetteer",
    recognizer: "Recognizer",
    *,
    on_unfit: OnUnfit | None = None,
) -> list[Mention]:
    """Return the mentions of a document in the order of its text.

    `on_unfit` is told of every correction beside the document that no longer fits. Raises
    TableError when the corrections cannot be read.
    """
    with _uncollected():
        mentions = [
            mention
            for start, end in stretches(document.text, _PART)
            for mention in _scanned(document, start, end, workshop_of(gaz, recognizer))
        ]
    path = document.path
    corrections = read_corrections(corrections_path(path)) if path else None
    if corrections is None:
        return mentions
    corrected, unfit = apply_corrections(mentions, document, corrections, gaz)
    if on_unfit:
        for one in unfit:
            on_unfit(document, one)
    return corrected


# What a scan remembers of a text grows with it: a whole archive in one file would not fit.
_PART = 1_000_000  # code points, some 500 pages: enough to tell what a name means there


def _scanned(document: Document, start: int, end: int, shop: Workshop) -> Sequence[Mention]:
    """Take a part of a document through the steps; only its mentions outlive this."""
    written = document.text[start:end]
    read = legible(written)
    scene = Scene(_part(document, start, end, read), shop)
    for step in STEPS:
        scene = step(scene)
    if read.text == document.text:
        return scene.mentions
    return [_as_written(mention, read, written, start) for mention in scene.mentions]


def _part(document: Document, start: int, end: int, read: Legible) -> Document:
    """Return a part of a document as one of its own, with the text as it is read."""
    if read.text == document.text:
        return document
    segments = tuple(
        replace(one, start=read.read_at(max(one.start, start) - start),
                end=read.read_at(min(one.end, end) - start))
        for one in document.segments
        if one.start < end and one.end > start
    )  # fmt: skip
    return replace(document, text=read.text, segments=segments)


def _as_written(mention: Mention, read: Legible, written: str, offset: int) -> Mention:
    """Return a mention of the legible text of a part with its place in the document's own."""
    start, end = read.span(mention.start, mention.end, written)
    return replace(mention, start=start + offset, end=end + offset, text=written[start:end])


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the cycle collector from walking over the scan's records, which have no cycles.

    It took up to half of the time of a long document.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def scan_text(
    text: str, gaz: "Gazetteer", *, recognizer: "Recognizer | None" = None
) -> list[Mention]:
    """Return the mentions of a text in its order; it has no corrections and no other data."""
    from gazetteer.geoparsing.documents import document_of_text
    from gazetteer.geoparsing.recognition import Recognizer

    return scan_document(document_of_text(text), gaz, recognizer or Recognizer.open(gaz))


def _is_plain_adjective(choice: Choice, finding: Finding) -> bool:
    """Tell whether the mention is an adjective with neither a type nor a designation behind it.

    Without a word behind it ("Шушинский и Гадрутский, но не Лачинский") it stands for a district.
    """
    reading = choice.reading
    if not choice.ranked or not choice.ranked[0].candidate.is_adjective:
        return False
    if reading.cue or finding is not LITERAL:
        return False
    if reading.context.before and reading.context.before[0].text in DASHES:
        return False  # an end of what lies between two: «Гянджа-Газахская зона»
    before = reading.context.before[1:2]
    if before and is_listed(TYPE_WORDS, "after", reading.lang, before[0].key):
        return False  # its type word stood before: "из X района в Y переехали"
    return reading.precedes_word


def _is_far_fetched(choice: Choice) -> bool:
    """Tell whether no place fits well, and none of the region has just this name."""
    if choice.is_settled or not choice.ranked:
        return False
    unknown = choice.reading.unknown
    if unknown:
        return not unknown.startswith(BESIDE)
    return all(s.candidate.world for s in choice.ranked)


def _mention(choice: Choice, finding: Finding, shop: Workshop) -> Mention:
    reading, ranking = choice
    place, told = ranking.place, ranking.told
    evidence = told.evidence
    if not ranking.ranked:
        evidence = (f"{reading.unknown}: a place that the gazetteer does not have",)
    if finding.reason:
        evidence = (*evidence, finding.evidence)
    return Mention(
        reading.start, reading.end, reading.text, finding.role, told.confidence, place,
        shop.label(place) if place else "", reading.page, told.alternatives, evidence,
    )  # fmt: skip
