"""A multilingual gazetteer: one place, every name, and the documents that mention it."""

from gazetteer.candidate import Candidate
from gazetteer.errors import (
    DocumentError,
    GazetteerError,
    MissingInputError,
    OptionError,
    OutputError,
    TableError,
    UnknownPlaceError,
)
from gazetteer.gazetteer import Gazetteer
from gazetteer.model import Document, Mention, Outline, Place, Segment, Toponym

__all__ = [
    "Candidate",
    "Document",
    "DocumentError",
    "Gazetteer",
    "GazetteerError",
    "Mention",
    "MissingInputError",
    "OptionError",
    "Outline",
    "OutputError",
    "Place",
    "Segment",
    "TableError",
    "Toponym",
    "UnknownPlaceError",
]
