"""Documents of every format as one canonical text with segments."""

from gazetteer.geoparsing.documents.reading import (
    READERS,
    digest_of,
    document_of_text,
    find_documents,
    read_document,
    read_documents,
)

__all__ = [
    "READERS", "digest_of", "document_of_text", "find_documents", "read_document", "read_documents",
]  # fmt: skip
