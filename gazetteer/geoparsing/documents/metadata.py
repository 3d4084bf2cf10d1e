"""What a document says of itself: front matter, a sidecar file, and dates in one form."""

import errno
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gazetteer.errors import DocumentError

_YAML_FRONT = re.compile(
    r"\ufeff?---[^\S\n]*\r?\n(.*?\n)(?:---|\.\.\.)[^\S\n]*(?:\r?\n|\Z)", re.DOTALL
)
_TOML_FRONT = re.compile(r"\ufeff?\+\+\+[^\S\n]*\r?\n(.*?\n)\+\+\+[^\S\n]*(?:\r?\n|\Z)", re.DOTALL)
_YAML_LINE = re.compile(r"([A-Za-z_][\w.-]*)[^\S\n]*:(?:[^\S\n]+(.*))?")
_FRONT_LIMIT = 20_000
_KEYS = {
    "url": "source_url", "source": "source_url", "sourceurl": "source_url", "link": "source_url",
    "canonical": "source_url", "canonical_url": "source_url", "permalink": "source_url",
    "published": "date", "created": "date", "pubdate": "date", "datum": "date",
    "authors": "author", "creator": "author", "by": "author", "language": "lang",
}  # fmt: skip
_ISO_DATE = re.compile(r"\s*(\d{4})(?:-?(\d\d))?(?:-?(\d\d))?(?![\d])")
_PDF_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")


def front_matter(text: str) -> tuple[Mapping[str, str], int]:
    r"""Return what the head of a text file says, and where the head ends (0 without one).

    YAML heads between `---` lines are read line by line (`key: value`, lists and nesting are
    passed over); TOML heads between `+++` lines as TOML. A head that is neither is text.

    >>> front_matter("---\ntitle: Дорога\nurl: https://example.org/1\n---\nText")
    (mappingproxy({'title': 'Дорога', 'source_url': 'https://example.org/1'}), 49)
    """
    head = text[:_FRONT_LIMIT]
    if found := _YAML_FRONT.match(head):
        values = _yaml_values(found[1])
    elif found := _TOML_FRONT.match(head):
        values = _toml_values(found[1])
    else:
        return MappingProxyType({}), 0
    return (named(values), found.end()) if values is not None else (MappingProxyType({}), 0)


def sidecar(path: Path) -> Mapping[str, str]:
    """Return what `<name>.toml` beside the document says, empty without such a file.

    `report.pdf.toml` is that of `report.pdf` alone; `report.toml` serves every `report.*`.
    Raises DocumentError when the file is no TOML.
    """
    for beside in sidecars(path):
        if beside != path and lies_beside(beside):
            try:
                return named(tomllib.loads(beside.read_text(encoding="utf-8-sig")))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                reason = str(error).replace("\n", " ")
                raise DocumentError(
                    f"{beside}: not valid TOML ({reason}); mend or remove it"
                ) from None
    return MappingProxyType({})


def sidecars(path: Path) -> tuple[Path, Path]:
    """Return the files that may say something of a document; the first is its own alone.

    >>> [beside.name for beside in sidecars(Path("report.pdf"))]
    ['report.pdf.toml', 'report.toml']
    """
    return path.with_name(f"{path.name}.toml"), path.with_name(f"{path.stem}.toml")


def lies_beside(path: Path) -> bool:
    """Tell whether the file is there; beside the longest names that a file can have, none is.

    Raises OSError where nobody can tell.
    """
    try:
        return path.is_file()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise


def named(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the values as strings under our own keys; tables and empty values are left out."""
    found: dict[str, str] = {}
    for key, value in values.items():
        name = _KEYS.get(key.lower().replace("-", "_"), key.lower().replace("-", "_"))
        words = "; ".join(map(str, value)) if isinstance(value, list) else value
        if isinstance(words, dict) or words in (None, ""):
            continue
        said = " ".join(str(words).split())
        found.setdefault(name, iso_date(said) if name == "date" else said)
    return MappingProxyType(found)


def iso_date(written: str) -> str:
    """Return a date as YYYY, YYYY-MM or YYYY-MM-DD where it begins so, else as it is written.

    >>> iso_date("2020-11-20T10:00:00Z"), iso_date("D:20201120080000"), iso_date("20 ноября 2020")
    ('2020-11-20', '2020-11-20', '20 ноября 2020')
    """
    found = _PDF_DATE.match(written) or _ISO_DATE.match(written)
    if not found:
        return written.strip()
    year, month, day = found.groups()
    if not _is_date(year, month, day):
        return written.strip()
    return "-".join(part for part in (year, month, day) if part)


def _is_date(year: str, month: str | None, day: str | None) -> bool:
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return False
    return True


def _yaml_values(head: str) -> dict[str, str] | None:
    values: dict[str, str] = {}
    for line in head.splitlines():
        if not line.strip() or line.lstrip().startswith(("#", "- ")) or line[0].isspace():
            continue
        pair = _YAML_LINE.fullmatch(line.rstrip())
        if not pair:
            return None  # a thematic break and a paragraph, not a head
        values[pair[1]] = _unquoted(pair[2] or "")
    return values


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return (
        ""
        if value in ("|", ">", "|-", ">-", "[]", "{}", "null", "~")
        else value.split(" #")[0].strip()
    )


def _toml_values(head: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(head.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError:
        return None
