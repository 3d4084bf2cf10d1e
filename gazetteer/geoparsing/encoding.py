"""Decode the bytes of a document: byte order mark, UTF-8, what is declared, then what is likely.

The detector knows only the encodings that were in use for the languages of this region (table
`geodata/knowledge/encodings.csv`). It looks for words that are written as words are (one
script, capitals where capitals stand, common letters) and refuses to guess when nothing fits:
a wrong guess would turn every name of the document into another.
"""

import codecs
import re
from collections.abc import Iterator
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
_SIGNS = frozenset("«»–—“”„’‘…№§։՝՞՜՛֊՚\u00a0°")
# A text of ASCII letters with these alone, set as punctuation is, came from Windows: there
# all its encodings agree on them.
_WINDOWS_SIGNS = re.compile("[‘’“”„–—…«»•°§©®™€£\u00a0]")
_SIGN_IN_A_WORD = re.compile("[A-Za-z][“„…«»•§©®™€£][A-Za-z]")
# What web pages and editors declare without knowing; browsers read it as Windows writes it.
_VAGUE = frozenset(["ascii", "cp1252", "iso8859-1"])
_WINDOWS = "cp1252"
_SAMPLE = 20_000
_LEAST_LETTERS = 6
_LEAST_SCORE = 0.9  # the right encoding scores 1.15 and more on our documents, others mostly 0
# Three UTF-8 letters in a row are, in each of the 8-bit encodings, no word of any language.
_UTF_8_RUN = re.compile(rb"(?:[\xd0\xd1\xd4-\xd6][\x80-\xbf]){3}")


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
            f"{name}: a NUL byte at byte {position:,}; not text, or UTF-16 without its mark: "
            "save it as UTF-8"
        )
    if not _is_plausible(text, _SAMPLE):
        raise DocumentError(f"{name}: not a text file (control characters); leave it out")


def _decode_legacy(
    data: bytes, name: str, declared: str, error: UnicodeDecodeError
) -> tuple[str, str]:
    line = data.count(b"\n", 0, error.start) + 1
    where = f"byte {error.start:,} (line {line:,})"
    if _UTF_8_RUN.search(data) or _is_mostly_utf_8(data):
        raise DocumentError(
            f"{name}: invalid UTF-8 at {where} in a file that is UTF-8 elsewhere: mixed or damaged "
            "encodings; mend that place and save the file as UTF-8"
        )
    for encoding in () if 0 in data else _likely(data, declared):
        text = _try(data, encoding)
        if text and _is_plausible(text, 4 * _SAMPLE):
            return text, encoding
    raise DocumentError(
        f"{name}: invalid UTF-8 at {where}, and no other encoding explains the file; "
        "save it as UTF-8, or leave it out if it is not text"
    )


def _likely(data: bytes, declared: str) -> Iterator[str]:
    """Yield the encodings to try; a declaration that is often untrue comes last."""
    name = _codec_name(declared)
    if name and name not in _VAGUE:
        yield declared
    if found := detect(data):
        yield found
    if name in _VAGUE:
        yield _WINDOWS


def _codec_name(declared: str) -> str:
    """Return Python's name of a declared encoding, empty where the bytes show it to be untrue."""
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return declared if declared in _own_tables() else ""
    return "" if name.startswith(("utf-16", "utf-32")) else name  # ASCII stood in the bytes


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
    if best[0] >= _LEAST_SCORE:
        return best[2]
    return _WINDOWS if _has_signs_alone(sample) else ""


def _has_signs_alone(data: bytes) -> bool:
    """Tell whether the text is ASCII but for the punctuation of Windows, as English mostly is."""
    text = _try(data, _WINDOWS)
    if text is None or _SIGN_IN_A_WORD.search(text):
        return False
    signs = _WINDOWS_SIGNS.findall(text)
    letters = sum(char.isascii() and char.isalpha() for char in text)
    return len(signs) == sum(char > "\x7f" for char in text) and letters >= 4 * len(signs)


def _spread(data: bytes) -> bytes:
    """Return four stretches of the data, since a long file may begin with a page of ASCII."""
    step = len(data) // 4
    return b"\n".join(data[i * step : i * step + _SAMPLE] for i in range(4))


def _is_plausible(text: str, reach: int) -> bool:
    """Tell whether the beginning of a text may be one: of fifty characters one may be a control."""
    sample = text[:reach]
    return len(_CONTROLS.findall(sample)) * 50 <= len(sample)


def _score(text: str, letters: str) -> float:
    """Return how well the words beyond ASCII read: 0.0 (as noise) to 1.5 (all common letters).

    `letters` lists the letters of the encoding's languages, commonest first. Latin letters must
    stand among ASCII ones; of other scripts a few letters are no evidence. Punctuation beyond
    ASCII explains less than a letter does, beside Latin letters nothing either way (a text in
    French has more apostrophes than accents), and other signs explain nothing.
    """
    rank = {letter: 1.0 - i / len(letters) for i, letter in enumerate(letters)}
    is_latin = _script(letters[0]) == "Latn"
    beyond, good, count, lone = sum(c > "\x7f" for c in text), 0.0, 0, 0
    for word in _WORD.findall(text):
        own = [c for c in word.replace("İ", "i").lower() if c > "\x7f"]
        if is_latin and not any(c.isascii() for c in word):
            lone += len(word) == 1 and word.islower()  # the French "à"; a capital may be a dash
            continue
        if own and _is_written_as_a_word(word) and all(c in rank for c in own):
            good += sum(0.5 + rank[c] for c in own)
            count += len(own)
    signs = sum(c in _SIGNS for c in text)
    if count < (1 if is_latin else _LEAST_LETTERS) or (count + signs + lone) < 0.8 * beyond:
        return 0.0
    return good / (beyond - signs - lone) if is_latin else (good + 0.5 * signs) / beyond


def _is_written_as_a_word(word: str) -> bool:
    one_script = len({_script(c) for c in word}) == 1
    return one_script and (word.islower() or word.isupper() or word[1:].islower())


def _script(letter: str) -> str:
    if letter < "\u0400":
        return "Latn"
    return "Cyrl" if letter < "\u0530" else "Armn"


@cache
def _own_tables() -> dict[str, str]:
    """Return the decoding tables that Python lacks, as 256 characters; U+FFFE is undefined."""
    table = [chr(i) if i < 128 else "\ufffe" for i in range(256)]
    for row in knowledge("armscii8.csv"):
        table[int(row["byte"], 16)] = chr(int(row["codepoint"], 16))
    return {"armscii-8": "".join(table)}
