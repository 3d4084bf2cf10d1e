"""Artefacts derived from the tables for speed: made when missing or stale, never edited.

An artefact lives in `geodata/compiled/` for the shipped tables and in `<tables>/compiled/` for
others, under a name that carries a digest of everything it was made from, so a stale one can
never be taken for a fresh one. Where that folder cannot be written a per-user cache folder
stands in, and where that fails too a temporary folder that goes with the process. A stamp
beside an artefact says of which inputs it is and how long, so that one that was cut off later
(a full disk, a broken copy) is made again and not read.
"""

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from gazetteer.errors import GazetteerError, OutputError
from geodata.door import tables_path

_TABLES = ("places", "names", "geometries", "links")
_SUFFIXES = (".csv", ".csv.gz")
_APPLICATION = "karabakh-gazetteer"
_ABANDONED_S = 3600

Build = Callable[[Path], None]
Signature = list[list[str | int]]


def compiled_path(tables: Path, name: str, build: Build, *, inputs: Iterable[Path] = ()) -> Path:
    """Return the path of the artefact `name` (such as `lookup.gaz`) of a folder of tables.

    `inputs` are the other files that shape the artefact: knowledge tables, the code of the keys.
    When no artefact of just these inputs exists, `build` is called with a path to write to,
    aside, and the result is renamed into place; what `build` raises is passed on and leaves
    nothing behind. Sizes and times of the inputs are compared first, since reading all tables
    would cost more than a look-up; only when they differ are the bytes themselves hashed.
    """
    files = [*_table_files(tables), *sorted(inputs)]
    signature = _signature(files)
    folders = list(_folders(tables))
    for folder in folders:
        if found := _stamped(folder, name, signature):
            return found
    file_name = _file_name(name, _digest(files))
    for folder in folders:
        if _is_whole(folder / file_name, folders, name):
            _stamp(folders, name, signature, folder / file_name)
            return folder / file_name
    made = _make(folders, file_name, build)
    _remove_stale(made, name)
    _stamp([made.parent], name, signature, made)
    return made


def _table_files(tables: Path) -> Iterator[Path]:
    for prefix in ("", "world_"):
        for table in _TABLES:
            for suffix in _SUFFIXES:
                if (path := tables / f"{prefix}{table}{suffix}").is_file():
                    yield path


def _signature(files: Iterable[Path]) -> Signature:
    rows: Signature = []
    for path in files:
        status = path.stat()
        # A copy may carry the time of another file's last change, but not of its own.
        rows.append([path.name, status.st_size, status.st_mtime_ns, status.st_ctime_ns])
    return rows


def _digest(files: Iterable[Path]) -> str:
    # Imported here: hashlib starts OpenSSL, which a warm look-up has no use for.
    import hashlib

    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            digest.update(path.name.encode() + b"\0" + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def _file_name(name: str, digest: str) -> str:
    stem, dot, suffix = name.partition(".")
    return f"{stem}-{digest}{dot}{suffix}"


def _folders(tables: Path) -> Iterator[Path]:
    shipped = tables_path()
    yield shipped.parent / "compiled" if tables == shipped else tables / "compiled"
    if cache := _user_cache():
        yield cache / tables.absolute().as_posix().strip("/").replace("/", "-").replace(":", "")


def _user_cache() -> Path | None:
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        if folder := os.environ.get(variable):
            return Path(folder) / _APPLICATION
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home() raises where there is no home
    return Path(home, ".cache", _APPLICATION) if Path(home).is_dir() else None


def _stamped(folder: Path, name: str, signature: Signature) -> Path | None:
    """Return the artefact in a folder that is of just these inputs, going by its stamp."""
    stamp = _read_stamp(folder, name)
    if stamp is None or stamp["inputs"] != signature:
        return None
    found = folder / stamp["file"]
    return found if _length(found) == stamp["length"] else None


def _is_whole(path: Path, folders: Iterable[Path], name: str) -> bool:
    """Tell whether a file is there and no stamp has it longer or shorter."""
    length = _length(path)
    stamps = ((folder, _read_stamp(folder, name)) for folder in folders)
    said = [s["length"] for folder, s in stamps if s and folder / s["file"] == path]
    return length is not None and all(length == other for other in said)


def _read_stamp(folder: Path, name: str) -> dict[str, Any] | None:
    try:
        stamp = json.loads((folder / f"{name}.stamp").read_text(encoding="utf-8"))
        return {key: stamp[key] for key in ("file", "length", "inputs")}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _length(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _stamp(folders: Iterable[Path], name: str, signature: Signature, made: Path) -> None:
    for folder in folders:
        file = made.name if folder == made.parent else str(made)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            text = json.dumps({"file": file, "length": _length(made), "inputs": signature})
            _write_aside(folder / f"{name}.stamp", partial(_write, text))
        except OSError:
            continue
        return


def _write(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


def _make(folders: Iterable[Path], file_name: str, build: Build) -> Path:
    import tempfile  # 10 ms that only the making of an artefact has to pay

    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError:
            continue
        return _written(folder / file_name, build)
    return _written(_temporary_folder() / file_name, build)


def _written(path: Path, build: Build) -> Path:
    try:
        return _write_aside(path, build)
    except GazetteerError:
        raise  # of the tables; some are OSErrors too
    except OSError as error:
        raise OutputError(
            f"{path.parent}: {path.name} cannot be written ({error.strerror}); make room there"
        ) from error


def _write_aside(path: Path, build: Build) -> Path:
    import tempfile

    handle, aside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    try:
        build(Path(aside))
        Path(aside).chmod(0o644)
        with Path(aside).open("rb") as file:
            os.fsync(file.fileno())
        Path(aside).replace(path)
    finally:
        Path(aside).unlink(missing_ok=True)
    return path


def _temporary_folder() -> Path:
    import atexit
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix=f"{_APPLICATION}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _remove_stale(made: Path, name: str) -> None:
    stem, _, suffix = name.partition(".")
    for path in made.parent.glob(f"{stem}-*.{suffix}"):
        if path != made:
            path.unlink(missing_ok=True)
    for path in made.parent.glob(f".{stem}-*"):  # what a process that was killed left aside
        if time.time() - path.stat().st_mtime > _ABANDONED_S:
            path.unlink(missing_ok=True)
