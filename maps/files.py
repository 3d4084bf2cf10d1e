"""Write a folder so that a reader sees the old one or the new one, never a half.

The folder is built beside its place and renamed into it. A folder that is not one of our sites is
never replaced, whatever the user typed.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unicodedata import normalize

from gazetteer.errors import GazetteerError, OutputError
from gazetteer.names import clean_name

MARK = "data/site.json"  # only a folder with this file is taken for a site of ours
RESERVED = frozenset({"places", "mentions", "site", "matrix", "background", "cards", "gazetteer",
                      "outlines", "documents", "world", "index", "districts", "keys", "con",
                      "prn", "aux", "nul", *(f"names-{n}" for n in range(1, 1000))})  # fmt: skip
_LONGEST = 60
_NOT_IN_SLUG = re.compile(r"[^0-9a-z]+")


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """Give a fresh folder to build in; put it in the place of `out` when all went well.

    Raises OutputError when `out` holds something that is not a site, or cannot be written; the
    old content then stays as it was.
    """
    _check(out)
    out = out.absolute()
    aside, old = out.with_name(f".{out.name}.building"), out.with_name(f".{out.name}.old")
    if old.exists() and not out.exists():
        old.replace(out)  # an earlier run was killed between the two renames
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
    except OSError as error:
        raise OutputError(
            f"{out}: cannot be written ({error.strerror}); choose another folder"
        ) from error
    try:
        yield aside
        shutil.rmtree(old, ignore_errors=True)
        if out.exists():
            out.replace(old)
        aside.replace(out)
        shutil.rmtree(old, ignore_errors=True)
    except GazetteerError:
        raise
    except OSError as error:
        raise OutputError(
            f"{out}: cannot be written ({error.strerror}); the old content stays"
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _check(out: Path) -> None:
    try:
        is_folder, exists = out.is_dir(), out.exists() or out.is_symlink()
        is_used = is_folder and any(out.iterdir())
        is_site = is_used and (out / MARK).is_file()
    except OSError as error:
        raise OutputError(
            f"{out}: cannot be read ({error.strerror}); choose another folder"
        ) from error
    if out.is_symlink() or (exists and not is_folder):
        raise OutputError(f"{out}: is a file or a link; choose another folder for the site")
    if is_used and not is_site:
        raise OutputError(
            f"{out}: is not empty and is not a site; choose a new folder, nothing was changed"
        )
    for stranger in _strangers(out) if is_site else ():
        raise OutputError(
            f"{stranger}: is not part of the site that would be replaced; move it elsewhere or "
            "choose a new folder, nothing was changed"
        )


# What a site consists of: its folders with the endings of their files, and its own pages. What
# systems leave in every folder that they show is nobody's work.
_FOLDERS = {"assets": (".js", ".css"), "data": (".js", ".json", ".geojson"),
            "documents": (".html",), "places": (".html",)}  # fmt: skip
_PAGES = ("index.html", "gazetteer.html", "compare.html")
_LEFT_BY_SYSTEMS = (".DS_Store", "Thumbs.db", "desktop.ini")


def _strangers(site: Path) -> Iterator[Path]:
    """Yield what somebody else has put into a site, sorted."""
    for path in sorted(site.iterdir()):
        if path.name in _FOLDERS and path.is_dir():
            kept = (one for one in path.rglob("*") if one.is_file())
            yield from sorted(
                one for one in kept
                if one.suffix not in _FOLDERS[path.name] and one.name not in _LEFT_BY_SYSTEMS
            )  # fmt: skip
        elif path.name not in (*_PAGES, *_LEFT_BY_SYSTEMS):
            yield path


class Slugs:
    """Give each document a file name that is plain ASCII, short, and not given before.

    >>> slugs = Slugs()
    >>> slugs.take("a/Notes.txt", ""), slugs.take("b/notes.md", ""), slugs.take("../../etc/x", "")
    ('notes', 'notes-2', 'x')
    >>> slugs.take("places.txt", ""), slugs.take("…", "")
    ('places-2', 'document')
    """

    def __init__(self) -> None:
        self._taken: dict[str, int] = dict.fromkeys(RESERVED, 1)

    def take(self, path: str, title: str) -> str:
        """Return a new slug from the file's name, or from its title where the name gives none."""
        name = re.split(r"[/\\]", path.rstrip("/\\"))[-1]
        stem = _ascii(name.rsplit(".", 1)[0] or name) or _ascii(title) or "document"
        slug = stem
        while slug in self._taken:
            self._taken[stem] += 1
            slug = f"{stem}-{self._taken[stem]}"
        self._taken[slug] = 1
        return slug


def _ascii(text: str) -> str:
    latin = normalize("NFKD", clean_name(text)).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_SLUG.sub("-", latin).strip("-")[:_LONGEST].strip("-")
