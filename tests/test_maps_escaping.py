"""Nothing that comes from outside can leave the place that a page gives it."""

import csv
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.escaping import data_script, html, json_text, text_fragment, visible, web_address

CASES = Path(__file__).parent / "cases" / "attacks.csv"
ASSETS = Path(__file__).parents[1] / "maps" / "assets"


def attacks() -> list[str]:
    """Return the hostile texts of the table; `escaped` ones are written as bytes of UTF-8."""
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [_decoded(row["text"]) if row["coding"] == "escaped" else row["text"] for row in rows]


def _decoded(text: str) -> str:
    return text.encode().decode("unicode_escape").encode("latin-1").decode()


def read_back(script: str) -> object:
    body = re.fullmatch(r"site\.put\(\"k\",'(.*)'\);\n", script, re.DOTALL)
    assert body
    literal = re.sub(r"\\u([0-9a-f]{4})|\\(.)", _unescape, body[1], flags=re.DOTALL)
    return json.loads(literal)


def _unescape(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else match[2]


@pytest.mark.parametrize("text", attacks())
def test_attacks_stay_data(text):
    script = data_script("k", json_text({"a": text}))
    assert not re.search("[<>&`\u2028\u2029]|[$]{", script)
    assert script.count("\n") == 1
    assert read_back(script) == {"a": visible(text)}
    assert not re.search(r"[<>\"'](?!#)", str(html(text)).replace("&#", ""))


@given(st.recursive(st.none() | st.integers() | st.text(), lambda c: st.lists(c, max_size=4)))
def test_data_arrives_as_it_was(value):
    shown = json.loads(json_text(value))
    assert read_back(data_script("k", json_text(value))) == shown
    assert json.loads(json_text(shown)) == shown


@given(st.text())
def test_visible_text_can_be_written_and_does_not_reorder(text):
    shown = visible(text)
    shown.encode("utf-8")
    assert not re.search("[\x00\u202a-\u202e\u2066-\u2069]", shown)
    assert visible(shown) == shown


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_no_browser_reads_are_refused(value):
    with pytest.raises(ValueError, match="JSON"):
        json_text({"a": value})


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "java\nscript:x", "data:text/html,x", "//x",
     "file:///etc/passwd", "https://", "http://[", "vbscript:x", "", "ftp://x.org"],
)  # fmt: skip
def test_only_web_addresses_become_links(address):
    assert web_address(address) == ""
    assert text_fragment(address, "a", "b", "c") == ""


def test_an_address_cannot_end_its_attribute():
    assert web_address('https://example.org/"><script>') == "https://example.org/%22%3E%3Cscript%3E"


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.js")), ids=lambda path: path.name)
def test_scripts_never_make_markup_from_text(path):
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc"
    )
    assert not re.search(forbidden, path.read_text(encoding="utf-8"))
