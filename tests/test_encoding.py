"""Encodings by rows; what no encoding explains is refused with a reason."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.errors import DocumentError
from gazetteer.geoparsing.encoding import decode
from geodata.door import knowledge

with (Path(__file__).parent / "cases/encodings.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))
ARMSCII = {
    chr(int(row["codepoint"], 16)): bytes.fromhex(row["byte"])
    for row in reversed(knowledge("armscii8.csv"))
    if int(row["codepoint"], 16) > 127
}


def encode(text, encoding):
    if encoding == "armscii-8":
        return b"".join(ARMSCII.get(c) or c.encode("ascii") for c in text)
    return text.encode(encoding)


@pytest.mark.parametrize("row", CASES, ids=[f"{r['encoding']} {r['text'][:20]}" for r in CASES])
def test_decode(row):
    data = encode(row["text"], row["encoding"])
    assert decode(data, "note.txt") == (row["text"], row["encoding"])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Stepanakert \xff\xfe broken", "invalid UTF-8 at byte 12"),
        (b"fine\nthen \xc3( not", r"invalid UTF-8 at byte 10 \(line 2\)"),
        (b"hello\x80world", "invalid UTF-8 at byte 5"),
        (b"Units and seats of the district, 1923\xd01988", "invalid UTF-8 at byte 37"),
        (bytes(range(128, 256)), "invalid UTF-8 at byte 0"),
        ("Շուշի ".encode() * 20 + b"\xff", "mixed or damaged"),
        ("Дорога в Шушу. ".encode("cp1251") * 9 + "Дорога".encode(), "mixed or damaged"),
        (b"Shusha\0Lachin", "a NUL byte at byte 6"),
        ("Шуша".encode("utf-16-le"), "not a text file"),
        (b"\xff\xfe\x00\xd8\x00", "damaged at byte"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "invalid UTF-8 at byte 0"),
        (b"\x01\x02\x03\x04 text \x05", "control characters"),
        (b"%PDF-1.7 ...", "this is a PDF, not text; name it .pdf"),
        (b"PK\x03\x04....", "ZIP container"),
    ],
)
def test_what_no_encoding_explains_is_refused(data, reason):
    with pytest.raises(DocumentError, match=rf"^note\.txt: .*({reason})"):
        decode(data, "note.txt")


def test_a_declared_encoding_is_believed_after_utf_8_only():
    text = "Шуша и Лачин"
    assert decode(text.encode("koi8-r"), "n", declared="koi8-r") == (text, "koi8-r")
    assert decode(text.encode(), "n", declared="koi8-r") == (text, "utf-8")
    assert decode(text.encode("cp1251"), "n", declared="no-such")[1] == "cp1251"


def test_the_mark_of_utf_8_stays_in_the_text():
    assert decode(b"\xef\xbb\xbfShusha", "note.txt") == ("\ufeffShusha", "utf-8")


@given(st.text(alphabet=st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Cn"])))
def test_utf_8_is_always_utf_8(text):
    if not text.startswith("%PDF-") and "\ufffe" not in text:
        assert decode(text.encode(), "note.txt") == (text, "utf-8")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    try:
        decode(data, "note.txt")
    except DocumentError as error:
        assert "\n" not in str(error)
