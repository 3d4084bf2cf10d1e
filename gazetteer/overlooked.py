"""Count what the folders of a scan hold besides documents, so that nothing is missed in silence."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from gazetteer.geoparsing.corrections import corrections_path
from gazetteer.geoparsing.documents import READERS, find_documents
from gazetteer.geoparsing.documents.metadata import sidecars
from gazetteer.geoparsing.documents.reading import SITE_MARK

_MOST_KINDS = 5  # that the remark names
_HIDDEN = (".", "~$")  # beginnings of names that a system or an editor hides


def remark_on_others(paths: Sequence[str], ours: Iterable[str | None] = ()) -> str:
    """Return one line on the files of other kinds in folders; empty where there are none.

    Those that belong to a document (its data, its corrections), hidden ones and the sites of our
    own making are no such files, nor those named in `ours`. Raises what `find_documents` raises.
    """
    documents = find_documents(paths, on_error=lambda _: None)  # told of by those who read them
    known = {*documents, *(Path(name) for name in ours if name)}
    for path in documents:
        known |= {*sidecars(path), corrections_path(path)}
    others = {path for given in paths for path in _files(Path(given))} - known
    if not others:
        return ""
    kinds = Counter(path.suffix.lower() or "without a suffix" for path in others)
    told = [f"{number} {kind}" for kind, number in sorted(kinds.items(), key=lambda k: (-k[1], k))]
    more = ", …" if len(told) > _MOST_KINDS else ""
    what = "1 file of another kind" if len(others) == 1 else f"{len(others)} files of other kinds"
    read = ", ".join(suffix[1:] for suffix in READERS)
    return f"{what} left out: {', '.join(told[:_MOST_KINDS])}{more} (read are {read})"


def _files(top: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(top):
        here = Path(folder)
        if here != top and (here / SITE_MARK).is_file():
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(_HIDDEN)]
        yield from (here / name for name in files if not name.startswith(_HIDDEN))
