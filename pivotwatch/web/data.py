"""The analytics as pages need them, kept while the data stays the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from foundation import InputError, UnknownNameError, Warehouse
from pivotwatch.web.desk import Desk
from reports import Platform, Report, read_report
from reports.content import GroupMap
from reports.reading.group_map import read_group_map
from reports.reading.windows import open_windows, processed_windows

ValueT = TypeVar("ValueT")


def kept(desk: Desk, key: tuple[object, ...], read: Callable[[Warehouse], ValueT]) -> ValueT:
    """Return what `read` gives, from memory while the analytics are the same."""

    def make() -> ValueT:
        with desk.service.reading() as warehouse:
            return read(warehouse)

    return desk.kept.get(key, desk.data_version, make)


def windows_of(desk: Desk) -> list[str]:
    """Return the keys of the windows that can be looked at, newest first; the open one, too."""
    return kept(desk, ("windows",), _windows)


def _windows(warehouse: Warehouse) -> list[str]:
    found = [*processed_windows(warehouse), *open_windows(warehouse)]
    return [window.key for window in reversed(found)]


def _newest_judged(warehouse: Warehouse) -> str | None:
    judged = processed_windows(warehouse)
    return judged[-1].key if judged else None


def report_of(desk: Desk, window: str | None = None, *, with_map: bool = False) -> Report | None:
    """Return a window's report; None = the newest judged one, and None is returned while there is nothing.

    Parameters
    ----------
    with_map
        Also with the group map, which no page but the report itself shows.

    Raises
    ------
    UnknownNameError
        When there is no such window.
    """
    known = windows_of(desk)
    if not known:
        return None
    if window is not None and window not in known:
        raise UnknownNameError("window", window, known)
    settings = desk.service.settings
    platform = Platform(
        settings.platform.name, settings.platform.time_zone, settings.detectors.learning_windows
    )
    key = window or kept(desk, ("judged",), _newest_judged)
    try:
        return kept(
            desk,
            ("report", key, with_map),
            lambda warehouse: read_report(warehouse, platform, key, with_map=with_map),
        )
    except InputError:
        return None


def group_map_of(desk: Desk, window: str | None = None) -> tuple[str, GroupMap]:
    """Return the newest judged window, or the one that is named if there is such a one, and its group map."""
    known = windows_of(desk)
    if not known:
        return "", GroupMap((), 0.0, 0)
    key = window if window in known else kept(desk, ("judged",), _newest_judged) or known[0]
    return key, kept(desk, ("points", key), lambda warehouse: read_group_map(warehouse, key))
