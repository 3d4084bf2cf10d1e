"""Read gold files: documents whose place mentions were marked by hand.

A gold file is the JSON of the outside contract: the name of a document, its language and its
mentions.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gazetteer.errors import MissingInputError, TableError

SCHEMES = {"wof": "wof", "gn": "geonames"}  # the keys of a gold place and ours
_BOUNDS = {"lat": (-90, 90), "lon": (-180, 180), "tolerance_km": (0, 20_100)}  # half the globe


@dataclass(frozen=True, slots=True)
class GoldMention:
    """One mention as an annotator marked it; `place` is None where nobody can tell the place."""

    start: int
    end: int
    text: str
    role: str
    type: str
    place: Mapping[str, Any] | None
    certain: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """The annotation of one document; `path` is where the document itself was found."""

    path: Path
    lang: str
    mentions: tuple[GoldMention, ...]


def read_gold(
    paths: Iterable[Path | str], *, documents: Path | str | None = None
) -> Iterator[GoldDocument]:
    """Yield the annotated documents of gold files and of folders of them, sorted by name.

    Raises MissingInputError where there is no gold or a document is not there, and TableError with
    every fault of a gold file.
    """
    for path in map(Path, paths):
        files = sorted(path.glob("*.json")) if path.is_dir() else [path]
        found = [gold for file in files if (gold := _read_gold_file(file, documents, path))]
        if not found:
            raise MissingInputError(f"{path}: no gold file here (JSON with `doc` and `mentions`)")
        yield from found


def _read_gold_file(file: Path, documents: Path | str | None, asked: Path) -> GoldDocument | None:
    if not file.is_file():
        raise MissingInputError(f"{file}: no such gold file")
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise TableError(f"{file}: not JSON in UTF-8 ({error}); save it again") from None
    if not isinstance(content, dict) or "mentions" not in content or "doc" not in content:
        if asked == file:
            raise TableError(f"{file}: a gold file is a JSON object with `doc` and `mentions`")
        return None
    if faults := list(_file_faults(content)):
        raise TableError([f"{file}: {fault}" for fault in faults])
    mentions = tuple(_gold_mention(record) for record in content["mentions"])
    path = _find_document(content["doc"], file.parent, documents)
    return GoldDocument(path, content.get("lang") or "und", mentions)


def _file_faults(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield everything that a gold file states in another way than the contract does."""
    if not isinstance(content["doc"], str) or not content["doc"]:
        yield "`doc` must be the name of a document"
    if not isinstance(content.get("lang") or "", str):
        yield "`lang` must be a language tag"
    records = content["mentions"]
    if not isinstance(records, list):
        yield "`mentions` must be a list"
        return
    for number, record in enumerate(records, start=1):
        faults = _mention_faults(record) if isinstance(record, dict) else ["must be an object"]
        yield from (f"mention {number}: {fault}" for fault in faults)


def _mention_faults(record: Mapping[str, Any]) -> Iterator[str]:
    for key, kind in (("start", int), ("end", int), ("text", str)):
        if not isinstance(record.get(key), kind) or isinstance(record[key], bool):
            yield f"`{key}` must be {'a text' if kind is str else 'a number'}"
    start, end = record.get("start"), record.get("end")
    if isinstance(start, int) and isinstance(end, int) and not 0 <= start < end:
        yield "`start` must be at least 0 and less than `end`"
    for key in ("role", "type", "note"):
        if not isinstance(record.get(key) or "", str):
            yield f"`{key}` must be a text"
    if not isinstance(record.get("certain", True), bool):
        yield "`certain` must be true or false"
    if "place" not in record:
        yield "`place` must be there, null where nobody can tell it"
    elif record["place"] is not None:
        yield from _place_faults(record["place"])


def _place_faults(place: object) -> Iterator[str]:
    if not isinstance(place, dict):
        yield "`place` must be an object or null"
        return
    for key in SCHEMES:
        if not isinstance(place.get(key) or [], list):
            yield f"`place.{key}` must be a list"
    for key, (least, most) in _BOUNDS.items():
        if isinstance(place.get(key), bool) or not isinstance(place.get(key), int | float):
            yield f"`place.{key}` must be a number"
        elif not least <= place[key] <= most:
            yield f"`place.{key}` must lie between {least} and {most}"


def _gold_mention(record: Mapping[str, Any]) -> GoldMention:
    return GoldMention(
        record["start"], record["end"], record["text"], record.get("role") or "literal",
        record.get("type") or "", record["place"], record.get("certain", True),
        record.get("note") or "",
    )  # fmt: skip


def _find_document(name: str, beside: Path, documents: Path | str | None) -> Path:
    """Return the document: in the folder given, beside the gold, or in a documents folder near."""
    near = [beside, beside / "documents", beside.parent / "documents"]
    for folder in [*([Path(documents)] if documents else []), *near]:
        if (folder / name).is_file():
            return folder / name
        if folder is not beside and folder.is_dir():
            inside = sorted(path / name for path in folder.iterdir() if (path / name).is_file())
            if inside:
                return inside[0]
    raise MissingInputError(
        f"{beside / name}: the annotated document is not there; say where with --documents"
    )
