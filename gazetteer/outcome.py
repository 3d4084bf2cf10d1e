"""Say what a rebuild did: what merged, what stayed apart, what needs a person."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from gazetteer.sources.detection import detect
from gazetteer.store import read_table

_SHOWN = 10


def outcome(sources: Path, out: Path) -> str:
    """Return the outcome of a rebuild as text, from the tables that it wrote to `out`.

    Files in `sources` of no known layout are named, so that nothing is left out unnoticed.
    """
    return "\n".join(
        line
        for part in (_places(out), _merged(out), _apart(out), _open(out), _corrected(out),
                     _ids(out), _unread(sources))
        for line in part
    )  # fmt: skip


def _places(out: Path) -> Iterator[str]:
    rows = list(read_table(out, "places"))
    records = Counter(
        row["target"].partition(":")[0]
        for row in read_table(out, "links")
        if row["relation"] == "same_as" and row["target"] == row["source"]
    )
    kinds = Counter(row["type"] for row in rows if not row["superseded_by"])
    counted = ", ".join(f"{number:,} {kind}" for kind, number in sorted(kinds.items()))
    yield f"{sum(kinds.values()):,} places: {counted}"
    if records:
        counted = ", ".join(f"{number:,} of {source}" for source, number in records.most_common())
        yield f"from {sum(records.values()):,} records: {counted}"


def _merged(out: Path) -> Iterator[str]:
    rows = [row for row in read_table(out, "matches") if row["decision"] == "same"]
    yield f"\nMerged: {len(rows):,} pairs of records are one place"
    yield from _examples(sorted(rows, key=_least_sure))


def _apart(out: Path) -> Iterator[str]:
    rows = [row for row in read_table(out, "matches") if row["decision"] == "apart"]
    yield f"\nKept apart: {len(rows):,} pairs that look alike"
    yield from _examples(sorted(rows, key=_least_sure))


def _open(out: Path) -> Iterator[str]:
    rows = [row for row in read_table(out, "matches") if row["decision"] == "review"]
    unmatched = list(read_table(out, "unmatched"))
    yield f"\nNeeds a person: {len(rows):,} pairs, {len(unmatched):,} names without a place"
    yield from _examples(sorted(rows, key=lambda row: (-float(row["score"] or 0), row["record"])))
    for row in unmatched[:_SHOWN]:
        yield f"  {row['form']} ({row['district']}), {row['source']}: {row['reason']}"
    if len(unmatched) > _SHOWN:
        yield f"  … {len(unmatched) - _SHOWN:,} more in unmatched.csv"


def _examples(rows: list[dict[str, str]]) -> Iterator[str]:
    for row in rows[:_SHOWN]:
        yield f"  {row['score']}  {row['record']} · {row['other']}: {row['why']}"
    if len(rows) > _SHOWN:
        yield f"  … {len(rows) - _SHOWN:,} more in matches.csv"


def _least_sure(row: dict[str, str]) -> tuple[float, str, str]:
    return float(row["score"] or 0), row["record"], row["other"]


def _corrected(out: Path) -> Iterator[str]:
    rules = Counter(row["rule"] for row in read_table(out, "repairs"))
    counted = ", ".join(f"{rule} {number:,}" for rule, number in sorted(rules.items()))
    yield f"\nCorrected: {sum(rules.values()):,} cells of the sources"
    if rules:
        yield f"  {counted}"


def _ids(out: Path) -> Iterator[str]:
    changes = Counter(row["change"] for row in read_table(out, "changes"))
    counted = ", ".join(f"{number:,} {change}" for change, number in sorted(changes.items()))
    yield f"Identifiers: {counted or 'all as they were'}"


def _unread(sources: Path) -> Iterator[str]:
    unknown = [found.path for found in detect(sources) if not found.layout]
    if unknown:
        yield f"\nNot read: {len(unknown):,} files of no known layout"
        for path in unknown[:_SHOWN]:
            yield f"  {path.relative_to(sources)}"
        if len(unknown) > _SHOWN:
            yield f"  … {len(unknown) - _SHOWN:,} more"
