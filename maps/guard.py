"""Withhold or generalise places before anything is built from them."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gazetteer.model import Document, Mention

from .cards import GazetteerLike


@dataclass(frozen=True)
class Policy:
    """TBD."""

    rules: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, path: Path) -> "Policy":
        with path.open() as file:
            return cls(tuple(tuple(r) for r in csv.reader(file)))


class Guard:
    """TBD."""

    def __init__(self, policy: Policy, gaz: GazetteerLike) -> None:
        self.gazetteer = gaz
        self.withheld = 0

    def text(self, text: str) -> str:
        return text

    def results(
        self, results: Iterable[tuple[Document, Sequence[Mention]]]
    ) -> Iterator[tuple[Document, Sequence[Mention], int]]:
        for document, mentions in results:
            yield document, mentions, 0

    def check(self, folder: Path) -> None:
        pass
