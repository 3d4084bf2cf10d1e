"""Build the gazetteer: sources in, tables out."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from gazetteer.administration import place_units_at_seats
from gazetteer.errors import MissingInputError, TableError
from gazetteer.identity import assign_ids, read_registry
from gazetteer.model import Link, Outline, Toponym
from gazetteer.reconciliation import Match, reconcile
from gazetteer.repair import Repair, repair
from gazetteer.sources import READERS, SourceRecord
from gazetteer.sources.merging import one_per_key
from gazetteer.store import write_tables
from geodata.door import tables_path

_KIND_RANK = {
    kind: rank
    for rank, kind in enumerate(
        ("official", "common", "historical", "romanization", "variant", "misspelling")
    )
}

_SHIPPED = {"iso", "regions", "renames"}  # read from the package, whatever the folder holds


def read_sources(root: Path) -> list[SourceRecord]:
    """Return the records of every source below a folder; all faults of all files at once."""
    if not root.is_dir():
        raise MissingInputError(f"{root}: no such folder; give the folder of the source extracts")
    records: list[SourceRecord] = []
    faults: list[str] = []
    for reader in READERS:
        for path in reader.find(root):
            try:
                records.extend(reader.read(path))
            except TableError as error:
                faults.extend(error.faults)
    if faults:
        raise TableError(faults)
    if not any(record.source not in _SHIPPED and not record.is_world for record in records):
        raise MissingInputError(f"{root}: holds none of the sources that this program reads")
    return one_per_key(records)


def build_gazetteer(
    sources: Path, out: Path, *, say: Callable[[str], None] = lambda _: None
) -> list[Path]:
    """Read the sources, reconcile them and write the tables to `out`; return the files."""
    say("reading the sources")
    records, repairs = repair(read_sources(sources))
    records = place_units_at_seats(records)
    say("reconciling")
    groups, matches = reconcile(records)
    points = [group for group in groups if any(record.lat is not None for record in group)]
    registry = read_registry(out, tables_path())
    points.sort(key=lambda group: (all(r.is_world for r in group), min(r.key for r in group)))
    ids, successors = assign_ids([[r.key for r in group] for group in points], registry)
    say("writing the tables")
    tables = _tables(points, ids, successors)
    tables["repairs"] = [repair.row() for repair in repairs]
    tables["matches"] = list(_match_rows(matches))
    tables["changes"] = sorted(
        (old, "superseded", f"by {new}") for old, new in successors.items()
    )
    return write_tables(out, tables)


def _match_rows(matches: Iterable[Match]) -> Iterator[tuple[str, ...]]:
    for m in matches:
        yield m.record, m.other, m.decision, f"{m.score:.2f}", m.why


def _tables(
    groups: Sequence[Sequence[SourceRecord]], ids: Sequence[str], successors: Mapping[str, str]
) -> dict[str, list[tuple[str, ...]]]:
    tables: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    place_of = {r.key: i for g, i in zip(groups, ids, strict=True) for r in g}
    countries = {
        r.country_code: i
        for g, i in zip(groups, ids, strict=True)
        for r in g
        if r.type == "country" and r.country_code
    }
    for group, identifier in zip(groups, ids, strict=True):
        part = "world_" if all(record.is_world for record in group) else ""
        tables[f"{part}places"].append(_place_row(group, identifier))
        tables[f"{part}names"].extend(_name_rows(group, identifier))
        tables[f"{part}links"].extend(_link_rows(group, identifier, place_of, countries))
        if outline := _outline(group):
            tables[f"{part}geometries"].append(_outline_row(outline, identifier))
    return tables


def _main(group: Sequence[SourceRecord]) -> SourceRecord:
    """Return the record whose point and type stand for the place."""
    order = ("iso", "wof", "geonames", "districts", "features", "regions", "naturalearth")
    return min(
        group,
        key=lambda r: (
            r.lat is None,
            r.is_deprecated,
            bool(r.superseded_by),
            order.index(r.source) if r.source in order else 9,
            r.key,
        ),
    )


def _place_row(group: Sequence[SourceRecord], identifier: str) -> tuple[str, ...]:
    main = _main(group)
    populations = [r.population for r in group if r.population]
    population = max(populations, default=None)
    country = next((r.country_code for r in group if r.country_code), "")
    langs = len({name.lang for record in group for name in record.names})
    return (
        identifier,
        main.type,
        main.feature,
        f"{main.lat:.5f}",
        f"{main.lon:.5f}",
        str(main.accuracy_m or ""),
        country,
        str(population or ""),
        f"{_importance(main, population, langs):.3f}",
        next((r.since for r in group if r.since), ""),
        next((r.until for r in group if r.until), ""),
        next((r.system for r in group if r.system), ""),
        "",
    )


def _importance(main: SourceRecord, population: int | None, langs: int) -> float:
    if main.type in {"country", "continent"}:
        return 0.95
    people = math.log10(max(population or 1, 1)) / 7
    return min(0.9, 0.6 * people + 0.3 * min(1.0, langs / 60) + 0.05)


def _name_rows(group: Sequence[SourceRecord], identifier: str) -> Iterator[tuple[str, ...]]:
    for name in merge_names(name for record in group for name in record.names):
        yield (
            identifier,
            name.form,
            name.lang,
            name.script,
            name.kind,
            str(name.since or ""),
            str(name.until or ""),
            name.used_by,
            name.relation,
            name.derived_by,
            "|".join(name.sources),
        )


def merge_names(names: Iterable[Toponym]) -> list[Toponym]:
    """Return each form once a language, with all its sources."""
    found: dict[tuple[str, str, str, int | None, int | None], Toponym] = {}
    ranked = sorted(
        names,
        key=lambda n: (
            n.form, n.lang.startswith("und"), n.lang, n.since is None and n.until is None,
            _KIND_RANK[n.kind],
        ),
    )  # fmt: skip
    first: dict[tuple[str, str], tuple[str, str, str, int | None, int | None]] = {}
    any_lang: dict[str, tuple[str, str, str, int | None, int | None]] = {}
    for n in ranked:
        key = (n.form, n.lang, n.used_by, n.since, n.until)
        if n.lang.startswith("und") and n.form in any_lang:
            key = any_lang[n.form]
        elif n.since is None and n.until is None and (n.form, n.lang) in first:
            key = first[n.form, n.lang]
        if key in found:
            old = found[key]
            kind = min(old.kind, n.kind, key=_KIND_RANK.__getitem__)
            sources = tuple(sorted({*old.sources, *n.sources}))
            found[key] = Toponym(
                old.form, old.lang, old.script, kind, sources, old.since, old.until, old.used_by,
                old.relation, old.derived_by,
            )  # fmt: skip
        else:
            found[key] = n
            first.setdefault((n.form, n.lang), key)
            any_lang.setdefault(n.form, key)
    return list(found.values())


def _link_rows(
    group: Sequence[SourceRecord],
    identifier: str,
    place_of: Mapping[str, str],
    countries: Mapping[str, str],
) -> Iterator[tuple[str, ...]]:
    rows: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for record in group:
        if record.lat is not None:  # what has no point of its own only adds names
            own = (identifier, "same_as", record.key, "", "", "", record.key, "")
            rows["same_as", record.key, ""] = own
        for target in record.same_as:
            row = (identifier, "same_as", target, "", "", "", record.key, "")
            rows.setdefault(("same_as", target, ""), row)
        for link in (*record.parents, *record.links):
            target = place_of.get(link.target, "")
            if target and target != identifier:
                rows.setdefault((link.relation, target, link.system), _link_row(identifier, link, target))
    country = countries.get(next((r.country_code for r in group if r.country_code), ""), "")
    if country and country != identifier:
        row = (identifier, "parent", country, "current", "", "", "iso 3166", "")
        rows.setdefault(("parent", country, "current"), row)
    yield from rows.values()


def _link_row(identifier: str, link: Link, target: str) -> tuple[str, ...]:
    return (
        identifier, link.relation, target, link.system, link.since, link.until, link.source,
        link.note,
    )  # fmt: skip


def _outline(group: Sequence[SourceRecord]) -> Outline | None:
    found = [r for r in group if r.outline]
    if not found:
        return None
    return min(found, key=lambda r: (r.is_deprecated, r.source != "wof", r.key)).outline


def _outline_row(outline: Outline, identifier: str) -> tuple[str, ...]:
    accuracy = str(outline.accuracy_m or "")
    return (identifier, outline.quality, accuracy, outline.derivation, outline.source, outline.wkt)
