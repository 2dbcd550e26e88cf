"""Where frames come from: the embedded store, or (see `remote`) a process that serves it; the same frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from foundation import Home, HomeBusyError, Warehouse, Window, named_sql, parse_window
from pivotwatch.app import App

Windows = str | Window | Iterable[str | Window]
Partners = str | Iterable[str]
Groups = str | int | Iterable[str | int]

FRAMES = ("usage", "profiles", "groups", "assignments", "findings", "lineage", "endpoints", "partners")
"""The frames' names."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What rows are wanted; None = all.

    Attributes
    ----------
    windows
        Keys: `2026-W47`.
    partners
        Ids.
    groups
        Names, or ids as text.
    """

    windows: Sequence[str] | None = None
    partners: Sequence[str] | None = None
    groups: Sequence[str] | None = None

    @classmethod
    def of(
        cls, window: Windows | None = None, partner: Partners | None = None, group: Groups | None = None
    ) -> Filters:
        """Read filters as people write them: one thing, or several.

        Raises
        ------
        InputError
            When a window is none.
        """
        windows = [window] if isinstance(window, str | Window) else window
        partners = [partner] if isinstance(partner, str) else partner
        groups = [group] if isinstance(group, str | int) else group
        return cls(
            None if windows is None else [parse_window(str(each)).key for each in windows],
            None if partners is None else list(partners),
            None if groups is None else [str(each) for each in groups],
        )


class Source(Protocol):
    """What a workspace reads from."""

    def frame(self, name: str, filters: Filters) -> pl.DataFrame:
        """Return one of FRAMES with the rows that pass the filters."""
        ...


@dataclass(frozen=True, slots=True)
class StoreSource:
    """The embedded store of a home, opened read-only for each frame and closed again.

    So a notebook that stands open for days keeps no `pivotwatch run` waiting.
    """

    app: App

    def __str__(self) -> str:
        return str(self.app.home.path)

    def open(self) -> Warehouse:
        """Open the store read-only; use it in a `with` block.

        Raises
        ------
        HomeBusyError
            When another process holds it for writing; it says how to go on.
        """
        try:
            return self.app.warehouse(read_only=True)
        except HomeBusyError as error:
            raise HomeBusyError(_way_out(self.app, error)) from error

    def frame(self, name: str, filters: Filters) -> pl.DataFrame:
        """Return one of FRAMES; see `Source`."""
        with self.open() as warehouse:
            return read_frame(warehouse, self.app.window_kind(warehouse), name, filters)


def _way_out(app: App, error: HomeBusyError) -> str:
    from pivotwatch.asking import service_address  # noqa: PLC0415 - only when somebody has the store

    address = service_address(app)
    if address is None:
        return (
            f"{error} In a notebook: run the cell again when that process has ended, or read through one "
            "that serves this home (`pivotwatch serve`): pw.connect(url, token)."
        )
    return (
        f"The service at {address} owns the store of this home. It gives the same frames: "
        f'pw.connect("{address}", token). A token comes from `pivotwatch tokens create NAME --scope read`; '
        "with `--scope models:write` beside it, it also proposes and accepts models."
    )


def read_frame(warehouse: Warehouse, kind: str, name: str, filters: Filters) -> pl.DataFrame:
    """Return one of FRAMES from an open warehouse.

    Parameters
    ----------
    kind
        The kind of window that days are put into.
    """
    sql = named_sql("pivotwatch", f"frames_{name}")
    values: dict[str, object] = {
        "windows": filters.windows,
        "partners": filters.partners,
        "groups": filters.groups,
    }
    # DuckDB refuses a value that the statement does not ask for
    return warehouse.frame(sql, values | ({"kind": kind} if "$kind" in sql else {}))


def store_at(home: str | None) -> StoreSource:
    """Return the store of a home, after making sure that it can be read."""
    source = StoreSource(App(Home.at(home)))
    source.open().close()
    return source
