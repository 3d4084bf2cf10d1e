r"""A reader's corrections of a scan: a small TOML file beside the document that always wins.

The file is named like the document with `.corrections.toml` behind it:

    sha256 = "…"                       # of the document when the corrections were made

    [[mention]]
    quote = "Martuni"                  # the words, with some of the text on both sides
    before = "the two towns is called "
    after = ", and letters go astray"
    start = 961                        # where it stood, in code points
    place = "p000123"                  # it is this place; or
    unknown = true                     # it is a place that the gazetteer does not have; or
    not_a_place = true                 # it is no place
    role = "metonymic"                 # optional
    note = "why"                       # optional, for people

While the document is unchanged, a mention is found by `start`; after an edit, by its quote and
the text around it. What can no longer be found, or names an id that is gone, is reported.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from gazetteer.errors import TableError
from gazetteer.model import Document, Mention, Place, Role

if TYPE_CHECKING:
    from gazetteer.gazetteer import Gazetteer

SUFFIX = ".corrections.toml"

_AROUND = 32  # characters of context kept on each side
_ALIKE = 0.5  # share of the kept context that must still be there after an edit
_ROLES = frozenset(get_args(Role))
_KEYS = frozenset({"quote", "before", "after", "start", "place", "unknown", "not_a_place",
                   "role", "note"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision of a reader on one mention.

    Exactly one of `place`, `unknown` and `not_a_place` is set, or none where only the role is
    corrected.
    """

    quote: str
    before: str = ""
    after: str = ""
    start: int = 0
    place: str = ""
    unknown: bool = False
    not_a_place: bool = False
    role: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of one document, and the digest of the file that they were made on."""

    sha256: str
    mentions: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class Unfit:
    """A correction that no longer fits, and why."""

    correction: Correction
    reason: str

    def __str__(self) -> str:
        return f"the correction of “{self.correction.quote}” no longer fits: {self.reason}"


def corrections_path(document: Path | str) -> Path:
    """Return where the corrections of a document are kept."""
    return Path(f"{document}{SUFFIX}")


def read_corrections(path: Path) -> Corrections | None:
    """Return the corrections of a file, None when there is no such file.

    Raises TableError with every fault of the file.
    """
    if not path.is_file():
        return None
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TableError(f"{path}: not TOML in UTF-8 ({error})") from None
    rows = content.get("mention", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TableError(f"{path}: corrections are written as [[mention]] tables")
    faults = [
        f"{path}: mention {number}: {fault}"
        for number, row in enumerate(rows, start=1)
        for fault in _faults(row)
    ]
    if faults:
        raise TableError(faults)
    return Corrections(str(content.get("sha256", "")), tuple(Correction(**row) for row in rows))


def _faults(row: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(set(row) - _KEYS):
        yield f"unknown key {key!r}; known are {', '.join(sorted(_KEYS))}"
    if not isinstance(row.get("quote"), str) or not row["quote"]:
        yield "`quote` must hold the words of the mention"
    for key in ("before", "after", "place", "role", "note"):
        if not isinstance(row.get(key, ""), str):
            yield f"`{key}` must be a text"
    for key in ("unknown", "not_a_place"):
        if not isinstance(row.get(key, False), bool):
            yield f"`{key}` must be true or false"
    if isinstance(row.get("start", 0), bool) or not isinstance(row.get("start", 0), int):
        yield "`start` must be a number"
    if row.get("role", "") not in {"", *_ROLES}:
        yield f"`role` must be one of {', '.join(sorted(_ROLES))}"
    decisions = [key for key in ("place", "unknown", "not_a_place") if row.get(key)]
    if len(decisions) > 1 or not (decisions or row.get("role")):
        yield "give one of `place`, `unknown`, `not_a_place`, or a `role`"


def write_corrections(path: Path, corrections: Corrections) -> None:
    """Write the corrections of one document, aside and then renamed."""
    lines = [f"sha256 = {_quoted(corrections.sha256)}"]
    for correction in corrections.mentions:
        lines += ["", "[[mention]]"]
        for key in ("quote", "before", "after", "start", "place", "unknown", "not_a_place",
                    "role", "note"):  # fmt: skip
            value = getattr(correction, key)
            if value or key == "start":
                lines.append(f"{key} = {_quoted(value)}")
    aside = path.with_name(f".{path.name}.writing")
    aside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    aside.replace(path)


def _quoted(value: str | int | bool) -> str:
    # A TOML basic string is a JSON string, but for the delete character, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def correction_of(document: Document, start: int, end: int, **decision: str | bool) -> Correction:
    """Return a correction of the span with the context that will find it again."""
    text = document.text
    return Correction(
        text[start:end], text[max(0, start - _AROUND) : start], text[end : end + _AROUND], start,
        **decision,  # type: ignore[arg-type]
    )  # fmt: skip


def apply_corrections(
    mentions: Sequence[Mention],
    document: Document,
    corrections: Corrections,
    gaz: "Gazetteer",
) -> tuple[list[Mention], list[Unfit]]:
    """Return the mentions as the reader wants them, and the corrections that no longer fit.

    A corrected span replaces every mention that it overlaps; a span that the scan had missed is
    added.
    """
    corrected = list(mentions)
    unfit: list[Unfit] = []
    unchanged = corrections.sha256 == document.sha256
    for correction in corrections.mentions:
        start = _locate(correction, document.text, unchanged=unchanged)
        if start is None:
            unfit.append(Unfit(correction, "its words no longer stand in the text like this"))
        elif correction.place and correction.place not in gaz:
            unfit.append(Unfit(correction, f"the gazetteer has no place {correction.place}"))
        else:
            place = gaz[correction.place] if correction.place else None
            corrected = _corrected(corrected, correction, start, place, gaz)
    return sorted(corrected, key=lambda mention: mention.start), unfit


def _locate(correction: Correction, text: str, *, unchanged: bool) -> int | None:
    """Return where the mention stands now, None when no spot resembles the old one."""
    quote, start = correction.quote, correction.start
    if unchanged and text[start : start + len(quote)] == quote:
        return start
    best: tuple[float, int] | None = None
    found = text.find(quote)
    while found >= 0:
        rank = (_likeness(correction, text, found), -abs(found - start))
        if best is None or rank > (best[0], -abs(best[1] - start)):
            best = (rank[0], found)
        found = text.find(quote, found + 1)
    return best[1] if best and best[0] >= _ALIKE else None


def _likeness(correction: Correction, text: str, start: int) -> float:
    """Return the share of the kept context that stands around a spot, spaces not counted."""
    end = start + len(correction.quote)
    kept_before, kept_after = _squeeze(correction.before), _squeeze(correction.after)
    total = len(kept_before) + len(kept_after)
    if not total:
        return 1.0
    reach = 2 * _AROUND
    before = _squeeze(text[max(0, start - reach) : start])
    after = _squeeze(text[end : end + reach])
    met = _common(kept_before[::-1], before[::-1]) + _common(kept_after, after)
    # One side alone is enough: an edit next to the mention spoils the other.
    return max(met / total, *(
        _common(kept, now) / len(kept)
        for kept, now in ((kept_before[::-1], before[::-1]), (kept_after, after))
        if len(kept) >= _SIDE
    ), 0.0)  # fmt: skip


_SIDE = 10  # characters of one side that identify a spot without the other


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _common(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _corrected(
    mentions: Sequence[Mention],
    correction: Correction,
    start: int,
    place: Place | None,
    gaz: "Gazetteer",
) -> list[Mention]:
    end = start + len(correction.quote)
    met = [m for m in mentions if m.start < end and start < m.end]
    kept = [m for m in mentions if not (m.start < end and start < m.end)]
    if correction.not_a_place:
        return kept
    old = met[0] if met else None
    role: Role = correction.role or (old.role if old else "literal")  # type: ignore[assignment]
    why = "corrected by a reader" + (f": {correction.note}" if correction.note else "")
    if old and not correction.place and not correction.unknown:
        return [*kept, replace(old, role=role, evidence=(why, *old.evidence))]
    return [
        *kept,
        Mention(
            start, end, correction.quote, role, 1.0, place, gaz.label(place) if place else "",
            old.page if old else None, (), (why,),
        ),
    ]  # fmt: skip
