"""Write output aside and rename it, so that nothing is ever left half-written."""

import os
import tempfile
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from gazetteer.errors import OutputError

Target = Path | str | IO[str]
_PIECE = 1 << 20  # bytes decoded at a time


@contextmanager
def aside(out: Path | str, *, suffix: str = "") -> Iterator[Path]:
    """Give a path to write to; rename it to `out` when the block ends well, else remove it.

    The folder of `out` must exist. `suffix` is for writers that insist on one. Raises OutputError
    where the file cannot be written.
    """
    out = Path(out)
    check_target(out)
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{out.name[:80]}.", suffix=suffix or out.suffix, dir=out.parent
        )
        os.close(handle)
    except OSError as error:
        raise OutputError(
            f"{out}: cannot be written ({error.strerror}); choose another place"
        ) from None
    part = Path(name)
    try:
        yield part
        _like_a_new_file(part, out)
        part.replace(out)
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(
            f"{out}: cannot be written ({error.strerror or error}); make room or change the place"
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def write_text(chunks: Iterable[str], out: Target) -> None:
    r"""Write the chunks as UTF-8 to a path (aside, then renamed) or to an open text stream.

    What UTF-8 cannot carry, as in the name of a file from another system, is written `\udcff`,
    which JSON reads as the same character.
    """
    if not isinstance(out, Path | str):
        for chunk in chunks:
            out.write(chunk.encode("utf-8", "backslashreplace").decode("utf-8"))
        return
    with (
        aside(out) as part,
        part.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file,
    ):
        file.writelines(chunks)


def write_utf_8(chunks: Iterable[memoryview], out: Target) -> None:
    """Write chunks that are UTF-8 already, as `write_text` does."""
    if not isinstance(out, Path | str):
        decoder = getincrementaldecoder("utf-8")()
        for chunk in chunks:
            for start in range(0, len(chunk), _PIECE):  # as a whole it would take thrice the room
                out.write(decoder.decode(bytes(chunk[start : start + _PIECE])))
        return
    with aside(out) as part, part.open("wb") as file:
        file.writelines(chunks)


def check_target(out: Path) -> None:
    """Raise OutputError where no file can be renamed to; a device must never be replaced."""
    if out.is_dir():
        raise OutputError(f"{out}: a folder; give the name of a file in it")
    if out.exists() and not out.is_file():
        raise OutputError(f"{out}: not a file but a device or a pipe; give the name of a file")
    if not out.parent.is_dir():
        raise OutputError(f"{out}: the folder {out.parent} does not exist; make it first")
    if not os.access(out.parent, os.W_OK):  # what is written aside is no name that a user gave
        raise OutputError(
            f"{out}: cannot be written, as the folder {out.parent} may not be; choose another place"
        )


def _like_a_new_file(part: Path, out: Path) -> None:
    """Give the file the permissions of the one it replaces, or those of a new file."""
    if out.exists():
        mode = out.stat().st_mode & 0o777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    part.chmod(mode)
