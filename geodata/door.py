"""Find and read the shipped tables."""

import csv
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parent


def tables_path() -> Path:
    """Return the folder of the compiled gazetteer tables."""
    return _ROOT / "tables"


def knowledge_path(name: str) -> Path:
    """Return the path of a hand-kept table or folder below `geodata/knowledge`.

    Raises FileNotFoundError when the package does not ship it.
    """
    path = _ROOT / "knowledge" / name
    if not path.exists():
        raise FileNotFoundError(f"{path}: this table should be part of the installed package")
    return path


@cache
def knowledge(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a hand-kept CSV table, every cell a string.

    Raises ValueError where a row has more or fewer cells than the table has columns.
    """
    path = knowledge_path(name)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        head = next(reader)
        rows = [row for row in reader if row]
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"{path}: {','.join(row)!r} has not the {len(head)} cells of its head")
    return tuple([dict(zip(head, row, strict=True)) for row in rows])
