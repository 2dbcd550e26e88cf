"""The analytics as pages need them, kept while the data stays the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

from foundation import InputError, UnknownNameError, Warehouse
from pivotwatch.web.desk import Desk
from reports import Platform, Report, read_report
from reports.content import GroupMap
from reports.reading.group_map import read_group_map
from reports.reading.windows import chosen_window, open_windows, processed_windows

ValueT = TypeVar("ValueT")


def kept(desk: Desk, key: tuple[object, ...], read: Callable[[Warehouse], ValueT]) -> ValueT:
    """Return what `read` gives, from memory while the analytics are the same."""
    return kept_dated(desk, key, read)[0]


def kept_dated(
    desk: Desk, key: tuple[object, ...], read: Callable[[Warehouse], ValueT]
) -> tuple[ValueT, Hashable]:
    """Return the same with the version of the analytics that it is made from, for what is derived from it."""

    def make() -> ValueT:
        with desk.service.reading() as warehouse:
            return read(warehouse)

    return desk.kept.get_dated(key, desk.data_version, make)


def windows_of(desk: Desk) -> list[str]:
    """Return the keys of the windows that can be looked at, newest first; the open one, too."""
    return kept(desk, ("windows",), read_windows)


def read_windows(warehouse: Warehouse) -> list[str]:
    """Read the same."""
    found = [*processed_windows(warehouse), *open_windows(warehouse)]
    return [window.key for window in reversed(found)]


def newest_window(warehouse: Warehouse) -> str:
    """Return the key of the newest judged window, else of the open one, else ""."""
    found = processed_windows(warehouse) or open_windows(warehouse)
    return found[-1].key if found else ""


def still_open(desk: Desk) -> list[str]:
    """Return the keys of the windows that are not over."""
    return kept(desk, ("open",), lambda warehouse: [window.key for window in open_windows(warehouse)])


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
    dated = dated_report_of(desk, window, with_map=with_map)
    return None if dated is None else dated[0]


def dated_report_of(
    desk: Desk, window: str | None = None, *, with_map: bool = False
) -> tuple[Report, Hashable] | None:
    """Return the same with the version of the analytics that it is made from."""
    known = windows_of(desk)
    if not known:
        return None
    if window is not None and window not in known:
        raise UnknownNameError("window", window, known)
    settings = desk.service.settings
    platform = Platform(
        settings.platform.name, settings.platform.time_zone, settings.detectors.learning_windows
    )
    try:
        return kept_dated(
            desk,
            ("report", window, with_map),  # the newest has no name: it is shown until a newer one is made
            lambda warehouse: read_report(warehouse, platform, window, with_map=with_map),
        )
    except InputError:
        return None


@dataclass(frozen=True, slots=True)
class MapOf:
    """The group map of a window; window = "" while there is none."""

    window: str
    drawn: GroupMap


def group_map_of(desk: Desk, window: str | None = None) -> tuple[MapOf, Hashable]:
    """Return the map of the newest judged window, or the one that is named if there is such a one."""
    known = windows_of(desk)
    if not known:
        return MapOf("", GroupMap((), 0.0, 0)), None
    named = window if window in known else None
    return kept_dated(desk, ("points", named), lambda warehouse: _map_of(warehouse, named))


def _map_of(warehouse: Warehouse, window: str | None) -> MapOf:
    key = window or chosen_window(processed_windows(warehouse), open_windows(warehouse), None).key
    return MapOf(key, read_group_map(warehouse, key))
