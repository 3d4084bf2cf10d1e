"""How long a folder of many documents takes, and how much memory, in one process and in several.

Run `python tests/benchmarks/batch.py [COUNT …] [--jobs N …] [--format F …]` on Linux. The folder
holds COUNT documents (5,000, 10,000 and 20,000) of some 2 KB, made of the paragraphs of the
project's own annotated documents in altered order, so that each mixes languages. Peaks are the
largest seen in half-second samples: what a process wrote is its own, `resident` counts the pages
of the mapped index and pattern set too, which all processes share. The outputs of one count are
compared byte for byte.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from hashlib import file_digest
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

ROOT = Path(__file__).parents[2]
SIZE = 2000
SAMPLED_S = 0.5


def make_folder(folder: Path, count: int) -> float:
    """Write the documents and return their size in megabytes."""
    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "tests/gold").glob("*.txt"))]
    paragraphs = [part for text in texts for part in text.split("\n\n") if part.strip()]
    chooser, written = random.Random(1), 0  # noqa: S311
    for number in range(count):
        text = f"{number}"
        while len(text.encode()) < SIZE:
            text += f"\n\n{chooser.choice(paragraphs)}"
        written += (folder / f"{number:06}.txt").write_bytes(text.encode())
    return written / 1e6


def memory(pid: int) -> tuple[int, int]:
    """Return the megabytes of a process: resident, and written by it alone."""
    sizes = {"Rss": 0, "Private_Dirty": 0}
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            key, _, value = line.partition(":")
            if key in sizes:
                sizes[key] = int(value.split()[0]) // 1024
    except OSError:
        pass
    return sizes["Rss"], sizes["Private_Dirty"]


def children(pid: int) -> list[int]:
    try:
        return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def run(folder: Path, out: Path, jobs: int, form: str) -> str:
    """Scan the folder in a process of its own and return what it took."""
    command = [sys.executable, "-m", "gazetteer.cli", "scan", str(folder), "--out", str(out),
               "--jobs", str(jobs), "--format", form]  # fmt: skip
    before, begun = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})
    parent = worker = (0, 0)
    while process.poll() is None:
        parent = max(parent, memory(process.pid))
        worker = max([worker, *map(memory, children(process.pid))])
        time.sleep(SAMPLED_S)
    after = getrusage(RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    seconds = time.perf_counter() - begun
    return (
        f"{seconds:.0f} s, {cpu:.0f} s of processor, exit {process.returncode}; "
        f"parent {parent[0]} MB resident ({parent[1]} its own), "
        f"each worker {worker[0]} ({worker[1]})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("counts", nargs="*", type=int, default=[5_000, 10_000, 20_000])
    parser.add_argument("--jobs", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--format", nargs="+", default=["jsonl"])
    options = parser.parse_args()
    for count in options.counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "documents"
            folder.mkdir()
            size = make_folder(folder, count)
            for form in options.format:
                digests = set()
                for jobs in options.jobs:
                    out = Path(name) / "out"
                    took = run(folder, out, jobs, form)
                    print(f"{count:,} documents, {size:.0f} MB, {form}, {jobs} jobs: {took}")
                    with out.open("rb") as file:
                        digests.add(file_digest(file, "sha256").hexdigest())
                print("equal bytes" if len(digests) == 1 else "the outputs differ")


if __name__ == "__main__":
    main()
