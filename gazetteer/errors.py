"""The one tree of errors: each says what is wrong, where, and what to do.

The command line turns any `GazetteerError` into one line on standard error and exit code 2.
"""


class GazetteerError(Exception):
    """Root of every error that a user can mend."""


class TableError(GazetteerError, ValueError):
    """A table or extract is damaged; `faults` lists every fault as `file:row:column reason`."""

    def __init__(self, faults: "list[str] | str") -> None:
        self.faults = [faults] if isinstance(faults, str) else list(faults)
        super().__init__("\n".join(self.faults))


class DocumentError(GazetteerError, ValueError):
    """A document cannot be read; the message names the file and the reason."""


class MissingInputError(GazetteerError, FileNotFoundError):
    """A file or folder that was asked for is not there."""

    def __str__(self) -> str:
        """Return the message as given; OSError would rewrite it."""
        return str(self.args[0]) if self.args else ""


class OutputError(GazetteerError, OSError):
    """The output cannot be written; nothing was left half-written."""

    def __str__(self) -> str:
        """Return the message as given; OSError would rewrite it."""
        return str(self.args[0]) if self.args else ""


class UnknownPlaceError(GazetteerError, KeyError):
    """No place has this identifier."""

    def __str__(self) -> str:
        """Return the message as given; KeyError would quote it."""
        return str(self.args[0]) if self.args else ""


class OptionError(GazetteerError, ValueError):
    """An option has a value that the program cannot use."""


class RomanizationError(GazetteerError, ValueError):
    """The romanization system gives a letter of the name no Latin value."""


def in_one_line(message: str) -> str:
    r"""Return a message with what would break its line, such as in a file's name, written out.

    >>> in_one_line("a\nb.txt: the file is empty")
    'a\\nb.txt: the file is empty'
    """
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in message
    )
