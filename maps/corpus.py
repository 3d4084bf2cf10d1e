"""The mentions of all documents, kept on disk while a site is built, so that memory stays flat."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .reader import Numbered, certainty, one_line

_SCHEMA = """
pragma journal_mode=off; pragma synchronous=off;
create table mention (place text, doc int, number int, form text, text text, role text,
  certainty text,
  confidence real, page int, start int, end int, before text, after text);
"""


class Row(NamedTuple):
    """One mention as the corpus remembers it; `place` is empty where it is unresolved."""

    place: str
    doc: int
    number: int
    form: str
    text: str
    role: str
    certainty: str
    confidence: float
    page: int | None
    start: int
    end: int
    before: str
    after: str


class Entry(NamedTuple):
    """One document as the corpus remembers it."""

    slug: str
    path: str
    title: str
    date: str
    lang: str
    places: int
    mentions: int
    unresolved: int
    full: str = ""  # the title, where a shorter one stands for it


class Corpus:
    """The documents in memory, their mentions in a file that is removed when the site is done."""

    def __init__(self, path: Path) -> None:
        self.entries: list[Entry] = []
        self._path = path
        self._store = sqlite3.connect(path)
        self._store.executescript(_SCHEMA)

    def add(self, entry: Entry, numbered: list[Numbered]) -> None:
        """Remember a document and its mentions."""
        doc = len(self.entries)
        self.entries.append(entry)
        self._store.executemany(
            f"insert into mention values ({','.join('?' * len(Row._fields))})",  # noqa: S608 - only question marks
            [_row(doc, one) for one in numbered],
        )

    def freeze(self) -> None:
        """Sort what was added; call it once, before reading."""
        self._store.execute("create index by_place on mention (place, doc, number)")

    def places(self) -> list[tuple[str, int, int]]:
        """Return (place id, mentions, documents) of every place that is named, sorted by id."""
        return list(self._store.execute(
            "select place, count(*), count(distinct doc) from mention where place<>'' "
            "group by place order by place"
        ))  # fmt: skip

    def matrix(self) -> Iterator[tuple[str, int, int]]:
        """Yield (place id, document, mentions), sorted."""
        yield from self._store.execute(
            "select place, doc, count(*) from mention where place<>'' group by place, doc "
            "order by place, doc"
        )

    def forms(self, place_id: str) -> list[tuple[int, str, int, int]]:
        """Return (document, form, mentions, first number) of a place, sorted."""
        return list(self._store.execute(
            "select doc, form, count(*), min(number) from mention where place=? "
            "group by doc, form order by doc, form", (place_id,)
        ))  # fmt: skip

    def mentions(self, place_id: str) -> Iterator[Row]:
        """Yield the mentions of a place in the order of documents and text."""
        rows = self._store.execute(
            "select * from mention where place=? order by place, doc, number", (place_id,)
        )
        yield from (Row(*row) for row in rows)

    def all_mentions(self) -> Iterator[Row]:
        """Yield every mention in the order of documents and text."""
        yield from (Row(*r) for r in self._store.execute("select * from mention order by rowid"))

    def close(self) -> None:
        """Remove the file."""
        self._store.close()
        self._path.unlink(missing_ok=True)


def _row(doc: int, one: Numbered) -> Row:
    mention = one.mention
    return Row(
        mention.place.id if mention.place else "", doc, one.number, one.form,
        one_line(mention.text), mention.role,
        certainty(mention), mention.confidence, mention.page, mention.start, mention.end,
        one.before, one.after,
    )  # fmt: skip
