"""The records that everything else passes around: frozen, plain, units spelt.

Coordinates are WGS 84 degrees (EPSG:4326); distances are metres on the ellipsoid; spans are
Unicode code points, end exclusive; years are Gregorian, None when not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

PlaceType = Literal[
    "settlement", "district", "region", "country", "hydro", "mountain", "road", "monument",
    "continent", "other",
]  # fmt: skip
NameKind = Literal["official", "common", "historical", "romanization", "variant", "misspelling"]
Role = Literal["literal", "metonymic", "associative"]
How = Literal["exact", "folded", "romanized", "phonetic", "fuzzy", "near"]


@dataclass(frozen=True, slots=True)
class Toponym:
    """One written form of a place's name and everything that is known of the form.

    `used_by` says who uses it (an authority or community), `relation` how it relates to the
    place's other names (`romanization`, `translation`, `rename` or empty), `derived_by` the rule
    that made it (empty when a source attests it). `sources` are `scheme:id` strings.
    """

    form: str
    lang: str
    script: str
    kind: NameKind
    sources: tuple[str, ...]
    since: int | None = None
    until: int | None = None
    used_by: str = ""
    relation: str = ""
    derived_by: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the name as the outside contract writes it; extra keys only when known."""
        record: dict[str, Any] = {
            "form": self.form, "lang": self.lang, "script": self.script, "kind": self.kind,
            "from": self.since, "to": self.until, "source": "; ".join(self.sources),
        }  # fmt: skip
        for key in ("used_by", "relation", "derived_by"):
            if value := getattr(self, key):
                record[key] = value
        return record


@dataclass(frozen=True, slots=True)
class Link:
    """A statement about a place and another place or an outside record.

    `relation` is `same_as` (target `scheme:id`), `parent`, `seat`, `successor`, `overlaps` or
    `related` (target a place id). `system` names the administrative system of a parent:
    `current`, `nkao`, `artsakh` or `soviet`.
    """

    relation: str
    target: str
    system: str = ""
    since: str = ""
    until: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """The extent of a place: WKT in EPSG:4326, its quality and where it comes from.

    `quality` is `good`, `fair` or `low`; a `low` outline must be drawn as approximate.
    """

    wkt: str
    quality: str
    accuracy_m: int | None
    derivation: str
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """One real place with one geometry, whatever it is called.

    `feature` refines `type` (town, village, rayon, marz, river, monastery …). `importance` is
    0.0–1.0 and orders namesakes. `since`/`until` bound the existence of districts and regions.
    """

    id: str
    type: PlaceType
    feature: str
    lat: float
    lon: float
    country_code: str
    names: tuple[Toponym, ...]
    links: tuple[Link, ...] = ()
    accuracy_m: int | None = None
    population: int | None = None
    importance: float = 0.0
    since: str = ""
    until: str = ""
    system: str = ""
    superseded_by: str = ""

    @property
    def concordances(self) -> dict[str, list[str]]:
        """Return the identifiers that the place has elsewhere, by scheme, both sorted."""
        found: dict[str, list[str]] = {}
        for link in self.links:
            if link.relation == "same_as":
                scheme, _, identifier = link.target.partition(":")
                found.setdefault(scheme, []).append(identifier)
        return {scheme: sorted(found[scheme]) for scheme in sorted(found)}

    @property
    def parents(self) -> list[str]:
        """Return the ids of the places that contain this one, in every system, without repeats."""
        targets = (link.target for link in self.links if link.relation == "parent")
        return list(dict.fromkeys(targets))

    def to_json(self, label: str) -> dict[str, Any]:
        """Return the place as the outside contract writes it, under a viewpoint's label."""
        return {
            **self.summary(label),
            "feature": self.feature,
            "parents": self.parents,
            "names": [name.to_json() for name in self.names],
        }

    def summary(self, label: str) -> dict[str, Any]:
        """Return the short form of the place that candidates and mentions carry."""
        return {
            "id": self.id, "label": label, "type": self.type, "lat": self.lat, "lon": self.lon,
            "country_code": self.country_code, "concordances": self.concordances,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matched:
    """The attested form that a query met."""

    form: str
    lang: str
    kind: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a document that names a place, and why we think so.

    `text == document.text[start:end]`. `place` is None where the span names a place that the
    gazetteer cannot tell. `alternatives` are (place id, score 0.0–1.0), best first.
    """

    start: int
    end: int
    text: str
    role: Role
    confidence: float
    place: Place | None
    label: str = ""
    page: int | None = None
    alternatives: tuple[tuple[str, float], ...] = ()
    evidence: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the mention as the outside contract writes it."""
        return {
            "start": self.start, "end": self.end, "text": self.text, "role": self.role,
            "confidence": self.confidence, "page": self.page,
            "place": self.place.summary(self.label) if self.place else None,
            "alternatives": [{"id": i, "score": score} for i, score in self.alternatives],
            "evidence": list(self.evidence),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a document's text with one language, and its page (1-based) or section."""

    start: int
    end: int
    lang: str = "und"
    page: int | None = None
    section: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The canonical text of one document; every offset anywhere counts its code points.

    For .txt and .md the text is the decoded file itself, newlines untouched. `sha256` is that of
    the file's bytes. `metadata` holds what else the file or its sidecar says, as strings.
    """

    path: str
    text: str
    sha256: str
    lang: str = "und"
    title: str = ""
    date: str = ""
    source_url: str = ""
    segments: tuple[Segment, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
