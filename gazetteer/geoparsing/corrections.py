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
the text around it, blanks and line ends counting alike. What can no longer be found, names an id
that is gone, or is said again by a later correction, is reported. An id that was merged into
another stands for that one.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from gazetteer.errors import TableError
from gazetteer.geoparsing.documents.metadata import lies_beside
from gazetteer.model import Document, Mention, Place, Role

if TYPE_CHECKING:
    from gazetteer.gazetteer import Gazetteer

_SUFFIX = ".corrections.toml"

_AROUND = 32  # characters of context kept on each side
_ALIKE = 0.5  # share of the kept context that must still be there after an edit
_ROLES = frozenset(get_args(Role))
_FILE_KEYS = frozenset({"sha256", "mention"})


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

    @property
    def decides_place(self) -> bool:
        """Tell whether it is more than a correction of the role."""
        return bool(self.place or self.unknown or self.not_a_place)


_KEYS = tuple(field.name for field in fields(Correction))


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
    return Path(f"{document}{_SUFFIX}")


def read_corrections(path: Path) -> Corrections | None:
    """Return the corrections of a file, None when there is no such file.

    Raises TableError with every fault of the file, in one line.
    """
    try:
        if not lies_beside(path):
            return None
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TableError(f"{path}: not TOML in UTF-8 ({error}); mend or remove it") from None
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({error.strerror})") from None
    if faults := list(_file_faults(content)):
        raise TableError(f"{path}: {'; '.join(faults)}")
    rows = content.get("mention", [])
    return Corrections(str(content.get("sha256", "")), tuple(Correction(**row) for row in rows))


def _file_faults(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a file; a table that nobody reads would be lost in silence."""
    for key in sorted(set(content) - _FILE_KEYS):
        yield f"unknown key {key!r}; corrections are written as [[mention]] tables"
    rows = content.get("mention", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        yield "corrections are written as [[mention]] tables"
        return
    for number, row in enumerate(rows, start=1):
        yield from (f"mention {number}: {fault}" for fault in _faults(row))


def _faults(row: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(set(row).difference(_KEYS)):
        yield f"unknown key {key!r}; known are {', '.join(sorted(_KEYS))}"
    if not isinstance(row.get("quote"), str) or not row["quote"]:
        yield "`quote` must hold the words of the mention"
    for key in ("before", "after", "place", "role", "note"):
        if not isinstance(row.get(key, ""), str):
            yield f"`{key}` must be a text"
    for key in ("unknown", "not_a_place"):
        if not isinstance(row.get(key, False), bool):
            yield f"`{key}` must be true or false"
    start = row.get("start", 0)
    if isinstance(start, bool) or not isinstance(start, int) or start < 0:
        yield "`start` must be a number from 0"
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
        for key in _KEYS:
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
    added. Of two corrections of the same words the later one counts.
    """
    corrected = list(mentions)
    unfit: list[Unfit] = []
    done: list[tuple[tuple[int, int], Correction]] = []
    unchanged = corrections.sha256 == document.sha256
    for correction in corrections.mentions:
        span = _locate(correction, document.text, unchanged=unchanged)
        place = _place(correction.place, gaz)
        if span is None:
            unfit.append(Unfit(correction, "its words no longer stand in the text like this"))
        elif correction.place and place is None:
            unfit.append(Unfit(correction, f"the gazetteer has no place {correction.place}"))
        elif not correction.decides_place and not any(_meets(m, span) for m in corrected):
            unfit.append(Unfit(correction, "no place is found there whose role it could be"))
        else:
            unfit += [Unfit(other, _UNDONE) for other in _undone(done, correction, span)]
            done.append((span, correction))
            corrected = _corrected(corrected, correction, span, document, place, gaz)
    return sorted(corrected, key=lambda mention: mention.start), unfit


_UNDONE = "a later correction decides about the same words"


def _undone(
    done: Sequence[tuple[tuple[int, int], Correction]], later: Correction, span: tuple[int, int]
) -> Iterator[Correction]:
    """Yield the corrections of which a later one takes the place; roles alone go together."""
    for (start, end), correction in done:
        if correction.decides_place and later.decides_place and start < span[1] and span[0] < end:
            yield correction


def _place(place_id: str, gaz: "Gazetteer") -> Place | None:
    """Return the place of an id, or the one that it was merged into; None when there is none."""
    seen: set[str] = set()
    while place_id in gaz and place_id not in seen:
        seen.add(place_id)
        place = gaz[place_id]
        if not place.superseded_by:
            return place
        place_id = place.superseded_by
    return None


def _locate(correction: Correction, text: str, *, unchanged: bool) -> tuple[int, int] | None:
    """Return the span of the mention now, None when no spot resembles the old one."""
    quote, start = correction.quote, correction.start
    if unchanged and text[start : start + len(quote)] == quote:
        return start, start + len(quote)
    best = max(
        (
            (_likeness(correction, text, *found.span()), -abs(found.start() - start), found.span())
            for found in _spots(quote, text)
        ),
        default=None,
    )
    return best[2] if best and best[0] >= _ALIKE else None


def _spots(quote: str, text: str) -> Iterator[re.Match[str]]:
    """Yield where the words of a quote stand, wherever the lines are broken."""
    words = quote.split()
    pattern = r"\s+".join(map(re.escape, words)) if words else re.escape(quote)
    return re.finditer(pattern, text)


def _likeness(correction: Correction, text: str, start: int, end: int) -> float:
    """Return the share of the kept context that stands around a spot, spaces not counted."""
    kept_before, kept_after = _squeeze(correction.before), _squeeze(correction.after)
    total = len(kept_before) + len(kept_after)
    if not total:
        return 1.0
    reach = 2 * _AROUND
    before = _squeeze(text[max(0, start - reach) : start])
    after = _squeeze(text[end : end + reach])
    met_before = _common(kept_before[::-1], before[::-1])
    met_after = _common(kept_after, after)
    shares = [(met_before + met_after) / total]
    # One side alone is enough: an edit next to the mention spoils the other.
    for met, kept in ((met_before, kept_before), (met_after, kept_after)):
        if len(kept) >= _SIDE:
            shares.append(met / len(kept))
    return max(shares)


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


def _meets(mention: Mention, span: tuple[int, int]) -> bool:
    return mention.start < span[1] and span[0] < mention.end


def _corrected(
    mentions: Sequence[Mention],
    correction: Correction,
    span: tuple[int, int],
    document: Document,
    place: Place | None,
    gaz: "Gazetteer",
) -> list[Mention]:
    start, end = span
    met = [m for m in mentions if _meets(m, span)]
    kept = [m for m in mentions if not _meets(m, span)]
    if correction.not_a_place:
        return kept
    old = met[0] if met else None
    role: Role = correction.role or (old.role if old else "literal")  # type: ignore[assignment]
    why = "corrected by a reader" + (f": {correction.note}" if correction.note else "")
    if old and not correction.decides_place:
        return [*kept, replace(old, role=role, evidence=(why, *old.evidence))]
    page = next((s.page for s in document.segments if s.start <= start < s.end), None)
    label = gaz.label(place) if place else ""
    quote = document.text[start:end]
    return [*kept, Mention(start, end, quote, role, 1.0, place, label, page, (), (why,))]
