"""What a reader of one format hands on: the canonical text, its parts and what the file says.

Every reader is a function `extract(path) -> Extract` that raises `DocumentError` with the name of
the file, the reason and what to do. That the text is one is checked where the reader is called.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from gazetteer.errors import DocumentError

# What of a file is held in memory at once. The longest book is far below it; a damaged or hostile
# file is not. With the decoded text beside the bytes this stays below 400 MB.
MAX_BYTES = 64 * 2**20
# A tree of elements takes about twenty times the room of its markup.
MAX_MARKUP = 24 * 2**20
_BLANK_RUN = 2**20
# What readers say, behind the name of a file, of those that they refuse for the same reason.
EMPTY = "the file is empty; leave it out or give the whole file"
WITHOUT_TEXT = "the document has no text; leave it out or give the whole file"
LOCKED = "locked with a password; save it without one"
DECLARES_ENTITIES = "declares XML entities, which could read other files; refused"
TOO_LONG = f"more than {MAX_BYTES // 2**20} MB of text; split it up"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text that is one page (1-based) or stands under one heading."""

    start: int
    end: int
    page: int | None = None
    section: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of one document, its parts in order, and its metadata as strings.

    Known keys of `metadata` are `title`, `date` (ISO where it can be told), `source_url`,
    `author`, `lang` (as declared) and `left_out` (what of the file could not be read).
    """

    text: str
    parts: tuple[Part, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def read_bytes(path: Path, limit: int = 0) -> bytes:
    """Return the bytes of a file of at most `limit` or `MAX_BYTES`; raise DocumentError beyond."""
    limit = limit or MAX_BYTES
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise DocumentError(
            f"{path}: larger than {limit // 2**20} MB; split it into smaller documents"
        )
    if not data:
        raise DocumentError(f"{path}: {EMPTY}")
    return data


def check_text(text: str, path: Path) -> None:
    """Raise DocumentError when what was read is no running text: blank, or one word.

    A run of a million characters without a blank is no writing in any of our languages: it is
    data, and a scan would only waste time on it.
    """
    if not text.strip("\ufeff \t\r\n\f\v\x00"):
        raise DocumentError(f"{path}: {WITHOUT_TEXT}")
    for start in range(0, len(text) - _BLANK_RUN + 1, _BLANK_RUN // 2):
        window = text[start : start + _BLANK_RUN // 2]
        if (
            len(window.split(None, 1)) == 1
            and not window[:1].isspace()
            and not window[-1:].isspace()
        ):
            raise DocumentError(
                f"{path}: half a million characters without a blank from character {start:,}; "
                "this is data, not text: leave it out"
            )
