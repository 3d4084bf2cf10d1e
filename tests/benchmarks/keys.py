"""How far the keys of each level carry, how many places they confuse, and what they cost.

Run `python tests/benchmarks/keys.py` with the source extracts beside the project. Three parts:

1. one place's forms in several languages, each form asked for with itself taken out and its
   language unknown: at each level the share that meets another form of its own place (recall)
   and the number of places that its keys bring up (ambiguity);
2. the development spellings of `shared/gold/aliases.csv`, all of them and those that no source
   has: recall of keys with re-ranking beside RapidFuzz OSA over the romanized forms of all names;
3. microseconds a key.
"""

import csv
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))
from rapidfuzz import process
from rapidfuzz.distance import OSA

from gazetteer.keys import folded_key, fuzzy_keys, phonetic_key, romanized_keys, similarity
from gazetteer.names import clean_name, script_of

SHARED = Path(__file__).parents[2].parent / "shared"
LANGUAGES = {"aze": "az", "hye": "hy", "rus": "ru", "eng": "en", "und": ""}
TYPE_WORDS = re.compile(
    r"rayon|district|район|область|շրջան|մարզ|mərz|city|province|region|şəhər|qəsəbə|\bmarz|shrjan"
)  # look-up takes these off before it asks for a name
RENAME_BELOW = 0.5  # plain likeness of simple romanizations under which two forms are a renaming


class Form(NamedTuple):
    text: str
    lang: str


Keys = Callable[[str, str], Iterable[str]]
LEVELS: dict[str, Keys] = {
    "folded": lambda text, _: (folded_key(text),),
    "romanized": romanized_keys,
    "phonetic": lambda text, lang: (phonetic_key(text, lang),),
    "fuzzy": fuzzy_keys,
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def places() -> dict[str, set[Form]]:
    """Return the forms of every place: Who's On First with the GeoNames alternates it is linked to."""
    found: dict[str, set[Form]] = {}
    for row in rows(SHARED / "sources/wof/places.csv"):
        forms = {form for form in forms_of(row)}
        if forms:
            found[row["id"]] = forms
    names: dict[str, list[str]] = defaultdict(list)
    for row in rows(SHARED / "sources/geonames/alternatenames_az_am.csv"):
        names[row["geonameid"]].append(row["alternatename"])
    for row in rows(SHARED / "sources/geonames/cities500_az_am.csv"):
        for wof in filter(None, row["wof_ids"].split("|")):
            if wof in found:
                found[wof] |= {
                    Form(clean_name(x), "") for x in (row["name"], *names[row["geonameid"]])
                }
    return found


def forms_of(row: dict[str, str]) -> Iterator[Form]:
    yield Form(clean_name(row["name"]), "")
    for column, lang in LANGUAGES.items():
        for text in (row.get(column, ""), *row[f"{column}_var"].split("|")):
            if text:
                expected = {"hy": "Armn", "ru": "Cyrl"}.get(lang, "Latn")
                script = script_of(text)
                known = lang if script == expected or (lang == "az" and script == "Cyrl") else ""
                if not TYPE_WORDS.search(text.lower()):
                    yield Form(clean_name(text), known)


def plain(text: str, lang: str) -> str:
    """Return a simple romanization, the same for all: the baseline knows the letters too."""
    return PLAIN.get(text) or PLAIN.setdefault(text, simple(text, lang))


PLAIN: dict[str, str] = {}


def simple(text: str, lang: str) -> str:
    from gazetteer.romanization import romanizations

    found = romanizations(clean_name(text), lang)
    return folded_key(found[0][0] if found else text)


def index(all_forms: dict[str, set[Form]], keys: Keys) -> dict[str, set[tuple[str, str]]]:
    postings: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for place, forms in all_forms.items():
        for form in forms:
            for key in keys(form.text, form.lang):
                postings[key].add((place, folded_key(form.text)))
    return postings


def kin(forms: set[Form]) -> Iterator[tuple[Form, set[str]]]:
    """Yield each form with the folded keys of the place's other forms that are no renaming."""
    for form in forms:
        own = plain(form.text, form.lang)
        others = {
            folded_key(other.text)
            for other in forms
            if folded_key(other.text) != folded_key(form.text)
            and other.lang != form.lang
            and OSA.normalized_similarity(own, plain(other.text, other.lang)) >= RENAME_BELOW
        }
        if others and form.lang:
            yield form, others


def across(all_forms: dict[str, set[Form]]) -> None:
    pairs = [(p, f, o) for p, forms in sorted(all_forms.items()) for f, o in kin(forms)]
    print(f"1. {len(pairs)} forms asked for by the other forms of their place")
    for level, keys in LEVELS.items():
        postings = index(all_forms, keys)
        by_lang: dict[str, list[bool]] = defaultdict(list)
        sizes: list[int] = []
        for place, form, others in pairs:
            own = folded_key(form.text)
            hits = {hit for key in keys(form.text, "") for hit in postings.get(key, ())}
            by_lang[form.lang].append(any(p == place and f != own for p, f in hits))
            sizes.append(len({p for p, _ in hits}))
        every = [hit for hits in by_lang.values() for hit in hits]
        share = "  ".join(f"{la} {sum(h) / len(h):.3f}" for la, h in sorted(by_lang.items()))
        ordered = sorted(sizes)
        print(
            f"   {level:10} recall {sum(every) / len(every):.3f}  ({share})  places a query:"
            f" mean {sum(sizes) / len(sizes):.1f}, p95 {ordered[int(len(ordered) * 0.95)]}"
        )
        if "--missed" in sys.argv and level == "romanized":
            random.seed(2)
            missed = [
                (f, o) for p, f, o in pairs
                if not any(q == p and g != folded_key(f.text)
                           for k in keys(f.text, "") for q, g in postings.get(k, ()))
            ]  # fmt: skip
            for form, others in random.sample(missed, 60):
                print("     ", form.text, form.lang, "|", ", ".join(sorted(others)))


class Search:
    """Levels in their order, a similarity to rank: what a look-up would do with the keys."""

    def __init__(self, all_forms: dict[str, set[Form]]) -> None:
        self.levels: list[tuple[str, Keys, dict[str, set[tuple[str, Form]]]]] = []
        for level, keys in LEVELS.items():
            postings: dict[str, set[tuple[str, Form]]] = defaultdict(set)
            for place, forms in all_forms.items():
                for form in forms:
                    for key in keys(form.text, form.lang):
                        postings[key].add((place, form))
            self.levels.append((level, keys, postings))

    def __call__(self, query: str) -> tuple[str, list[tuple[float, str]]]:
        level, found = "", []
        for level, keys, postings in self.levels:
            hits = {hit for key in keys(query, "") for hit in postings.get(key, ())}
            best: dict[str, float] = {}
            for place, form in hits:
                best[place] = max(best.get(place, 0.0), similarity(query, form.text, form.lang))
            found = sorted(((s, p) for p, s in best.items()), reverse=True)
            if found and (level in ("folded", "romanized") or found[0][0] >= 0.9):
                break
        return level, found


def rank(found: list[tuple[float, str]], expected: set[str]) -> int:
    """Return the rank of an expected place; places as like as it do not count before it."""
    scores = [s for s, p in found if p in expected]
    return 1 + sum(1 for s, _ in found if s > max(scores)) if scores else 10_000


def spellings(all_forms: dict[str, set[Form]]) -> None:
    known = {folded_key(form.text) for forms in all_forms.values() for form in forms}
    gold = [row for row in rows(SHARED / "gold/aliases.csv") if row["kind"] != "historical"]
    search = Search(all_forms)
    forms = [(p, plain(f.text, f.lang)) for p, fs in sorted(all_forms.items()) for f in fs]
    texts = [text for _, text in forms]
    ranks: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    took = {"keys": 0.0, "OSA": 0.0}
    for row in gold:
        expected = set(row["expected"].split("|"))
        start = time.perf_counter()
        level, found = search(row["form"])
        middle = time.perf_counter()
        near = process.extract(
            plain(row["form"], ""), texts, scorer=OSA.normalized_similarity, limit=30
        )
        took["keys"] += middle - start
        took["OSA"] += time.perf_counter() - middle
        groups = ["all", row["kind"]] + (
            ["not in the data"] if folded_key(row["form"]) not in known else []
        )
        for group in groups:
            ranks["keys"][group].append(rank(found, expected))
            ranks["OSA"][group].append(rank([(s, forms[i][0]) for _, s, i in near], expected))
        if "--wrong" in sys.argv and ranks["keys"]["all"][-1] > 1:
            best = [f"{s:.2f} {min(f.text for f in all_forms[p])}" for s, p in found[:3]]
            print(
                "     ",
                row["form"],
                row["lang_or_script"],
                row["kind"],
                level,
                ranks["keys"]["all"][-1],
                best,
            )
    print(f"2. {len(gold)} development spellings against {len(texts)} forms")
    for group in ranks["keys"]:
        line = f"   {group:16} n {len(ranks['keys'][group]):4}"
        for who in ("keys", "OSA"):
            got = ranks[who][group]
            line += f"   {who} @1 {sum(r == 1 for r in got) / len(got):.3f} @5 {sum(r <= 5 for r in got) / len(got):.3f}"
        print(line)
    print(
        "   ms a query: "
        + ", ".join(f"{who} {1000 * t / len(gold):.2f}" for who, t in took.items())
    )


def speed(all_forms: dict[str, set[Form]]) -> None:
    names = [f for forms in all_forms.values() for f in forms if 9 <= len(f.text) <= 14]
    names = random.Random(1).sample(names, 3000)
    print(f"3. microseconds a key, {len(names)} names of 9 to 14 letters")
    for level, keys in LEVELS.items():
        for known in (True, False):
            start = time.process_time()
            for form in names:
                keys(form.text, form.lang if known else "")
            each = (time.process_time() - start) / len(names) * 1e6
            print(f"   {level:10} {'language known' if known else 'unknown':15} {each:6.1f}")


if __name__ == "__main__":
    everything = places()
    across(everything)
    spellings(everything)
    speed(everything)
