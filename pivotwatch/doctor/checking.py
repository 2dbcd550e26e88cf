"""What a check is, and running all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from foundation import HomeBusyError, PivotwatchError, Registry, Warehouse
from pivotwatch.app import App

Level = Literal["ok", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one check found.

    Attributes
    ----------
    told
        What is the case.
    to_do
        What to do about it; empty = nothing.
    """

    level: Level
    told: str
    to_do: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A plug-in of `pivotwatch/doctor/checks/`: its module holds one as `PLUGIN`.

    Attributes
    ----------
    about
        What it looks at.
    look
        Yields what it found; what it raises is a finding, too.
    """

    about: str
    look: Callable[[App], Iterator[Diagnosis]]


CHECKS: Registry[Check] = Registry("pivotwatch.doctor.checks", Check, "check")
"""By file name, sorted."""


def examine(app: App) -> Iterator[tuple[str, Diagnosis]]:
    """Run all checks; where the settings cannot be read, the others would only repeat that."""
    for name in ("settings", *(each for each in CHECKS if each != "settings")):
        found = list(_looked(CHECKS[name], app))
        yield from ((name, each) for each in found)
        if name == "settings" and any(each.level == "wrong" for each in found):
            return


@contextmanager
def store(app: App) -> Iterator[Warehouse | None]:
    """Lend the analytics store for reading; None = it is not there yet, or the service owns it."""
    if not app.home.warehouse_file.exists():
        yield None
        return
    try:
        opened = app.warehouse(read_only=True)
    except HomeBusyError:
        yield None
        return
    with opened:
        yield opened


def _looked(check: Check, app: App) -> Iterator[Diagnosis]:
    try:
        yield from check.look(app)
    except PivotwatchError as error:
        yield Diagnosis("wrong", str(error))
    except OSError as error:
        yield Diagnosis("wrong", f"{error.strerror}: {error.filename}")
