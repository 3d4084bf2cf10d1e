"""Withhold or generalise places before anything is built from them.

The guard stands at the door: documents, mentions and the gazetteer pass through it once, and
text, lists, search, cards, links and files are all made from what it lets through. At the end it
reads everything that was written and looks for what should not be there.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from gazetteer.errors import OutputError, UnknownPlaceError
from gazetteer.model import Document, Mention, Outline, Place, Segment, Toponym
from gazetteer.names import fold, fold_with_offsets

from .cards import GazetteerLike
from .masks import Moves, masked, merged, pattern_of
from .parts import read_points, rounded_point
from .policy import Policy, Rule, decisions, grid_cell

_READ_TYPES = frozenset({".html", ".js", ".geojson", ".json"})
Result = tuple[Document, Sequence[Mention]]


class GuardedGazetteer:
    """A gazetteer that answers only what the policy lets through."""

    def __init__(self, gaz: GazetteerLike, rules: dict[str, Rule]) -> None:
        self.unguarded = gaz
        self._rules = rules

    def __contains__(self, place_id: object) -> bool:
        try:
            return isinstance(place_id, str) and self[place_id] is not None
        except KeyError:
            return False

    def changed(self, holders: Mapping[str, Iterable[str]]) -> set[str]:
        """Return the places that are shown otherwise than they are, or not at all.

        `holders` are the places that point to another one, by the other's id.
        """
        hidden = filter(self._hides, self._rules)
        return {*self._rules, *(holder for one in hidden for holder in holders.get(one, ()))}

    def __getitem__(self, place_id: str) -> Place:
        """Return the place as far as it may be shown; a withheld one is unknown here."""
        shown = self._show(self.unguarded[place_id])
        if shown is None:
            raise UnknownPlaceError(f"{place_id}: no place has this id")
        return shown

    def label(self, place: Place, viewpoint: str = "all") -> str:
        """Return the label of a place."""
        return self.unguarded.label(place, viewpoint)

    def outline(self, place_id: str) -> Outline | None:
        """Return the outline of a place; none of a place that is shown only roughly."""
        return None if place_id in self._rules else self.unguarded.outline(place_id)

    def places(self) -> Iterator[Place]:
        """Yield every place that may be shown."""
        for place in self.unguarded.places():
            if shown := self._show(place):
                yield shown

    def _show(self, place: Place) -> Place | None:
        rule = self._rules.get(place.id)
        if rule and rule.hides:
            return None
        links = tuple(link for link in place.links if not self._hides(link.target))
        if rule is None:
            return place if len(links) == len(place.links) else replace(place, links=links)
        lat, lon = grid_cell(place.lat, place.lon, rule.grid_km)
        return replace(
            place, lat=lat, lon=lon, accuracy_m=round(rule.grid_km * 1000 / math.sqrt(2)),
            links=tuple(link for link in links if link.relation != "same_as"),
            names=tuple(_without_identifier(name) for name in place.names),
        )  # fmt: skip

    def _hides(self, place_id: str) -> bool:
        rule = self._rules.get(place_id)
        return rule is not None and rule.hides


def _without_identifier(name: Toponym) -> Toponym:
    """Return the name with the sources but not their record numbers, which lead to the point."""
    schemes = dict.fromkeys(source.partition(":")[0] for source in name.sources)
    return replace(name, sources=tuple(schemes))


class Guard:
    """Applies a policy to everything that goes into a site, and checks what comes out."""

    def __init__(self, policy: Policy, gaz: GazetteerLike) -> None:
        self._rules = decisions(policy, gaz.places()) if policy.rules else {}
        self._gaz = gaz
        self.gazetteer = GuardedGazetteer(gaz, self._rules) if self._rules else gaz
        self._hidden = [gaz[i] for i, rule in self._rules.items() if rule.hides]
        names = {fold(name.form) for place in self._hidden for name in place.names}
        self._names = pattern_of(names - {""})
        self.withheld = 0

    def text(self, text: str) -> str:
        """Return a title or another short text with every withheld name masked."""
        return masked(text, self._spans(text, []))

    def results(
        self, results: Iterable[Result]
    ) -> Iterator[tuple[Document, Sequence[Mention], int]]:
        """Yield each document as it may be published, its mentions, and how much was withheld."""
        for document, mentions in results:
            if not self._rules:
                yield document, mentions, 0
                continue
            published, shown, count = self._publish(document, mentions)
            self.withheld += count
            yield published, shown, count

    def _publish(
        self, document: Document, mentions: Sequence[Mention]
    ) -> tuple[Document, list[Mention], int]:
        spans = self._spans(document.text, mentions)
        text = masked(document.text, spans)
        moved = Moves(spans)
        shown = [self._show(mention, moved, text) for mention in mentions]
        segments = tuple(
            replace(s, start=moved.to(s.start), end=moved.to(s.end)) for s in document.segments
        )
        published = replace(
            document, text=text, segments=_ordered(segments), path=self.text(document.path),
            title=self.text(document.title), source_url=self._address(document.source_url),
            metadata=MappingProxyType(
                {self.text(k): self.text(v) for k, v in document.metadata.items()}
            ),
        )  # fmt: skip
        return published, [mention for mention in shown if mention], len(spans)

    def _address(self, url: str) -> str:
        return url if self.text(url) == url else ""

    def _spans(self, text: str, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
        """Return the stretches of the text to mask: withheld mentions, and the names elsewhere."""
        if self._names is None:
            return []
        hidden = [(m.start, m.end) for m in mentions if self._is_hidden(m)]
        public = [(m.start, m.end) for m in mentions if m.place and not self._is_hidden(m)]
        folded, offsets = fold_with_offsets(text)
        for found in self._names.finditer(folded):
            start, end = offsets.span(found.start(), found.end())
            if not any(start < other and begin < end for begin, other in public):
                hidden.append((start, end))
        return merged(hidden)

    def _is_hidden(self, mention: Mention) -> bool:
        rule = self._rules.get(mention.place.id) if mention.place else None
        return rule is not None and rule.hides

    def _show(self, mention: Mention, moved: Moves, text: str) -> Mention | None:
        start, end = moved.to(mention.start), moved.to(mention.end)
        place = mention.place
        if place and place.id in self._rules:
            place = self._instead(place)
            if place is None:
                return None
        elif place is None and moved.covers(mention.start, mention.end):
            return None  # a name that nobody could tell, and that must not be read
        return replace(
            mention, start=start, end=end, text=text[start:end], place=place,
            alternatives=tuple(a for a in mention.alternatives if a[0] not in self._rules),
            evidence=() if place is not mention.place else self._reasons(mention.evidence),
        )  # fmt: skip

    def _reasons(self, evidence: Sequence[str]) -> tuple[str, ...]:
        return tuple(reason for reason in evidence if self.text(reason) == reason)

    def _instead(self, place: Place) -> Place | None:
        """Return what may be shown of a place: itself roughly, its district, or nothing.

        Of districts in several systems the one with the lowest id stands in, since ids know no
        side.
        """
        action = self._rules[place.id].action
        if action == "grid":
            return self.gazetteer[place.id]
        if action == "district":
            for parent in sorted(place.parents):
                try:
                    found = self.gazetteer[parent]
                except KeyError:
                    continue
                if found.type == "district" or found.feature == "marz":
                    return found
        return None

    def check(self, folder: Path) -> None:
        """Look for withheld ids, names and points in all that was written.

        Raises OutputError, naming the file, when one is found: then nothing is published.
        """
        if not self._rules:
            return
        needles = self._needles()
        for path in sorted(p for p in folder.rglob("*") if p.suffix in _READ_TYPES):
            text = path.read_text(encoding="utf-8")
            for found in needles.finditer(text):
                raise OutputError(
                    f"{path.relative_to(folder)}: would still show {found[0]!r}, which the policy "
                    "withholds; nothing was published"
                )
        self._check_search(folder)

    def _check_search(self, folder: Path) -> None:
        """Look for withheld ids and true points in the search, which writes both in columns."""
        true = {place_id: self._gaz[place_id] for place_id in self._rules}
        hidden = {place.id for place in self._hidden}
        for place_id, lat, lon in read_points(folder):
            place = true.get(place_id)
            if place_id in hidden or (place and (lat, lon) == rounded_point(place)):
                raise OutputError(
                    f"{folder.name}/data: the search would still show {place_id}, which the "
                    "policy withholds; nothing was published"
                )

    def _needles(self) -> re.Pattern[str]:
        points = [
            f"{round(place.lon, 5)},{round(place.lat, 5)}"
            for place in map(self._gaz.__getitem__, self._rules)
        ]
        names = {name.form for place in self._hidden for name in place.names}
        folded = {fold(name) for name in names}
        public: set[str] = set()
        for place in self.gazetteer.places():
            for form in {name.form for name in place.names}:
                public.update(_contained(fold(form), folded))
        secret = sorted(name for name in names if fold(name) not in public)
        ids = [place.id for place in self._hidden]
        words = "|".join(map(re.escape, [*ids, *secret]))
        exact = "|".join(map(re.escape, points))
        return re.compile(
            rf"(?<!\w)(?:{words})(?!\w)|(?<![\d.])(?:{exact})(?!\d)" if words else exact
        )


def _contained(folded: str, wanted: set[str]) -> Iterator[str]:
    """Yield the wanted names that a name holds as words: a public one may hold a withheld one."""
    words = folded.split()
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            if (stretch := " ".join(words[start:end])) in wanted:
                yield stretch


def _ordered(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    return tuple(segment for segment in segments if segment.start < segment.end)
