"""Measure the recognition pass: recall and precision of spans, and speed beside a bare automaton.

    python tests/benchmarks/recognition.py spans GOLD DOCUMENTS   [--errors]
    python tests/benchmarks/recognition.py speed DOCUMENTS

Spans overlap or not; who the place is does not count here. Mentions marked as uncertain count
neither way. The bare automaton is ahocorasick_rs with the same patterns in small letters, all
overlapping matches, a check of both word boundaries and the longest match kept. Times are those
of the processor, so that a busy machine does not change them much.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from gazetteer.geoparsing.recognition import Recognizer, Span


def annotated(gold: Path, documents: Path) -> Iterator[tuple[str, str, list[dict]]]:
    for path in sorted(gold.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        found = next(documents.rglob(record["doc"]))
        with found.open(encoding="utf-8", newline="") as file:
            yield record["lang"], file.read(), record["mentions"]


def compare(text: str, gold: list[dict], spans: list[Span]) -> tuple[list, list, list]:
    known = [span for span in spans if span.hits]
    missed, taken = [], set()
    right = []
    for mention in gold:
        over = [s for s in known if s.start < mention["end"] and mention["start"] < s.end]
        taken.update(id(s) for s in over)
        if mention["certain"]:
            (right if over else missed).append(mention)
    wrong = [s for s in known if id(s) not in taken]
    return right, missed, wrong


def show(text: str, start: int, end: int) -> str:
    left, right = text[max(0, start - 35) : start], text[end : end + 35]
    return f"{left}[{text[start:end]}]{right}".replace("\n", "⏎")


def spans(gold: Path, documents: Path, *, errors: bool) -> None:
    recognizer = Recognizer.open()
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for lang, text, mentions in annotated(gold, documents):
        found = recognizer.find(text)
        right, missed, wrong = compare(text, mentions, found)
        for count, part in enumerate((right, missed, wrong)):
            totals[lang][count] += len(part)
            totals["all"][count] += len(part)
        if errors:
            for mention in missed:
                print(f"{lang}  missed  {show(text, mention['start'], mention['end'])}")
            for span in wrong:
                print(f"{lang}  wrong   {show(text, span.start, span.end)}")
            for span in found:
                if not span.hits:
                    print(f"{lang}  unknown {show(text, span.start, span.end)}  {span.context}")
    for lang, (hit, miss, extra) in sorted(totals.items()):
        recall, precision = hit / (hit + miss), hit / (hit + extra)
        f1 = 2 * hit / (2 * hit + miss + extra)
        print(
            f"{lang:8} recall {recall:.3f}  precision {precision:.3f}  F1 {f1:.3f}  ({hit + miss})"
        )


def speed(documents: Path) -> None:
    import ahocorasick_rs

    text = "\n\n".join(p.read_text(encoding="utf-8") for p in sorted(documents.rglob("*.txt")))
    text *= max(1, 4_000_000 // len(text.encode()))
    size = len(text.encode()) / 1e6
    start = time.process_time()
    recognizer = Recognizer.open()
    print(f"load {time.process_time() - start:.3f} s")
    recognizer.find(text)
    best = min(_timed(lambda: longest(recognizer, text)) for _ in range(3))
    count = len(longest(recognizer, text))
    print(
        f"pass          {size / best:6.1f} MB/s  {count} matches, "
        f"{len(recognizer.patterns)} patterns"
    )
    best = min(_timed(lambda: recognizer.find(text)) for _ in range(3))
    count = len(recognizer.find(text))
    print(f"with judgement{size / best:6.1f} MB/s  {count} spans, {count / size / 1000:.1f} a KB")
    patterns = list(recognizer.patterns.written())
    start = time.process_time()
    bare = ahocorasick_rs.AhoCorasick(patterns, store_patterns=False)
    print(f"ahocorasick_rs built in {time.process_time() - start:.1f} s")
    best = min(_timed(lambda: bare_automaton(bare, text)) for _ in range(3))
    count = len(bare_automaton(bare, text))
    print(f"bare automaton{size / best:6.1f} MB/s  {count} matches")


def longest(recognizer: Recognizer, text: str) -> list[tuple[int, int]]:
    """Fold, match between boundaries, keep the longest: what the bare automaton does."""
    chosen: list[tuple[int, int]] = []
    for start, end, _ in sorted(recognizer.matches(text), key=lambda m: (m.start, -m.end)):
        if chosen and start < chosen[-1][1]:
            if end - start > chosen[-1][1] - chosen[-1][0]:
                chosen[-1] = (start, end)
            continue
        chosen.append((start, end))
    return chosen


def bare_automaton(automaton: object, text: str) -> list[tuple[int, int]]:
    lower = text.lower()
    chosen: list[tuple[int, int]] = []
    for _, start, end in automaton.find_matches_as_indexes(lower, overlapping=True):
        if (start and lower[start - 1].isalnum()) or (end < len(lower) and lower[end].isalnum()):
            continue
        if chosen and start < chosen[-1][1]:
            if end - start > chosen[-1][1] - chosen[-1][0]:
                chosen[-1] = (start, end)
            continue
        chosen.append((start, end))
    return chosen


def _timed(work: object) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    what, *paths = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    if what == "spans":
        spans(Path(paths[0]), Path(paths[1]), errors="--errors" in sys.argv)
    else:
        speed(Path(paths[0]))
