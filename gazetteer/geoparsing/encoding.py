"""Decode the bytes of a document: byte order mark, UTF-8, what is declared, then what is likely.

The detector knows only the encodings that were in use for the languages of this region (table
`geodata/knowledge/encodings.csv`). It looks for words that are written as words are (one
script, capitals where capitals stand, common letters) and refuses to guess when nothing fits:
a wrong guess would turn every name of the document into another.
"""

import codecs
import re
from functools import cache

from gazetteer.errors import DocumentError
from geodata.door import knowledge

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FILES = (
    (b"%PDF-", "a PDF", ".pdf"),
    (b"PK\x03\x04", "a ZIP container such as DOCX, ODT or EPUB", ".docx, .odt or .epub"),
    (b"\xd0\xcf\x11\xe0", "an old Office file", ".docx after saving it as such"),
    (b"{\\rtf", "an RTF file", ".docx after saving it as such"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x80-\x84\x86-\x9f\ufffe\uffff]")
_KNOWN_LETTERS = re.compile(
    "[A-Za-z\u00c0-\u024f\u0259\u018f\u0370-\u058f\u0590-\u06ff\u10a0-\u10ff\ufb13-\ufb17]"
)
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000
_LEAST_SCORE = 0.6  # of 1.0; text of these languages scores 0.75 and more, wrong codecs below 0.5


def decode(data: bytes, name: str, *, declared: str = "") -> tuple[str, str]:
    """Return the text and the name of the encoding it was written in.

    `declared` is what the file itself says of its encoding; it is believed only after UTF-8 has
    failed. A UTF-8 byte order mark stays in the text as U+FEFF, so that positions are those of
    the file decoded as UTF-8. Raises DocumentError, beginning with `name`, when the bytes are
    no text or no encoding explains them.

    >>> decode("Шуша и Степанакерт".encode("koi8-r"), "note.txt")
    ('Шуша и Степанакерт', 'koi8-r')
    """
    _refuse_other_files(data, name)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data, encoding, name), encoding
    try:
        text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        text, encoding = _decode_legacy(data, name, declared, error)
    _refuse_controls(text, data, name)
    return text, encoding


def _refuse_other_files(data: bytes, name: str) -> None:
    for magic, what, suffix in _OTHER_FILES:
        if data.startswith(magic):
            raise DocumentError(f"{name}: this is {what}, not text; name it {suffix}")


def _decode_marked(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{name}: begins as {encoding.upper()} but is damaged at byte {error.start:,}; "
            "save it again as UTF-8"
        ) from None
    letters = [c for c in text[:_SAMPLE] if c.isalpha()]
    known = len(_KNOWN_LETTERS.findall("".join(letters)))
    if known * 2 < len(letters) or "\0" in text:
        raise DocumentError(f"{name}: not a text file; leave it out or save it as UTF-8 text")
    return text


def _refuse_controls(text: str, data: bytes, name: str) -> None:
    if (position := data.find(0)) >= 0:
        raise DocumentError(
            f"{name}: a NUL byte at byte {position:,}; not a text file, or UTF-16 without its mark: "
            "save it as UTF-8"
        )
    sample = text[:_SAMPLE]
    if len(_CONTROLS.findall(sample)) * 50 > len(sample):
        raise DocumentError(f"{name}: not a text file (control characters); leave it out")


def _decode_legacy(
    data: bytes, name: str, declared: str, error: UnicodeDecodeError
) -> tuple[str, str]:
    line = data.count(b"\n", 0, error.start) + 1
    where = f"byte {error.start:,} (line {line:,})"
    if 0 not in data[: 2 * _SAMPLE] and not _is_mostly_utf_8(data):
        if declared and (text := _try(data, declared)) is not None and is_plausible(text):
            return text, declared
        if best := detect(data):
            text = _try(data, best) or ""
            if text:
                return text, best
    elif 0 not in data:
        raise DocumentError(
            f"{name}: UTF-8 up to {where} and then not: mixed or damaged encodings; "
            "mend that place and save the file as UTF-8"
        )
    raise DocumentError(
        f"{name}: invalid UTF-8 at {where}, and no other encoding explains the file; "
        "save it as UTF-8, or leave it out if it is not text"
    )


def _is_mostly_utf_8(data: bytes) -> bool:
    """Tell whether most of the bytes beyond ASCII form UTF-8 sequences."""
    ignoring = data.decode("utf-8", "ignore")
    valid = len(ignoring.encode()) - sum(ignoring.count(chr(c)) for c in range(128))
    beyond = len(data) - len(data.translate(None, bytes(range(128, 256))))
    return valid * 2 > beyond


def _try(data: bytes, encoding: str) -> str | None:
    try:
        if encoding in _own_tables():
            return codecs.charmap_decode(data, "strict", _own_tables()[encoding])[0]
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def detect(data: bytes) -> str:
    """Return the likeliest of the region's encodings, or an empty string when none is likely."""
    sample = data if len(data) <= 4 * _SAMPLE else _spread(data)
    scores: list[tuple[float, int, str]] = []
    for rank, row in enumerate(knowledge("encodings.csv")):
        if (text := _try(sample, row["encoding"])) is not None:
            scores.append((_score(text, row["letters"]), -rank, row["encoding"]))
    best = max(scores, default=(0.0, 0, ""))
    return best[2] if best[0] >= _LEAST_SCORE else ""


def _spread(data: bytes) -> bytes:
    """Return four stretches of the data, since a long file may begin with a page of ASCII."""
    step = len(data) // 4
    return b"\n".join(data[i * step : i * step + _SAMPLE] for i in range(4))


def is_plausible(text: str) -> bool:
    """Tell whether text that a file declares the encoding of reads as words at all."""
    sample = text[: 4 * _SAMPLE]
    return len(_CONTROLS.findall(sample)) * 50 <= len(sample)


def _score(text: str, letters: str) -> float:
    """Return how well the words beyond ASCII read: 0.0 (as noise) to about 1.0.

    `letters` lists the letters of the encoding's languages, commonest first.
    """
    rank = {letter: 1.0 - i / len(letters) for i, letter in enumerate(letters)}
    beyond = sum(c > "\x7f" for c in text)
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    good = 0.0
    count = 0
    for word in words:
        own = [c for c in word.lower() if c > "\x7f"]
        count += len(own)
        if _is_written_as_a_word(word) and all(c in rank for c in own):
            good += sum(0.5 + rank[c] for c in own)
    signs = sum(c in "«»–—“”„’‘…№§։՝՞՜՛֊՚\u00a0ʼ°" for c in text)
    return good / max(beyond - signs, count, 1)


def _is_written_as_a_word(word: str) -> bool:
    one_script = len({_script(c) for c in word}) == 1
    return one_script and (word.islower() or word.isupper() or word[1:].islower())


def _script(letter: str) -> str:
    return (
        "Cyrl"
        if "\u0400" <= letter < "\u0530"
        else "Armn"
        if "\u0530" <= letter < "\u0590"
        else "Latn"
    )


@cache
def _own_tables() -> dict[str, str]:
    """Return the decoding tables that Python lacks, as 256 characters; U+FFFE is undefined."""
    table = [chr(i) if i < 128 else "\ufffe" for i in range(256)]
    for row in knowledge("armscii8.csv"):
        table[int(row["byte"], 16)] = chr(int(row["codepoint"], 16))
    return {"armscii-8": "".join(table)}
