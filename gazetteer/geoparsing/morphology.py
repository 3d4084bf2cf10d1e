"""Inflect place names."""

from collections.abc import Iterator
from typing import NamedTuple


class Inflected(NamedTuple):
    """One inflected form of a name and the rule that made it."""

    form: str
    base: str
    lang: str
    case: str
    rule: str
    needs: str = ""


def inflections(form: str, lang: str, type: str = "") -> Iterator[Inflected]:  # noqa: A002, ARG001
    """Yield the inflected forms of a name, without the form itself."""
    yield from ()
