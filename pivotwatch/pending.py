"""Which windows a run has to process: the new closed ones, and those that later knowledge re-opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from foundation import (
    InputError,
    Warehouse,
    Window,
    WindowKind,
    closed_windows,
    named_sql,
    parse_window,
    window_of,
)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a window was, or would now be, made from; any difference re-opens it.

    Attributes
    ----------
    last_load_id
        The newest load with usage in the window; 0 = none.
    register_version
        Hash of credentials' owners and endpoint merges that concern what was seen by its end.
    """

    last_load_id: int
    register_version: str


@dataclass(frozen=True, slots=True)
class Pending:
    """What a run has to do.

    Attributes
    ----------
    first
        The platform's first window; None when there is no usage.
    windows
        To be processed, oldest first, each with its basis.
    again
        Keys of those that had been processed before.
    without_data
        Closed windows after the newest with usage of anybody, oldest first. They are left alone: whose logs
        were not loaded has not gone silent.
    open
        The window that is open now, when it has usage; None also when `through` names an earlier one.
    """

    first: Window | None
    windows: Sequence[tuple[Window, Basis]]
    again: frozenset[str]
    without_data: Sequence[Window] = ()
    open: Window | None = None


def pending(
    warehouse: Warehouse,
    kind: WindowKind,
    zone: ZoneInfo,
    now: datetime,
    through: str | None = None,
    again_from: str | None = None,
) -> Pending:
    """Find the windows to process: from the first that is new or re-opened, all that have closed.

    Closed windows after the newest with usage are among them only when `through` names them, or when they
    were processed before.

    Parameters
    ----------
    through
        Key of the last window to process, which may be open; None = the newest that has usage.
    again_from
        Key of a window that is to be done again, with all after it, though nothing re-opened it.

    Raises
    ------
    InputError
        When either is no window of this platform or has not begun yet, or they are in the wrong order.
    """
    now_open = window_of(now.astimezone(zone).date(), kind)
    last, first_again = _asked(through, again_from, now_open)
    first_day, last_day = warehouse.one(named_sql("pivotwatch", "cycle_days"))
    if first_day is None:
        return Pending(None, (), frozenset())
    done = _done(warehouse)
    closed = list(closed_windows(first_day, now, kind, zone))
    bare = [] if last else [one for one in closed if one.start > last_day and one.key not in done]
    wanted = [one for one in closed if one not in bare and (last is None or one <= last)]
    made_from = _bases(warehouse, wanted, kind)
    stays = _unchanged(wanted, made_from, done, first_again)
    to_do = list(zip(wanted, made_from, strict=True))[stays:]
    again = frozenset(window.key for window, _ in to_do if window.key in done)
    shown = _has_usage(warehouse, now_open) and (last is None or last == now_open)
    return Pending(window_of(first_day, kind), to_do, again, bare, now_open if shown else None)


def _asked(
    through: str | None, again_from: str | None, now_open: Window
) -> tuple[Window | None, Window | None]:
    last = _begun(through, now_open) if through else None
    first_again = _begun(again_from, now_open) if again_from else None
    if last is not None and first_again is not None and last < first_again:
        raise InputError(f"{first_again} is after {last}; name the earlier window as the one to begin from.")
    return last, first_again


def _unchanged(
    windows: Sequence[Window], made_from: Sequence[Basis], done: Mapping[str, Basis], again: Window | None
) -> int:
    """Return how many of the windows, from the first on, stay as they are."""
    count = 0
    for window, basis in zip(windows, made_from, strict=True):
        if done.get(window.key) != basis or (again is not None and window >= again):
            break
        count += 1
    return count


@contextmanager
def settled(warehouse: Warehouse, kind: WindowKind, zone: ZoneInfo, now: datetime) -> Iterator[None]:
    """Take what the block changes for settled: windows that were done before it are not re-opened by it.

    For changes that are to leave no trace, such as forgetting a partner; what waited before still waits.
    """
    waits = {window.key for window, _ in pending(warehouse, kind, zone, now).windows}
    yield
    rows = warehouse.rows("SELECT win FROM windows")
    done = [parse_window(key) for (key,) in rows if key not in waits]
    for window, basis in zip(done, _bases(warehouse, done, kind), strict=True):
        values = [basis.last_load_id, basis.register_version, window.key]
        warehouse.execute("UPDATE windows SET last_load_id = ?, register_version = ? WHERE win = ?", values)


def _has_usage(warehouse: Warehouse, window: Window) -> bool:
    days = {"start_day": window.start, "end_day": window.end}
    return bool(warehouse.rows(named_sql("pivotwatch", "cycle_has_usage"), days))


def _begun(key: str, now_open: Window) -> Window:
    window = parse_window(key)
    if window.kind != now_open.kind:
        raise InputError(f"{key!r} is a {window.kind}; the windows of this platform are {now_open.kind}s.")
    if window > now_open:
        raise InputError(f"{window.key} has not begun yet: the {window.kind} now is {now_open.key}.")
    return window


def _done(warehouse: Warehouse) -> dict[str, Basis]:
    rows = warehouse.rows("SELECT win, last_load_id, register_version FROM windows")
    return {key: Basis(load, version) for key, load, version in rows}


def _bases(warehouse: Warehouse, windows: Sequence[Window], kind: WindowKind) -> list[Basis]:
    loads: dict[str, int] = {}
    for day, load in warehouse.rows(named_sql("pivotwatch", "cycle_newest_loads")):
        key = window_of(day, kind).key
        loads[key] = max(loads.get(key, 0), load)
    versions: list[tuple[str]] = [
        warehouse.one(named_sql("pivotwatch", "cycle_register_version"), {"end_day": window.end})
        for window in windows
    ]
    return [
        Basis(loads.get(window.key, 0), version) for window, (version,) in zip(windows, versions, strict=True)
    ]
