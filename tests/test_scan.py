"""Whole sentences through all steps: which mentions come out, in which role.

A row of `cases/scan.csv` is a text (⏎ for a line end, ⇥ for a tabulator) and all its mentions in
order, each with the first letter of its role: literal, metonymic, associative.
"""

import csv
from pathlib import Path

import pytest
from scan_fixture import scanner

with (Path(__file__).parent / "cases" / "scan.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))


@pytest.fixture(scope="module")
def scan():
    return scanner()


@pytest.mark.parametrize("row", CASES, ids=[f"{row['lang']} {row['rule']}" for row in CASES])
def test_mentions_and_roles(scan, row):
    found = scan(row["text"].replace("⏎", "\n").replace("⇥", "\t"), row["lang"])
    shown = "|".join(f"{m.text.replace(chr(10), '⏎')}:{m.role[0]}" for m in found)
    assert shown == row["mentions"], [m.evidence for m in found]
