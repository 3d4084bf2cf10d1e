"""The shipped tables and the one small door to them; this package knows nothing of our model."""

from geodata.door import knowledge, knowledge_path, tables_path

__all__ = ["knowledge", "knowledge_path", "tables_path"]
