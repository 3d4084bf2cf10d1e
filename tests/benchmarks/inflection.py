"""Compare the Russian ending table with pymorphy3 over the one-word names of the gazetteer.

    python tests/benchmarks/inflection.py

For every one-word Russian name that pymorphy3 reads as a geographic noun, its six singular (or,
for plural names, plural) cases should be among our forms. Both sides guess for names that no
dictionary has; what is printed last shows where they differ.
"""

from collections import Counter

from gazetteer.geoparsing.morphology import inflections
from gazetteer.store import read_table
from geodata.door import tables_path

CASES = ("gent", "datv", "accs", "ablt", "loct")


def main() -> None:
    import pymorphy3

    analyzer = pymorphy3.MorphAnalyzer()
    names = sorted({
        row["form"]
        for row in read_table(tables_path(), "names")
        if row["lang"] == "ru" and row["form"].isalpha() and row["form"][1:].islower()
    })  # fmt: skip
    right, wrong = 0, Counter()
    for name in names:
        parse = next((p for p in analyzer.parse(name) if "Geox" in p.tag and "nomn" in p.tag), None)
        if parse is None:
            continue
        ours = {f.form.lower() for f in inflections(name, "ru")} | {name.lower()}
        for case in CASES:
            form = parse.inflect({case})
            if form is None:
                continue
            if form.word.replace("ё", "е") in {o.replace("ё", "е") for o in ours}:
                right += 1
            else:
                wrong[f"{name}: {form.word}"] += 1
    total = right + sum(wrong.values())
    print(f"{right} of {total} forms of pymorphy3 are ours ({right / total:.3f})")
    print("; ".join(list(wrong)[:60]))


if __name__ == "__main__":
    main()
