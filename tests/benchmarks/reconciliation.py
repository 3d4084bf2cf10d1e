"""Measure reconciliation: right and wrong merges by kind, rebuild time and memory, growth.

    python tests/benchmarks/reconciliation.py SOURCES [PAIRS]

SOURCES is a folder of source extracts, PAIRS a table `a_id,b_id,same,why` of Who's On First
records where `why` begins with the kind in brackets. The growth runs multiply the region's
records ×2, ×4 and ×8 by copies with ids of their own, shifted east by ten degrees each.
"""

import csv
import multiprocessing
import re
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

from gazetteer.administration import parents_of, place_units_at_seats
from gazetteer.attestation import attest
from gazetteer.build import build_gazetteer, read_sources
from gazetteer.reconciliation import reconcile
from gazetteer.repair import repair
from gazetteer.sources import READERS
from gazetteer.store import read_table
from gazetteer.units import settle_municipalities

SHIFT_DEGREES = 10.0


def measure_pairs(tables, pairs):
    """Print precision, recall and F1 of the merges, by kind and together."""
    place_of = {r["target"]: r["place_id"] for r in read_table(tables, "links")
                if r["target"] == r["source"]}  # fmt: skip
    counts = defaultdict(Counter)
    with pairs.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind = re.match(r"\[(.+?)\]", row["why"])[1]
            one, two = place_of.get(f"wof:{row['a_id']}"), place_of.get(f"wof:{row['b_id']}")
            outcome = (one is not None and one == two, row["same"] == "1")
            counts[kind][outcome] += 1
            counts["all"][outcome] += 1
    print(f"{'kind':24} {'same':>5} {'apart':>6} {'precision':>10} {'recall':>7} {'F1':>6}")
    for kind, found in counts.items():
        right, wrong = found[True, True], found[True, False]
        missed, apart = found[False, True], found[False, False]
        precision = right / (right + wrong) if right + wrong else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        same = right + missed
        print(f"{kind:24} {same:5} {apart + wrong:6} {precision:10.3f} {recall:7.3f} {f1:6.3f}")


def measure_rebuild(sources, out):
    """Print the wall time and the peak memory of a rebuild in a process of its own."""
    _measured("rebuild", build_gazetteer, sources, out)


def measure_growth(sources):
    """Print processor time and memory of what lies between reading and writing, ×1 to ×8."""
    for factor in (1, 2, 4, 8):
        _measured(f"reconcile ×{factor}", _reconcile_copies, sources, factor)


def _measured(label, work, *arguments):
    process = multiprocessing.get_context("spawn").Process(
        target=_run, args=(label, work, arguments)
    )
    process.start()
    process.join()


def _run(label, work, arguments):
    start = time.perf_counter()
    inner = work(*arguments)
    seconds = inner if isinstance(inner, float) else time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{label:16} {seconds:7.1f} s {peak:8.0f} MiB", flush=True)


def _reconcile_copies(sources, factor):
    region = [reader for reader in READERS if reader.name != "world"]
    records = [r for r in read_sources(sources, readers=region) if not r.is_world]
    copies = [_shifted(r, n) for n in range(factor) for r in records]
    start = time.process_time()
    repaired, _ = repair(copies)
    groups, _ = reconcile(settle_municipalities(place_units_at_seats(repaired)))
    places, _ = attest(groups)
    parents_of(places)
    return time.process_time() - start


def _shifted(record, number):
    if not number or record.lon is None:
        return record if not number else _renamed(record, number)
    from shapely import affinity, from_wkt, to_wkt

    outline = record.outline
    if outline:
        shape = affinity.translate(from_wkt(outline.wkt), xoff=SHIFT_DEGREES * number)
        outline = replace(outline, wkt=to_wkt(shape, rounding_precision=5, trim=True))
    moved = replace(record, lon=record.lon + SHIFT_DEGREES * number, outline=outline)
    return _renamed(moved, number)


def _renamed(record, number):
    def copy(target):
        return f"{target}~{number}"

    return replace(
        record,
        id=f"{record.id}~{number}",
        same_as=tuple(map(copy, record.same_as)),
        superseded_by=tuple(map(copy, record.superseded_by)),
        candidates=tuple(map(copy, record.candidates)),
        parents=tuple(replace(link, target=copy(link.target)) for link in record.parents),
        links=tuple(replace(link, target=copy(link.target)) for link in record.links),
    )


def main():
    """Run every measurement."""
    sources = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        measure_rebuild(sources, Path(folder))
        if len(sys.argv) > 2:
            measure_pairs(Path(folder), Path(sys.argv[2]))
    measure_growth(sources)


if __name__ == "__main__":
    main()
