"""Build the site: documents and their mentions in, a folder of pages out.

`build_site` is read first; it only calls. Pages are written as the documents come, and what the
corpus needs of them is kept on disk, so a large corpus costs time and not memory.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gazetteer.errors import DocumentError, GazetteerError, OptionError
from gazetteer.model import Document, Mention

from .assets import write_assets
from .background import background
from .cards import VIEWS, Atlas, GazetteerLike
from .corpus import Corpus
from .corpuspages import write_corpus
from .documentpages import write_documents
from .files import replacing
from .guard import Guard
from .output import write_data
from .pages import Pages
from .policy import Policy

if TYPE_CHECKING:
    from gazetteer.gazetteer import Gazetteer

VIEWPOINTS = (*VIEWS, "document")


def build_site(
    results: Iterable[tuple[Document, Sequence[Mention]]],
    gaz: GazetteerLike,
    out: Path,
    *,
    viewpoint: str = "all",
    title: str = "",
    policy: Policy | None = None,
) -> Path:
    """Write the site to `out`, in place of an older one, and return the path of its index.

    `results` are documents with their mentions. `policy` says which places to withhold. Raises
    OutputError when `out` cannot be written or holds something else than a site; whatever is
    raised, the old site stays as it was.
    """
    if viewpoint not in VIEWPOINTS:
        raise OptionError(f"unknown viewpoint {viewpoint!r}; choose from {', '.join(VIEWPOINTS)}")
    guard = Guard(policy or Policy(), gaz)
    pages, atlas = Pages(guard.text(title), viewpoint), Atlas(guard.gazetteer)
    with replacing(out) as folder:
        corpus = Corpus(folder / ".corpus")
        try:
            _write_shared(folder)
            write_documents(folder, guard.results(results), corpus, pages, atlas)
            corpus.freeze()
            write_corpus(folder, corpus, pages, atlas, guard.withheld)
        finally:
            corpus.close()
        guard.check(folder)
    return out / "index.html"


def build_site_from_paths(
    paths: Sequence[str | Path],
    out: str | Path,
    *,
    data: str | None = None,
    viewpoint: str = "all",
    title: str = "",
    policy: str | None = None,
    jobs: int = 1,
) -> tuple[Path, list[GazetteerError]]:
    """Read, scan and show documents; return the index and the faults of those left out.

    `jobs` processes scan; the site is the same whatever their number.

    Raises GazetteerError, with nothing written, when the paths, the tables, the policy or the
    output are at fault, or when no document can be read.
    """
    from gazetteer.gazetteer import Gazetteer
    from gazetteer.geoparsing.documents import find_documents

    closed: list[GazetteerError] = []
    documents = find_documents(paths, on_error=closed.append)
    if closed and not documents:
        raise closed[0]
    gaz = Gazetteer.open(data)
    rules = Policy.read(Path(policy)) if policy else None
    left_out: list[GazetteerError] = []
    results = _scan(documents, gaz, left_out, data, jobs)
    index = build_site(results, gaz, Path(out), viewpoint=viewpoint, title=title, policy=rules)
    return index, closed + left_out


def _scan(
    paths: Sequence[Path],
    gaz: "Gazetteer",
    left_out: list[GazetteerError],
    data: str | None,
    jobs: int,
) -> Iterator[tuple[Document, Sequence[Mention]]]:
    from gazetteer.geoparsing.batch import scan_each

    yield from scan_each(paths, gaz, data=data, jobs=jobs, on_fault=left_out.append)
    if len(left_out) == len(paths):
        raise DocumentError("\n".join(map(str, left_out)))


def _write_shared(folder: Path) -> None:
    for name in ("documents", "places", "data/cards", "data/outlines"):
        (folder / name).mkdir(parents=True)
    write_assets(folder / "assets")
    write_data(folder, "background", background("region"))
    write_data(folder, "world", background("world"))
