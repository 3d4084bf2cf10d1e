"""Measure building a site: time, memory, pages a second.

    python tests/benchmarks/site.py [DOCUMENTS …]

The gazetteer is one of two thousand places in memory: what depends on the shipped tables alone is
made once and copied. Each document names places a hundred times, few of them often and most
seldom, so ten thousand documents hold a million mentions. Every size runs in a process of its
own, since memory is measured at its peak.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from gazetteer.model import Document, Mention, Place

sys.path.insert(0, str(Path(__file__).parents[1]))
from site_fixture import SmallGazetteer, toponym

SIZES = (1_000, 2_000, 10_000)
MENTIONS = 100
PLACES = 2_000


def corpus(places: list[Place], size: int) -> Iterator[tuple[Document, list[Mention]]]:
    """Yield documents that name places at random, from a fixed seed."""
    chance = random.Random(20)  # noqa: S311 - a sample, not a secret
    weights = [1 / rank for rank in range(1, len(places) + 1)]
    for number in range(size):
        words, mentions, at = [], [], 0
        for place in chance.choices(places, weights, k=MENTIONS):
            name = chance.choice(place.names).form
            between = "and then the road went on to" if at else "From"
            words += [between, name]
            start = at + len(between) + 1
            mentions.append(Mention(start, start + len(name), name, "literal", 0.9, place,
                                    evidence=("one place of this name",)))  # fmt: skip
            at = start + len(name) + 1
        text = " ".join(words)
        date = f"{1990 + number % 30}-{1 + number % 12:02d}-01"
        yield Document(f"d{number}.txt", text, "0" * 64, "en", f"Report {number}", date), mentions


def _place(number: int) -> Place:
    names = tuple(
        toponym(f"{stem}{number}", lang, script)
        for stem, lang, script in (("Գյուղ ", "hy", "Armn"), ("Kənd ", "az", "Latn"),
                                   ("Село ", "ru", "Cyrl"), ("Village ", "en", "Latn"))
    )  # fmt: skip
    lat, lon = 39.0 + number % 50 / 25, 45.0 + number // 50 / 10
    return Place(f"p{number:06d}", "settlement", "village", lat, lon, "AZ", names)


def run(size: int) -> dict[str, float]:
    """Build one site and return what it took."""
    from maps.site import build_site

    places = [_place(number) for number in range(PLACES)]
    gaz = SmallGazetteer(places)
    with tempfile.TemporaryDirectory() as folder:
        began, worked = time.perf_counter(), time.process_time()
        build_site(corpus(places, size), gaz, Path(folder) / "site", title="Benchmark")
        seconds = time.perf_counter() - began
        cpu = time.process_time() - worked
        pages = sum(1 for _ in Path(folder).rglob("*.html"))
        weight = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"documents": size, "mentions": size * MENTIONS, "seconds": round(seconds, 1),
            "cpu_seconds": round(cpu, 1),
            "pages": pages, "pages_per_s": round(pages / seconds, 1),
            "peak_mb": round(memory), "site_mb": round(weight / 1e6)}  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(run(int(sys.argv[2]))))
    else:
        for size in map(int, sys.argv[1:] or map(str, SIZES)):
            subprocess.run([sys.executable, __file__, "--one", str(size)], check=True)
