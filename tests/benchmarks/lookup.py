"""Measure look-up beside RapidFuzz in one process: recall, latency, cold start.

    python tests/benchmarks/lookup.py [--gold aliases.csv] [--places 600] [--seed 1]

Sets of queries: the gold aliases, where given; forms written by people who did not look at the
data (`tests/cases/aliases_blind_*.csv`) and, of both, those that the data lack; forms held out
(one form of a place is removed from the tables, index and rival are built from the rest, and the
form is asked for); spellings held out (the same, and with it goes every form of the place that
is written so in any romanization, whatever its language, so that neither side has the spelling);
one-letter typos; and forms just as they stand. The rival is RapidFuzz `process.extract` with OSA
over every romanization of every local form, which is the same knowledge of letters. Held-out
forms that no remaining form of their place resembles (a renaming) are left out, by the rival's
own measure, since no matching can find them.

Both sides answer the same queries, so each difference is told with how many queries only one of
them got right and with the 95% interval of a paired bootstrap. A margin that the interval does
not hold off is not claimed; `--places` and `--seed` draw more queries and others.
"""

import argparse
import csv
import random
import resource
import statistics
import string
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from gazetteer import Gazetteer
from gazetteer.names import fold, script_of
from gazetteer.romanization import romanizations
from gazetteer.store import COLUMNS, read_table
from geodata.door import tables_path

SEED = 20_201_109
LANGUAGES = ("az", "hy", "hyw", "ru", "en", "tr", "fr", "de", "az-Cyrl", "hy-Latn", "ru-Latn")
RESEMBLES = 0.5
CASES = Path(__file__).parents[1] / "cases"
Row = dict[str, str]


class Case(NamedTuple):
    """A query and the place ids that answer it."""

    query: str
    expected: frozenset[str]
    kind: str = ""
    lang: str = ""


def local_names(tables: Path) -> dict[str, list[Row]]:
    """Return the names of the region's places, by place."""
    with (tables / "places.csv").open(encoding="utf-8", newline="") as file:
        wanted = {row["id"] for row in csv.DictReader(file) if not row["superseded_by"]}
    found: dict[str, list[Row]] = defaultdict(list)
    for row in read_table(tables, "names"):
        if row["place_id"] in wanted:
            found[row["place_id"]].append(row)
    return found


def latin(form: str, lang: str = "") -> list[str]:
    """Return the folded romanizations of a form; a Latin form is one of its own."""
    made = [fold(text) for text, _ in romanizations(form, lang)]
    if script_of(form) == "Latn":
        made.insert(0, fold(form))
    return list(dict.fromkeys(filter(None, made)))


class Rival:
    """RapidFuzz over the romanizations of every local form."""

    def __init__(self, names: dict[str, list[Row]]) -> None:
        places: dict[str, set[str]] = defaultdict(set)
        for place, rows in names.items():
            for row in rows:
                for text in latin(row["form"], row["lang"]) or [fold(row["form"])]:
                    places[text].add(place)
        self.choices = sorted(places)
        self.places = [sorted(places[text]) for text in self.choices]

    def find(self, query: str) -> list[str]:
        """Return place ids, best first."""
        text = (latin(query) or [fold(query)])[0]
        found = process.extract(text, self.choices, scorer=OSA.normalized_similarity, limit=15)
        return list(dict.fromkeys(p for _, _, at in found for p in self.places[at]))


def held_out(
    names: dict[str, list[Row]], count: int, chance: random.Random, *, spelling: bool
) -> list[tuple[Case, list[Row]]]:
    """Choose one attested form of each of some places, such that a form that stays resembles it.

    Yields the case with the rows that go: those that fold to the same and, for a `spelling`,
    those that have a romanization in common with it.
    """
    cases = []
    for place in chance.sample(sorted(names), len(names)):
        rows = [r for r in names[place] if r["lang"] in LANGUAGES and not r["derived_by"]]
        if len({fold(r["form"]) for r in rows}) < 3:
            continue
        row = chance.choice(rows)
        gone = [r for r in names[place] if _goes(r, row, spelling=spelling)]
        mine = latin(row["form"], row["lang"])
        rest = {t for r in names[place] if r not in gone for t in latin(r["form"], r["lang"])}
        if max((OSA.normalized_similarity(a, b) for a in mine for b in rest), default=0) >= (
            RESEMBLES
        ):
            kind = "spelling held out" if spelling else "held out"
            cases.append((Case(row["form"], frozenset({place}), kind, row["lang"]), gone))
        if len(cases) == count:
            break
    return cases


def _goes(other: Row, row: Row, *, spelling: bool) -> bool:
    if fold(other["form"]) == fold(row["form"]):
        return True
    both = set(latin(other["form"], other["lang"])) & set(latin(row["form"], row["lang"]))
    return spelling and bool(both)


def with_namesakes(cases: Iterable[Case], names: dict[str, list[Row]]) -> list[Case]:
    """Let every place that carries the very form answer too: a bare name cannot tell them apart.

    For a spelling that was held out, so does every place that is written so in a romanization.
    """
    by_form = places_by_form(names)
    by_latin: dict[str, set[str]] = defaultdict(set)
    for place, rows in names.items():
        for row in rows:
            for text in latin(row["form"], row["lang"]):
                by_latin[text].add(place)
    found = []
    for case in cases:
        same = by_form[fold(case.query)]
        if case.kind == "spelling held out":
            same = same.union(*(by_latin[text] for text in latin(case.query, case.lang)))
        found.append(case._replace(expected=case.expected | same))
    return found


def places_by_form(names: dict[str, list[Row]]) -> dict[str, set[str]]:
    """Return the places that carry a form, by its folded key."""
    by_form: dict[str, set[str]] = defaultdict(set)
    for place, rows in names.items():
        for row in rows:
            by_form[fold(row["form"])].add(place)
    return by_form


def typos(names: dict[str, list[Row]], count: int, chance: random.Random) -> list[Case]:
    """Make names with one letter wrong, left out, doubled up or swapped with the next."""
    cases: list[Case] = []
    by_form = places_by_form(names)
    for place in chance.sample(sorted(names), min(count * 2, len(names))):
        rows = [
            r
            for r in names[place]
            if r["lang"] in ("en", "az", "hy-Latn", "ru", "hy") and len(r["form"]) >= 5
        ]
        if rows and len(cases) < count:
            row = chance.choice(rows)
            same = frozenset(by_form[fold(row["form"])])
            cases.append(Case(mistype(row["form"], chance), same, "typo", row["lang"]))
    return [case for case in cases if fold(case.query) not in by_form]


def mistype(form: str, chance: random.Random) -> str:
    """Return a form with one letter wrong, left out, doubled up or swapped with the next."""
    at = chance.randrange(1, len(form) - 1)
    alphabet = sorted({c for c in form.lower() if c.isalpha()} | set(
        string.ascii_lowercase if script_of(form) == "Latn" else ""))  # fmt: skip
    letter = chance.choice(alphabet)
    return chance.choice((
        form[:at] + letter + form[at + 1 :], form[:at] + form[at + 1 :],
        form[:at] + letter + form[at:], form[:at] + form[at + 1] + form[at] + form[at + 2 :],
    ))  # fmt: skip


def tables_without(tables: Path, out: Path, removed: Sequence[Row]) -> None:
    """Copy the tables without some names and whatever else of their place folds to the same."""
    gone = {(row["place_id"], fold(row["form"])) for row in removed}
    for path in tables.glob("*.csv*"):
        if path.name != "names.csv":
            (out / path.name).symlink_to(path.resolve())
    with (tables / "names.csv").open(encoding="utf-8", newline="") as source:
        rows = [r for r in csv.DictReader(source) if (r["place_id"], fold(r["form"])) not in gone]
    with (out / "names.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS["names"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def alias_cases(paths: Iterable[Path], gazetteer: Gazetteer) -> list[Case]:
    """Read aliases (form, expected Who's On First or GeoNames ids or place ids, kind)."""
    by_source: dict[str, set[str]] = defaultdict(set)
    for place in gazetteer.places():
        by_source[place.id].add(place.id)
        for source in ("wof", "geonames"):
            for identifier in place.concordances.get(source, ()):
                by_source[identifier].add(place.id)
    cases = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                expected = (by_source[i] for i in row["expected"].split("|"))
                cases.append(Case(row["form"], frozenset().union(*expected), row["kind"]))
    return cases


Find = Callable[[str], list[str]]


class Measured(NamedTuple):
    """Which queries were answered right at once, and the median time of a query."""

    right: list[bool]
    microseconds: float


def measure(name: str, cases: Sequence[Case], find: Find) -> Measured:
    """Print recall at 1 and 5, mean reciprocal rank and the median time of a query."""
    right: list[bool] = []
    fifth = 0
    reciprocal = 0.0
    times = []
    for case in cases:
        start = time.perf_counter()
        found = find(case.query)
        times.append(time.perf_counter() - start)
        right.append(bool(found and found[0] in case.expected))
        fifth += bool(case.expected.intersection(found[:5]))
        reciprocal += next((1 / at for at, p in enumerate(found, 1) if p in case.expected), 0.0)
    count, median = len(cases), statistics.median(times) * 1e6
    print(
        f"{name:34} n {count:5}  recall@1 {sum(right) / count:.3f}  @5 {fifth / count:.3f}"
        f"  MRR {reciprocal / count:.3f}  median {median:8.1f} us"
    )
    return Measured(right, median)


def compare(ours: Measured, theirs: Measured) -> None:
    """Print how much better and faster ours is, with the 95% interval of a paired bootstrap."""
    gains = [int(mine) - int(other) for mine, other in zip(ours.right, theirs.right, strict=True)]
    low, high = interval(gains)
    print(
        f"  {theirs.microseconds / ours.microseconds:.1f} x faster,"
        f" recall@1 {statistics.mean(gains):+.3f} (95%: {low:+.3f} to {high:+.3f};"
        f" {gains.count(1)} right by ours alone, {gains.count(-1)} by the rival alone)"
    )


def interval(gains: Sequence[int]) -> tuple[float, float]:
    """Return the middle 95% of the means of samples drawn from the differences themselves."""
    chance = random.Random(SEED)  # noqa: S311 - the same interval in every run
    means = sorted(sum(chance.choices(gains, k=len(gains))) / len(gains) for _ in range(_RESAMPLES))
    return means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES)]


_RESAMPLES = 2000


def by_level(gazetteer: Gazetteer, queries: Iterable[str]) -> None:
    """Print the median time of a warm query for each level that answered."""
    times: dict[str, list[float]] = defaultdict(list)
    for query in queries:
        gazetteer.lookup(query)
        start = time.perf_counter()
        found = gazetteer.lookup(query)
        times[found[0].how if found else "nothing"].append(time.perf_counter() - start)
    for how, taken in sorted(times.items()):
        taken.sort()
        middle = statistics.median(taken) * 1e6
        print(f"  answered by {how:10} n {len(taken):5}  median {middle:7.1f} us"
              f"  p99 {taken[int(len(taken) * 0.99)] * 1e6:8.1f} us")  # fmt: skip


_COLD = """
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
wall = time.perf_counter() - start
print(wall, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def cold_start(query: str, *arguments: str) -> None:
    """Print wall time and memory of a whole process that answers one query.

    A small process in between starts it, since a child's memory counts that of its parent
    at the fork.
    """
    command = [sys.executable, "-m", "gazetteer.cli", "lookup", query, "--json", *arguments]
    walls, memory = [], 0
    for _ in range(9):
        run = [sys.executable, "-c", _COLD, *command]
        done = subprocess.run(run, capture_output=True, text=True, check=True)
        wall, kilobytes = done.stdout.split()
        walls.append(float(wall))
        memory = int(kilobytes)
    print(
        f"  cold `lookup {query}`: best {min(walls):.3f} s, median {statistics.median(walls):.3f},"
        f" {memory / 1024:.0f} MB"
    )


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--places", type=int, default=800, help="queries of each made-up set")
    parser.add_argument("--misses", type=int, default=0, help="print so many held-out misses")
    parser.add_argument("--seed", type=int, default=SEED, help="which queries are drawn")
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - the same queries in every run
    tables = tables_path()
    names = local_names(tables)
    held = held_out(names, options.places, chance, spelling=False)
    wrong = typos(names, options.places, chance)
    hidden = held_out(names, options.places, chance, spelling=True)
    shipped = Gazetteer.open()
    written = {"blind": alias_cases(sorted(CASES.glob("aliases_blind_*.csv")), shipped)}
    if options.gold:
        written["gold"] = alias_cases([options.gold], shipped)
    beside_aliases(written, names, shipped, options.misses)
    with tempfile.TemporaryDirectory() as folder:
        sets = {
            "held out": with_namesakes([case for case, _ in held], names), "typos": wrong,
        }  # fmt: skip
        reduced = side_by_side(tables, Path(folder), held, sets, options.misses)
        by_level(reduced, [case.query for cases in sets.values() for case in cases])
    with tempfile.TemporaryDirectory() as folder:
        sets = {"spellings held out": with_namesakes([case for case, _ in hidden], names)}
        side_by_side(tables, Path(folder), hidden, sets, options.misses)
    forms = [row["form"] for rows in names.values() for row in rows]
    by_level(shipped, chance.sample(forms, 3000))
    by_level(shipped, [form.upper() for form in chance.sample(forms, 3000)])
    for query in ("Stepanakert", "Stepanokert", "Шушинский район"):
        cold_start(query)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory of this process: {megabytes:.0f} MB")


def beside_aliases(
    written: dict[str, list[Case]], names: dict[str, list[Row]], shipped: Gazetteer, misses: int
) -> None:
    """Measure both sides on forms that people wrote, all of them and those that no place has."""
    known = places_by_form(names)
    rival = Rival(names)
    for name, cases in written.items():
        for kind in sorted({case.kind for case in cases}):
            measure(f"{name}, {kind}", [c for c in cases if c.kind == kind], _ours(shipped))
        unseen = [case for case in cases if fold(case.query) not in known]
        for label, some in ((name, cases), (f"{name}, not in the data", unseen)):
            ours = measure(label, some, _ours(shipped))
            theirs = measure(f"{label}: RapidFuzz OSA", some, rival.find)
            compare(ours, theirs)
        _print_misses(shipped, cases, misses)


def side_by_side(
    tables: Path, folder: Path, held: Sequence[tuple[Case, list[Row]]],
    sets: dict[str, list[Case]], misses: int,
) -> Gazetteer:  # fmt: skip
    """Measure both sides on tables without what is held out; return the gazetteer of these."""
    tables_without(tables, folder, [row for _, rows in held for row in rows])
    reduced = Gazetteer.open(folder)
    rival = Rival(local_names(folder))
    print(f"rival: {len(rival.choices)} romanized forms")
    for name, cases in sets.items():
        ours = measure(name, cases, _ours(reduced))
        theirs = measure(f"{name}: RapidFuzz OSA", cases, rival.find)
        compare(ours, theirs)
        _print_misses(reduced, cases, misses)
    return reduced


def _ours(gazetteer: Gazetteer) -> Find:
    return lambda query: [candidate.id for candidate in gazetteer.lookup(query)]


def _print_misses(gazetteer: Gazetteer, cases: Sequence[Case], most: int) -> None:
    for case in cases:
        found = gazetteer.lookup(case.query)
        if most and not (found and found[0].id in case.expected):
            most -= 1
            wanted = [gazetteer[i].names for i in sorted(case.expected)][:1]
            got = [
                f"{c.matched.form if c.matched else ''} {c.score} {c.how} {c.id in case.expected}"
                for c in found[:3]
            ]
            print("    MISS", case.query, case.lang, sorted(case.expected)[:2], "has",
                  [n.form for n in wanted[0] if n.lang in LANGUAGES][:8], "GOT", got)  # fmt: skip


if __name__ == "__main__":
    main()
