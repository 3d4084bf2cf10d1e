"""Measure look-up in a gazetteer that is made larger with places that might be.

    python tests/benchmarks/growth.py [--places 250000 1000000] [--rival 100] [--keep FOLDER]

The shipped tables stay as they are and made-up places are added until the number is reached.
Each takes after a real place with few names (a gazetteer grows by small places): its kind, the
languages of its names, its parent and, some degrees off, its position. Its names are the real
ones with letters replaced by others that follow the same letter in real names of the script.
As many of the places as in the real tables share a name with another: they have the names of a
place made before, whichever, so that a few names become very common. The seed is fixed.

Times are the best of five of each query, in a warm process.

Measured on two cores with some ten processes running on them. The line of 250 000 is of the
builder before its last two changes (faster, and buckets with tags):

    places       build, processor   peak       size
    44 271       23-28 s            334 MB     88 MB
    250 000      82 s               515 MB     258 MB
    1 000 000    241-269 s          900 MB     776 MB

At 1 000 000 places, half of the queries being names of all places, most of them made up: exact
3.4 us, folded 4.9, romanized 35.6, fuzzy 55.1; in the shipped tables 2.8, 4.5, 29 and 46. With
another such process beside it 4.7, 6.4, 40.3 and 60.8, of which names of the region take 3.3,
5.0, 35 and 66, and names of the world, of which nobody can be sure and which go through more
stages, 39, 45, 116 and 57. Slips are answered 1622 times faster than by RapidFuzz. A cold `lookup
Stepanakert` takes 0.08 s of processor and 18 MB.
"""

import argparse
import csv
import gzip
import random
import resource
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from lookup import SEED, cold_start, local_names, mistype
from rapidfuzz import process
from rapidfuzz.distance import OSA

from gazetteer import Gazetteer
from gazetteer.index import Index, open_index
from gazetteer.keys import romanized_keys
from gazetteer.names import fold
from gazetteer.romanization import romanizations
from gazetteer.store import COLUMNS, read_table
from geodata.door import tables_path

_FIRST = 50_000_000  # number of the first place that is made up
_MOST_NAMES = 5
_ALTERED = 3  # letters of a name that may change
_SPREAD = 4.0  # degrees
_QUERIES = 1000
_TIMES = 5

Row = dict[str, str]


class Template(NamedTuple):
    """A real place after which others are made."""

    row: Row
    names: list[Row]
    parents: list[Row]


def templates(tables: Path) -> list[Template]:
    """Return the places with few names, with names and parents."""
    names, links = defaultdict(list), defaultdict(list)
    for row in read_table(tables, "names"):
        names[row["place_id"]].append(row)
    for row in read_table(tables, "links"):
        if row["relation"] == "parent":
            links[row["place_id"]].append(row)
    return [
        Template(row, names[row["id"]], links[row["id"]])
        for row in read_table(tables, "places")
        if 0 < len(names[row["id"]]) <= _MOST_NAMES and not row["superseded_by"]
    ]


def share_of_namesakes(tables: Path) -> float:
    """Return how many of the real places share a name with another."""
    holders: dict[str, set[str]] = defaultdict(set)
    for row in read_table(tables, "names"):
        holders[fold(row["form"])].add(row["place_id"])
    sharing = {place for places in holders.values() if len(places) > 1 for place in places}
    return len(sharing) / len({place for places in holders.values() for place in places})


def followers(templates: Iterable[Template]) -> dict[tuple[str, str], list[str]]:
    """Return the letters that follow a letter in real names of a script, as often as they do."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for template in templates:
        for name in template.names:
            form = name["form"].lower()
            for before, letter in pairwise(form):
                if letter.isalpha():
                    found[name["script"], before].append(letter)
    return found


def altered(
    form: str, script: str, next_letters: dict[tuple[str, str], list[str]], chance: random.Random
) -> str:
    """Return a form with some letters changed, the first as it is."""
    letters = list(form)
    for _ in range(_ALTERED):
        at = chance.randrange(len(letters))
        choices = next_letters.get((script, letters[at - 1].lower())) if at else None
        if choices and letters[at].isalpha():
            letters[at] = chance.choice(choices)
    return "".join(letters)


def grown_tables(tables: Path, out: Path, count: int) -> None:
    """Write tables of `count` places: the shipped ones and, in the world's part, made-up ones."""
    chance = random.Random(SEED)  # noqa: S311 - the same places in every run
    real = templates(tables)
    next_letters = followers(real)
    share = share_of_namesakes(tables)
    for path in tables.glob("*.csv"):
        (out / path.name).symlink_to(path.resolve())
    shutil.copy(tables / "world_geometries.csv.gz", out)
    there = sum(1 for _ in read_table(tables, "places"))
    made: list[tuple[Template, list[str]]] = []
    for _ in range(count - there):
        if made and chance.random() < share:
            made.append(chance.choice(made))
            continue
        like = chance.choice(real)
        forms = [altered(n["form"], n["script"], next_letters, chance) for n in like.names]
        made.append((like, forms))
    positions = [_position(like.row, chance) for like, _ in made]
    ids = [f"p{_FIRST + i}" for i in range(len(made))]
    rows = zip(ids, made, positions, strict=True)
    _add(tables, out, "places", ({**m[0].row, "id": i, **at} for i, m, at in rows))
    _add(tables, out, "names", (
        {**name, "place_id": i, "form": form}
        for i, (like, forms) in zip(ids, made, strict=True)
        for name, form in zip(like.names, forms, strict=True)
    ))  # fmt: skip
    _add(tables, out, "links", (
        {**link, "place_id": i}
        for i, (like, _) in zip(ids, made, strict=True) for link in like.parents
    ))  # fmt: skip


def _position(row: Row, chance: random.Random) -> Row:
    lat = max(-89.0, min(89.0, float(row["lat"]) + chance.uniform(-_SPREAD, _SPREAD)))
    lon = (float(row["lon"]) + chance.uniform(-_SPREAD, _SPREAD) + 180) % 360 - 180
    return {"lat": f"{lat:.5f}", "lon": f"{lon:.5f}"}


def _add(tables: Path, out: Path, table: str, rows: Iterable[Row]) -> None:
    """Write the world's part of a table with more rows."""
    name = f"world_{table}.csv.gz"
    with gzip.open(tables / name, "rt", encoding="utf-8", newline="") as before:
        text = before.read()
    with gzip.open(out / name, "wt", encoding="utf-8", newline="", compresslevel=1) as file:
        file.write(text)
        csv.DictWriter(file, COLUMNS[table], lineterminator="\n").writerows(rows)


# measuring


def queries(tables: Path, chance: random.Random) -> dict[str, list[str]]:
    """Return queries by what they are: forms of all places and of the region's, respelt, mistyped.

    Half are names of the region, half of all places.
    """
    names = _some(read_table(tables, "names"), 4 * _QUERIES, chance)
    names += chance.sample([r for rows in local_names(tables).values() for r in rows], 4 * _QUERIES)
    forms = [row["form"] for row in names]
    respelt = [text for row in names for text, _ in romanizations(row["form"], row["lang"])]
    long_enough = [row["form"] for row in names if len(row["form"]) > 4 and _is_near(row)]
    return {
        "as written": chance.sample(forms, _QUERIES),
        "in capitals": [form.upper() for form in chance.sample(forms, _QUERIES)],
        "respelt": chance.sample(respelt, 2 * _QUERIES),
        "mistyped": [mistype(form, chance) for form in chance.sample(long_enough, _QUERIES)],
    }


def _some(rows: Iterable[Row], count: int, chance: random.Random) -> list[Row]:
    """Return so many rows by chance, without holding all of them."""
    kept: list[Row] = []
    for seen, row in enumerate(rows):
        if seen < count:
            kept.append(row)
        elif (at := chance.randrange(seen + 1)) < count:
            kept[at] = row
    return kept


def _is_near(row: Row) -> bool:
    return row["lang"] in ("az", "en", "hy", "ru")


def timed(gazetteer: Gazetteer, asked: Iterable[str]) -> dict[str, list[float]]:
    """Return the best of five times of each query, by the level that answered."""
    times: dict[str, list[float]] = defaultdict(list)
    for query in asked:
        best = float("inf")
        for _ in range(_TIMES):
            start = time.perf_counter()
            found = gazetteer.lookup(query)
            best = min(best, time.perf_counter() - start)
        times[found[0].how if found else "nothing"].append(best)
    return times


def report_levels(gazetteer: Gazetteer, asked: dict[str, list[str]]) -> None:
    """Print the times of each level."""
    times = timed(gazetteer, (query for some in asked.values() for query in some))
    for how, taken in sorted(times.items()):
        taken.sort()
        middle = statistics.median(taken) * 1e6
        print(f"  answered by {how:10} n {len(taken):5}  median {middle:7.1f} us"
              f"  p90 {taken[int(len(taken) * 0.9)] * 1e6:8.1f} us")  # fmt: skip


def against_rival(gazetteer: Gazetteer, index: Index, slips: Sequence[str]) -> None:
    """Print how much faster slips of the pen are answered than by RapidFuzz.

    RapidFuzz compares the first key of the query with every romanized key of the index.
    """
    keys = list(index.levels["romanized"].keys())
    ours, theirs = [], []
    for query in slips:
        start = time.perf_counter()
        gazetteer.lookup(query)
        middle = time.perf_counter()
        key = (romanized_keys(query) or (query,))[0]
        process.extract(key, keys, scorer=OSA.normalized_similarity, limit=15)
        ours.append(middle - start)
        theirs.append(time.perf_counter() - middle)
    mine, other = statistics.median(ours), statistics.median(theirs)
    print(f"  slips: {mine * 1e6:.0f} us, RapidFuzz OSA over {len(keys)} keys"
          f" {other * 1e6:.0f} us: {other / mine:.0f} x faster")  # fmt: skip


def measure(tables: Path, count: int, slips: int) -> None:
    """Build the index of grown tables and print the figures."""
    wall, processor = time.perf_counter(), time.process_time()
    index = open_index(tables)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} places: index made in {wall:.0f} s ({processor:.0f} s of processor), peak"
          f" {peak:.0f} MB, size {index.path.stat().st_size / 1e6:.0f} MB", flush=True)  # fmt: skip
    gazetteer = Gazetteer.open(tables)
    asked = queries(tables, random.Random(SEED))  # noqa: S311
    report_levels(gazetteer, asked)
    for query in ("Stepanakert", "Stepanokert"):
        cold_start(query, "--data", str(tables))
    if slips:
        against_rival(gazetteer, index, asked["mistyped"][:slips])


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--places", type=int, nargs="+", default=[250_000, 1_000_000])
    parser.add_argument("--rival", type=int, default=60, help="slips asked of RapidFuzz too")
    parser.add_argument("--keep", type=Path, help="folder for the tables and indexes")
    options = parser.parse_args()
    for count in options.places:
        with tempfile.TemporaryDirectory(dir=options.keep) as folder:
            tables = Path(folder) if not options.keep else options.keep / str(count)
            if not (tables / "world_places.csv.gz").exists():
                tables.mkdir(exist_ok=True)
                grown_tables(tables_path(), tables, count)
            measure(tables, count, options.rival)


if __name__ == "__main__":
    main()
