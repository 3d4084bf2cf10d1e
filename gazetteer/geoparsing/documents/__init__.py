"""Documents of every format as one canonical text with segments."""

from gazetteer.geoparsing.documents.reading import (
    READERS,
    find_documents,
    read_document,
    read_documents,
)

__all__ = ["READERS", "find_documents", "read_document", "read_documents"]
