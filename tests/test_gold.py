"""The open gold set keeps its scores: a change that loses mentions or places fails here.

The floors lie a point or two below what the scan reaches; raise them with it, and lower one only
together with a mark that was wrong, or with documents that were added.
"""

from pathlib import Path

import pytest

from gazetteer.gazetteer import Gazetteer
from gazetteer.geoparsing.evaluation import evaluate

GOLD = Path(__file__).parent / "gold"


@pytest.fixture(scope="module")
def report():
    return evaluate([GOLD], Gazetteer.open())


@pytest.mark.parametrize(
    ("lang", "overlap", "end_to_end"),
    [
        ("en", 0.98, 0.955), ("ru", 0.98, 0.96), ("hy", 0.98, 0.96), ("hyw", 0.955, 0.92),
        ("az", 0.98, 0.965), ("az-Cyrl", 0.975, 0.96), ("fr", 0.96, 0.945), ("tr", 0.955, 0.925),
    ],
)  # fmt: skip
def test_mentions_are_found_and_resolved(report, lang, overlap, end_to_end):
    scores = report.scores(lang)
    assert scores["overlap"]["f1"] >= overlap
    assert scores["end_to_end"]["f1"] >= end_to_end


def test_settlements_districts_and_roles(report):
    scores = report.scores()
    assert scores["resolution_settled"]["accuracy"] >= 0.97
    assert scores["role"]["accuracy"] >= 0.97
    assert scores["type"]["accuracy"] >= 0.94


def test_every_document_is_scored(report):
    documents = {pair.doc for pair in report.pairs}
    assert len(documents) == len(list(GOLD.glob("*.json")))
