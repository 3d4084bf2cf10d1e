"""Rules of exclusion are asked only where they can hold: none is left out that would speak."""

from pathlib import Path

import pytest

from gazetteer.gazetteer import Gazetteer
from gazetteer.geoparsing import exclusions, recognition, unknown_names
from gazetteer.geoparsing.documents import document_of_text
from gazetteer.geoparsing.recognition import Recognizer

GOLD = Path(__file__).parent / "gold"
WAYS = {
    "as it stands": str,
    "in capitals": str.upper,
    "in lists": lambda text: text.replace(" and ", ", ").replace(". ", ", "),
    "a word a line": lambda text: text.replace(" ", "\n"),
}


@pytest.fixture(scope="module")
def recognizer():
    return Recognizer.open(Gazetteer.open())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("lang", ["en", "ru", "az", "az-cyrl", "hy", "hyw"])
def test_no_rule_speaks_where_it_is_not_asked(recognizer, monkeypatch, way, lang):
    ask, left_out, asked = exclusions.exclusion, [], 0

    def check(around, word):
        nonlocal asked
        asked += 1
        rules = exclusions._OF_PHRASES if "phrase" in word.signs else exclusions._RULES
        allowed = exclusions._rules_for(word.kinds, word.signs, around.beside)
        own = word.kinds | word.signs
        for rule in rules:
            # What a word must be is said by the table alone; what stands beside it by the rule too.
            needed = exclusions._NEEDED.get(rule)
            is_possible = needed is None or not own.isdisjoint(needed)
            if rule not in allowed and is_possible and (reason := rule(around, word)):
                left_out.append((rule.__name__, around.written, reason))
        return ask(around, word)

    for module in (exclusions, recognition, unknown_names):
        monkeypatch.setattr(module, "exclusion", check)
    for path in sorted(GOLD.glob(f"{lang}-[2-6]1.txt")):
        document = document_of_text(WAYS[way](path.read_text(encoding="utf-8")))
        recognizer.find(document.text, document.segments)
    assert asked
    assert not left_out
