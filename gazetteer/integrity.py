"""The data's own report: what in a set of tables is broken, suspect or worth knowing.

`check(folder)` reads the tables and returns a `Report`: text when printed, a table through
`write_csv`, a page through `maps.integrity_page`. Places of the rest of the world are only
looked at where something of the region points to them.
"""

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, cast

from gazetteer.distance import great_circle_m
from gazetteer.formats.output import write_text
from gazetteer.identity import WITHDRAWN
from gazetteer.model import Link, NameKind, Outline, Place, PlaceType, Toponym
from gazetteer.names import fold, script_of
from gazetteer.progress import progress
from gazetteer.store import read_table
from gazetteer.toponymy import authorities
from gazetteer.viewpoint import label
from geodata.door import knowledge

Severity = Literal["error", "suspect", "note"]

LANGUAGES = ("az", "en", "hy", "ru")
_NAMES = "names"  # among the counts, which are of places otherwise
NEAR_M = 3_000  # namesakes of one type nearer than this are suspected to be one place
FAR_M = 1_500  # records of one place farther apart than this are two positions
OUTLINE_ERROR_M = 3_000  # how far district outlines are off at worst (FINDINGS of the sources)
OVERLAP = 0.01  # part of the smaller outline that two units of one level may share
_CELL = 30  # cells a degree; a cell is wider than NEAR_M up to 60° of latitude
_APART = re.compile(r"([\d.]+) (k?m) (?:apart|away)")
_FORMULA = ("=", "+", "-", "@", "\t")
_SHOWN_IN_TEXT = 8


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a person may want to look at; `places` are the ids concerned."""

    check: str
    severity: Severity
    places: tuple[str, ...]
    label: str
    lat: float | None
    lon: float | None
    detail: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many settlements of a district have a name in each language, and in one alone."""

    place_id: str
    label: str
    settlements: int
    named: Mapping[str, int]
    one_language: int


@dataclass(frozen=True, slots=True)
class Check:
    """What a check looks for, in a sentence."""

    name: str
    title: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Report:
    """All findings on one set of tables; `others` are the places of the rest of the world."""

    folder: str
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]
    others: int = 0

    def of(self, check: str) -> list[Finding]:
        """Return the findings of one check."""
        return [finding for finding in self.findings if finding.check == check]

    @property
    def scope(self) -> str:
        """Return what the counts are of, and how many other places the tables hold."""
        own = sum(number for what, number in self.counts.items() if what != _NAMES)
        other = f" (not checked: {self.others:,} of the rest of the world)" if self.others else ""
        return f"{own:,} places of the region{other}"

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing is broken; suspects and notes do not count."""
        return not any(finding.severity == "error" for finding in self.findings)

    def __str__(self) -> str:
        """Return the report as text: the first findings of each check, and the coverage."""
        return "\n".join(_text(self))

    def write_csv(self, path: Path) -> None:
        """Write every finding and the coverage as CSV; raise OutputError when that fails.

        A cell that a spreadsheet would take for a formula gets an apostrophe before it.
        """
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("check", "severity", "places", "label", "lat", "lon", "detail"))
        writer.writerows(tuple(map(_cell, row)) for row in _csv_rows(self))
        write_text([text.getvalue()], path)


class Tables:
    """The region's places with their names, links and outlines, read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows = {row["id"]: row for row in read_table(folder, "places")}
        self.own = _plain_ids(folder)
        self.names: dict[str, list[Toponym]] = defaultdict(list)
        self.orphans: Counter[str] = Counter()
        for row in read_table(folder, "names"):
            if row["place_id"] not in self.rows:
                self.orphans[row["place_id"]] += 1
            elif row["place_id"] in self.own:
                self.names[row["place_id"]].append(_toponym(row))
        self.links: dict[str, list[Link]] = defaultdict(list)
        for row in read_table(folder, "links"):
            if row["place_id"] in self.own or row["place_id"] not in self.rows:
                self.links[row["place_id"]].append(_link(row))
        self.outlines = {
            row["place_id"]: Outline(
                row["wkt"], row["quality"], _number(row["accuracy_m"]), row["derivation"],
                row["source"],
            )
            for row in read_table(folder, "geometries")
            if row["place_id"] in self.own
        }  # fmt: skip
        self.matches = list(read_table(folder, "matches"))
        self.changes = list(read_table(folder, "changes"))
        self.unmatched = list(read_table(folder, "unmatched"))

    @cached_property
    def places(self) -> dict[str, Place]:
        """Return the region's places that are still in use, by id."""
        return {
            i: _place(self.rows[i], self.names.get(i, []), self.links.get(i, []))
            for i in sorted(self.own)
            if not self.rows[i]["superseded_by"]
        }

    @cached_property
    def labels(self) -> dict[str, str]:
        """Return a label for every place, under the viewpoint that takes no side."""
        return {i: label(place) or i for i, place in self.places.items()}

    @cached_property
    def settlements(self) -> list[Place]:
        """Return the settlements, by id."""
        return [place for place in self.places.values() if place.type == "settlement"]

    @cached_property
    def shapes(self) -> dict[str, Any]:
        """Return the areas as shapely geometries, by id; lines and broken text left out."""
        import shapely

        found = {}
        for place_id, outline in self.outlines.items():
            shape = shapely.from_wkt(outline.wkt, on_invalid="ignore")
            if shape is not None and shape.geom_type in {"Polygon", "MultiPolygon"}:
                found[place_id] = shape
        return found

    @cached_property
    def place_of_record(self) -> dict[str, str]:
        """Return the place that a source record became part of."""
        return {
            link.target: place_id
            for place_id, links in self.links.items()
            for link in links
            if link.relation == "same_as"
        }

    def district_of(self, place: Place) -> str:
        """Return the id of the widest district that contains the place today, or an empty string.

        A municipality gives way to the province that contains it.
        """
        found, seen = "", {place.id}
        current: Place | None = place
        while current:
            above = next(self._districts_above(current), "")
            if not above or above in seen:
                break
            seen.add(above)
            found, current = above, self.places.get(above)
        return found

    def _districts_above(self, place: Place) -> Iterator[str]:
        for link in place.links:
            if link.relation == "parent" and link.system in {"current", ""} and not link.until:
                target = self.rows.get(link.target)
                if target and _is_unit(target["type"], target["feature"]):
                    yield link.target

    def finding(
        self, check: str, severity: Severity, places: Sequence[str], detail: str
    ) -> Finding:
        """Return a finding with the labels of its places and the position of the first."""
        first = self.places.get(places[0]) if places else None
        names = " · ".join(self.labels.get(place_id, place_id) for place_id in places)
        return Finding(
            check, severity, tuple(places), names, first.lat if first else None,
            first.lon if first else None, detail,
        )  # fmt: skip


def _is_unit(kind: str, feature: str) -> bool:
    """Tell the units that settlements are counted by: districts and the provinces of Armenia."""
    return kind == "district" or feature == "marz"


def check(tables: "Path | str | Tables") -> Report:
    """Check a folder of tables and return the report.

    Raises MissingInputError without tables and TableError when they are damaged: a report on
    half a table would hide the damage.
    """
    data = tables if isinstance(tables, Tables) else Tables(Path(tables))
    findings = [finding for _, find in progress(CHECKS, "checks") for finding in find(data)]
    counts = Counter(place.type for place in data.places.values())
    return Report(
        data.folder.name,
        {**dict(sorted(counts.items())), _NAMES: sum(map(len, data.names.values()))},
        tuple(findings),
        tuple(coverage(data)),
        len(data.rows) - len(data.own),
    )


def coverage(data: Tables) -> Iterator[Coverage]:
    """Yield, by district, how many settlements have a name in each language; sorted by label."""
    members: dict[str, list[Place]] = defaultdict(list)
    for place in data.settlements:
        if district := data.district_of(place):
            members[district].append(place)
    order = sorted(members, key=lambda i: (fold(data.labels.get(i) or i), i))
    for district in order:
        spoken = [_languages(place) for place in members[district]]
        yield Coverage(
            district,
            data.labels.get(district, district),
            len(spoken),
            {lang: sum(lang in langs for langs in spoken) for lang in LANGUAGES},
            sum(len(langs) == 1 for langs in spoken),
        )


def _languages(place: Place) -> set[str]:
    """Return which of the four languages name the place; Soviet Cyrillic is Azerbaijani too."""
    return {name.lang.split("-")[0] for name in place.names if name.lang in _COUNTED} & {*LANGUAGES}


_COUNTED = {*LANGUAGES, "az-Cyrl", "hyw"}


def _broken_references(data: Tables) -> Iterator[Finding]:
    for place_id, count in sorted(data.orphans.items()):
        yield data.finding("reference", "error", [place_id], f"{count} names of a missing place")
    for place_id, links in sorted(data.links.items()):
        if place_id not in data.rows:
            yield data.finding("reference", "error", [place_id], "links of a missing place")
            continue
        for link in links:
            if link.relation != "same_as" and link.target not in data.rows:
                detail = f"{link.relation} {link.target}, which no table has"
                yield data.finding("reference", "error", [place_id], detail)
    for place_id in sorted(data.own):
        row = data.rows[place_id]
        successor = row["superseded_by"]
        if successor and successor != WITHDRAWN and successor not in data.rows:
            detail = f"superseded by {successor}, which no table has"
            yield data.finding("reference", "error", [place_id], detail)
    for place_id in sorted(set(data.outlines) - set(data.rows)):
        yield data.finding("reference", "error", [place_id], "outline of a missing place")


def _nameless(data: Tables) -> Iterator[Finding]:
    for place in data.places.values():
        if not place.names:
            yield data.finding("nameless", "error", [place.id], f"a {place.feature} without a name")


def _years(data: Tables) -> Iterator[Finding]:
    for place in data.places.values():
        if place.since and place.until and place.since[:4] > place.until[:4]:
            detail = f"exists from {place.since} until {place.until}"
            yield data.finding("years", "error", [place.id], detail)
        for name in place.names:
            if name.since and name.until and name.since > name.until:
                detail = f"{name.form} ({name.lang}) used from {name.since} until {name.until}"
                yield data.finding("years", "error", [place.id], detail)


def _asymmetries(data: Tables) -> Iterator[Finding]:
    """Where the official name of one side has years, that of the other should, or a reason."""
    for place in data.places.values():
        sides = [found for lang in _SIDES if (found := _last_official(place, lang))]
        if len(sides) < len(_SIDES):
            continue
        for word, years in (("begins", "since"), ("ends", "until")):
            dated = [name for name in sides if getattr(name, years) is not None]
            if len(dated) == 1 and not _has_reason(dated[0], years, place):
                name = dated[0]
                other = next(n for n in sides if n is not name)
                detail = (
                    f"{name.form} ({name.lang}) {word} in {getattr(name, years)}, "
                    f"{other.form} ({other.lang}) has no such year"
                )
                yield data.finding("asymmetry", "suspect", [place.id], detail)


_SIDES = ("az", "hy")  # in alphabetical order
_SOVIET_END = 1991


def _last_official(place: Place, lang: str) -> Toponym | None:
    """Return the official name in a language of those who came after the union, the last."""
    found = [
        name
        for name in place.names
        if name.lang == lang and name.kind == "official" and (name.until or 9999) > _SOVIET_END
    ]
    return max(found, key=lambda n: (n.until or 9999, n.since or 0, n.form), default=None)


def _has_reason(name: Toponym, years: str, place: Place) -> bool:
    """Tell whether a year is the authority's own, the unit's, or that of a renaming."""
    year = getattr(name, years)
    authority = authorities().get(name.used_by, (None, None))
    if year == authority[years == "until"] or str(year) == getattr(place, years)[:4]:
        return True
    other = "until" if years == "since" else "since"
    return any(
        n.lang.partition("-")[0] == name.lang
        and n.form != name.form
        and (end := getattr(n, other)) is not None
        and abs(end - year) <= 1
        for n in place.names
    )


def _duplicates(data: Tables) -> Iterator[Finding]:
    apart = _decided(data, "apart")
    shared: dict[tuple[str, str], set[str]] = defaultdict(set)
    for key, places in _by_name(data.settlements).items():
        for one, two in _near_pairs(places):
            shared[one, two].add(key)
    for (one, two), keys in sorted(shared.items()):
        if frozenset((one, two)) in apart:
            continue
        a, b = data.places[one], data.places[two]
        metres = great_circle_m(a.lat, a.lon, b.lat, b.lon)
        detail = f"{metres:,.0f} m apart, both called {', '.join(sorted(keys)[:4])}"
        yield data.finding("duplicate", "suspect", [one, two], detail)


def _by_name(places: Iterable[Place]) -> dict[str, list[Place]]:
    """Return the places by folded name, for names that two or more have; misspellings left out."""
    found: dict[str, dict[str, Place]] = defaultdict(dict)
    for place in places:
        for name in place.names:
            if name.kind != "misspelling" and (key := fold(name.form)):
                found[key][place.id] = place
    return {key: list(places.values()) for key, places in found.items() if len(places) > 1}


def _near_pairs(places: Sequence[Place]) -> Iterator[tuple[str, str]]:
    cells: dict[tuple[int, int], list[Place]] = defaultdict(list)
    for place in places:
        cells[int(place.lat * _CELL), int(place.lon * _CELL)].append(place)
    for (y, x), inside in cells.items():
        around = [
            other
            for dy in (-1, 0, 1)
            for dx in (-1, 0, 1)
            for other in cells.get((y + dy, x + dx), ())
        ]
        for place in inside:
            for other in around:
                if place.id < other.id and _metres(place, other) < NEAR_M:
                    yield place.id, other.id


def _metres(one: Place, two: Place) -> float:
    return great_circle_m(one.lat, one.lon, two.lat, two.lon)


def _decided(data: Tables, decision: str) -> set[frozenset[str]]:
    """Return the pairs of places on whose records this decision was taken."""
    pairs = set()
    for row in data.matches:
        if row["decision"] == decision:
            places = {data.place_of_record.get(row[key], "") for key in ("record", "other")}
            if len(places) == 2 and "" not in places:
                pairs.add(frozenset(places))
    return pairs


def _homonyms(data: Tables) -> Iterator[Finding]:
    keys_of: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, places in _by_name(data.settlements).items():
        keys_of[tuple(sorted(place.id for place in places))].append(key)
    for ids, keys in sorted(keys_of.items(), key=lambda item: (min(item[1]), item[0])):
        names = ", ".join(sorted(keys)[:4])
        districts = Counter(filter(None, (data.district_of(data.places[i]) for i in ids)))
        crowded = {district for district, count in districts.items() if count > 1}
        if crowded:
            inside = [i for i in ids if data.district_of(data.places[i]) in crowded]
            where = ", ".join(sorted(data.labels.get(i, i) for i in crowded))
            count = f"{len(inside)} settlements, two or more in one district"
            detail = f"{names}: {count} ({where})"
            yield data.finding("homonym", "suspect", inside, detail)
        elif len(ids) > 2:
            yield data.finding("homonym", "note", ids, f"{names}: {len(ids)} settlements")


def _two_positions(data: Tables) -> Iterator[Finding]:
    for row in data.matches:
        found = _APART.search(row["why"])
        if row["decision"] != "same" or not found:
            continue
        metres = float(found.group(1)) * (1000 if found.group(2) == "km" else 1)
        place = data.place_of_record.get(row["record"], "")
        if metres > FAR_M and place:
            detail = f"{row['record']} and {row['other']} are {metres / 1000:.1f} km apart"
            yield data.finding("positions", "suspect", [place], detail)
    for place_id, shape in sorted(data.shapes.items()):
        inside = data.places.get(place_id)
        if inside and (metres := _outside_m(inside, shape)) > OUTLINE_ERROR_M:
            detail = f"its point lies {metres / 1000:.1f} km outside its outline"
            yield data.finding("positions", "suspect", [place_id], detail)


def _outside(data: Tables) -> Iterator[Finding]:
    for place in data.settlements:
        for link in place.links:
            shape = data.shapes.get(link.target)
            outline = data.outlines.get(link.target)
            if link.relation != "parent" or link.until or shape is None or outline is None:
                continue  # the outline of a former parent may be that of after the place left it
            metres = _outside_m(place, shape)
            if metres > 0:
                margin = max(OUTLINE_ERROR_M, outline.accuracy_m or 0)
                severity: Severity = "suspect" if metres > margin else "note"
                where = data.labels.get(link.target, link.target)
                system = f" ({link.system})" if link.system else ""
                detail = f"{metres / 1000:.1f} km outside {where}{system}"
                yield data.finding("outside", severity, [place.id], detail)


def _outside_m(place: Place, shape: Any) -> float:  # noqa: ANN401
    """Return how far a place lies outside an area, in metres; 0 inside."""
    import shapely

    point = shapely.Point(place.lon, place.lat)
    if shape.covers(point):
        return 0.0
    near = shapely.shortest_line(point, shape).coords[-1]
    return great_circle_m(place.lat, place.lon, near[1], near[0])


def _one_language(data: Tables) -> Iterator[Finding]:
    for place in data.settlements:
        langs = _languages(place)
        if len(langs) == 1:
            district = data.district_of(place)
            where = data.labels.get(district, "no district")
            detail = f"named in {next(iter(langs))} alone; {where}"
            yield data.finding("one-language", "note", [place.id], detail)
        elif not langs:
            others = ", ".join(sorted({name.lang for name in place.names})) or "none"
            detail = f"named in none of {', '.join(LANGUAGES)} (languages: {others})"
            yield data.finding("one-language", "note", [place.id], detail)


def _scripts(data: Tables) -> Iterator[Finding]:
    written = {row["lang"]: row["script"] for row in knowledge("language_scripts.csv")}
    for place in data.places.values():
        for name in place.names:
            told = script_of(name.form)
            expected = written.get(name.lang) or _script_subtag(name.lang)
            expected = _GENERAL.get(expected, expected)
            if name.script != told:
                detail = f"{name.form} ({name.lang}) is {told}, the table says {name.script}"
                yield data.finding("script", "error", [place.id], detail)
            elif expected and told not in {expected, "Zyyy", "Zzzz"}:
                detail = f"{name.form} is in {told}, filed under {name.lang} ({expected})"
                yield data.finding("script", "suspect", [place.id], detail)


_GENERAL = {"Hans": "Hani", "Hant": "Hani"}  # scripts that letters alone do not tell apart


def _script_subtag(lang: str) -> str:
    """Return the script that a language tag names, `und-Cyrl` gives `Cyrl`."""
    return next((part for part in lang.split("-")[1:] if len(part) == 4), "")


def _broken_outlines(data: Tables) -> Iterator[Finding]:
    import shapely

    for place_id, outline in sorted(data.outlines.items()):
        try:
            shape = shapely.from_wkt(outline.wkt)
        except shapely.errors.ShapelyError as error:
            yield data.finding("outline", "error", [place_id], f"cannot be read ({error})")
            continue
        if shape.is_empty:
            yield data.finding("outline", "error", [place_id], "is empty")
        elif not shape.is_valid:
            reason = shapely.is_valid_reason(shape)
            yield data.finding("outline", "error", [place_id], f"is invalid: {reason}")
        elif outline.quality == "low":
            detail = f"approximate: {outline.derivation}"
            yield data.finding("outline", "note", [place_id], detail)


def _overlaps(data: Tables) -> Iterator[Finding]:
    """Two units of one system and one level should not share ground."""
    import shapely

    levels: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for place_id, shape in data.shapes.items():
        place = data.places.get(place_id)
        if place and _is_unit(place.type, place.feature) and shape.is_valid and not place.until:
            levels[place.system, place.feature, place.country_code].append(place_id)
    for _, members in sorted(levels.items()):
        shapes = [data.shapes[place_id] for place_id in members]
        pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects").T
        for one, two in sorted((min(pair), max(pair)) for pair in pairs if pair[0] < pair[1]):
            smaller = min(shapes[one].area, shapes[two].area)
            part = shapes[one].intersection(shapes[two]).area / smaller
            if part > OVERLAP:
                detail = f"share {part:.0%} of the smaller outline"
                pair = sorted((members[one], members[two]))
                yield data.finding("overlap", "suspect", pair, detail)


def _undecided(data: Tables) -> Iterator[Finding]:
    for row in data.matches:
        if row["decision"] == "review":
            places = {data.place_of_record.get(row[key], "") for key in ("record", "other")} - {""}
            detail = f"{row['record']} and {row['other']}: {row['why']}"
            yield data.finding("undecided", "suspect", sorted(places), detail)
    for row in data.unmatched:
        detail = f"{row['form']} ({row['district']}) of {row['source']}: {row['reason']}"
        yield Finding("undecided", "note", (), row["form"], None, None, detail)


def _changed(data: Tables) -> Iterator[Finding]:
    for row in data.changes:
        place_id = row["place_id"]
        detail = f"{row['change']} {row['detail']}".strip()
        yield data.finding("change", "note", [place_id], detail)


CHECKS = (
    (
        Check("reference", "Broken references", "A row points to a place that no table has."),
        _broken_references,
    ),
    (Check("nameless", "Places without a name", "A place that nobody could look up."), _nameless),
    (Check("years", "Years that run backwards", "An end before its beginning."), _years),
    (
        Check(
            "asymmetry",
            "Years on one side only",
            "The official name of one side has a year that the other's has not, and no authority's "
            "end and no renaming explains it.",
        ),
        _asymmetries,
    ),
    (
        Check(
            "duplicate",
            "Duplicate suspects",
            f"Two settlements with one name less than {NEAR_M / 1000:g} km apart.",
        ),
        _duplicates,
    ),
    (
        Check(
            "homonym",
            "One name on several places",
            "Namesakes in one district are suspects, three or more anywhere are noted.",
        ),
        _homonyms,
    ),
    (
        Check(
            "positions",
            "Two positions for one place",
            "Records of one place far apart, or a point far outside the place's own outline.",
        ),
        _two_positions,
    ),
    (
        Check(
            "outside",
            "Settlements outside their district",
            f"Up to {OUTLINE_ERROR_M / 1000:g} km (or the outline's own accuracy) is the error of "
            "the outlines and only noted.",
        ),
        _outside,
    ),
    (
        Check(
            "one-language",
            "Named in one language only",
            f"Settlements with a name in only one of {', '.join(LANGUAGES)}.",
        ),
        _one_language,
    ),
    (
        Check(
            "script",
            "Names in the wrong script",
            "A name in another script than its language is written in.",
        ),
        _scripts,
    ),
    (
        Check("outline", "Outlines", "Broken outlines; low-grade ones are noted."),
        _broken_outlines,
    ),
    (
        Check(
            "overlap",
            "Overlapping outlines",
            f"Units of one system and level that share more than {OVERLAP:.0%}.",
        ),
        _overlaps,
    ),
    (
        Check(
            "undecided",
            "Waiting for a person",
            "Pairs that the comparison left open, and attested names without a place.",
        ),
        _undecided,
    ),
    (Check("change", "Changes since the last build", "What the rebuild did to ids."), _changed),
)
"""Every check and the function that finds; the order is that of the report."""


def _text(report: Report) -> Iterator[str]:
    counted = ", ".join(f"{what} {number:,}" for what, number in report.counts.items())
    yield f"Integrity of {report.folder}, {report.scope}: {counted}"
    for what, _ in CHECKS:
        found = report.of(what.name)
        tally = Counter(finding.severity for finding in found)
        parts = [f"{tally[s]} {s}{'s' if tally[s] != 1 else ''}" for s in _SEVERITIES if tally[s]]
        yield f"\n{what.title}: {', '.join(parts) or 'none'}"
        serious = sorted(found, key=lambda f: _SEVERITIES.index(f.severity))
        for finding in serious[:_SHOWN_IN_TEXT]:
            ids = ", ".join(finding.places[:3]) + (", …" if len(finding.places) > 3 else "")
            yield f"  {finding.severity:8}{ids}  {_short(finding.label)}: {finding.detail}"
        if len(serious) > _SHOWN_IN_TEXT:
            yield f"  … {len(serious) - _SHOWN_IN_TEXT} more (`--csv FILE` has them all)"
    yield "\nSettlements with a name in each language, by district"
    heads = "".join(f"{lang:>7}" for lang in LANGUAGES)
    yield f"  {'district':42}{'all':>6}{heads}{'one':>7}"
    for row in (_total(report.coverage), *report.coverage):
        cells = "".join(f"{row.named[lang]:>7}" for lang in LANGUAGES)
        yield f"  {_short(row.label, 40):42}{row.settlements:>6}{cells}{row.one_language:>7}"


_SEVERITIES: tuple[Severity, ...] = ("error", "suspect", "note")


def _total(rows: Sequence[Coverage]) -> Coverage:
    return Coverage(
        "",
        "all districts",
        sum(row.settlements for row in rows),
        {lang: sum(row.named[lang] for row in rows) for lang in LANGUAGES},
        sum(row.one_language for row in rows),
    )


def _short(text: str, length: int = 70) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _csv_rows(report: Report) -> Iterator[tuple[str, ...]]:
    for f in report.findings:
        yield (
            f.check, f.severity, "|".join(f.places), f.label,
            "" if f.lat is None else f"{f.lat:.5f}", "" if f.lon is None else f"{f.lon:.5f}",
            f.detail,
        )  # fmt: skip
    for row in report.coverage:
        named = ", ".join(f"{lang} {row.named[lang]}" for lang in LANGUAGES)
        detail = f"{row.settlements} settlements: {named}; one language {row.one_language}"
        yield "coverage", "note", row.place_id, row.label, "", "", detail


def _cell(text: str) -> str:
    is_number = re.fullmatch(r"-?\d+(\.\d+)?", text)
    return f"'{text}" if text.startswith(_FORMULA) and not is_number else text


def _plain_ids(folder: Path) -> set[str]:
    """Return the ids of the region's own part of the table, without the rest of the world."""
    with (folder / "places.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"] for row in csv.DictReader(file) if row.get("id")}


def _number(cell: str) -> int | None:
    return int(float(cell)) if cell else None


def _toponym(row: Mapping[str, str]) -> Toponym:
    return Toponym(
        row["form"], row["lang"], row["script"], cast(NameKind, row["kind"]),
        tuple(filter(None, row["sources"].split("|"))), _number(row["since"]),
        _number(row["until"]), row["used_by"], row["relation"], row["derived_by"],
    )  # fmt: skip


def _link(row: Mapping[str, str]) -> Link:
    return Link(
        row["relation"], row["target"], row["system"], row["since"], row["until"], row["source"],
        row["note"],
    )  # fmt: skip


def _place(row: Mapping[str, str], names: Sequence[Toponym], links: Sequence[Link]) -> Place:
    return Place(
        row["id"], cast(PlaceType, row["type"]), row["feature"], float(row["lat"]),
        float(row["lon"]), row["country_code"], tuple(names), tuple(links),
        _number(row["accuracy_m"]), _number(row["population"]), float(row["importance"] or 0),
        row["since"], row["until"], row["system"], row["superseded_by"],
    )  # fmt: skip
