"""The one family of errors that users see; each carries the value, the place and the way out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input or a setting.

    Attributes
    ----------
    place
        Where it stands: a file and line, a setting's dotted name, a column.
    value
        The refused value as the user wrote it (shortened).
    reason
        Why it is refused, and what to write instead.
    """

    place: str
    value: str
    reason: str

    def __str__(self) -> str:
        """Give one line: place, value, reason."""
        shown = f" = {self.value[:120]!r}" if self.value else ""
        return f"{self.place}{shown}: {self.reason}"


class PivotwatchError(Exception):
    """Something the user can mend; shown without a traceback.

    Attributes
    ----------
    exit_code
        What the command line returns for it; the codes are documented in docs/cli.md.
    """

    exit_code = 1


class InputError(PivotwatchError):
    """An input file or value is refused; nothing was written."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__("\n  - ".join([message, *map(str, self.problems)]))


class ConfigurationError(InputError):
    """One or more settings are refused; all of them are named at once."""


class UnknownNameError(InputError):
    """A name is not known; the message lists the names that exist.

    Attributes
    ----------
    short
        The message without that list, for readers who have it elsewhere.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        close = difflib.get_close_matches(name, names, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        listed = ", ".join(names) if names else "none yet"
        self.short = f"There is no {kind} named {name!r}.{hint}"
        super().__init__(f"{self.short} Known: {listed}.")


class HomeBusyError(PivotwatchError):
    """Another process owns the warehouse for writing."""

    exit_code = 3


class StoreError(PivotwatchError):
    """The store could not be written: a full disk, too little memory; what was begun was taken back."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The store could not be written, and what was begun was taken back: {reason} "
            "Make room on the disk (or raise warehouse.memory_limit) and run the command again; "
            "it goes on where this one stopped."
        )
