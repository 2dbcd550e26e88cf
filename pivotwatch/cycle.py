"""The cycle: every closed window that is not processed yet, in order, through all stages; then the open one.

A window is done when its row in `windows` is written, last of all. A process that is killed between stages
leaves no row, and the next run does that window again; each stage replaces its own rows in one transaction.

The window that is open now gets profiles and groups, so that they can be looked at, and neither findings nor
a row in `windows`. It leaves no trace in what later windows get: see `pivotwatch.provisional`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC

from foundation import StageResult, Warehouse, Window, named_sql
from pivotwatch.app import App
from pivotwatch.known import known_of
from pivotwatch.pending import Basis, Pending, pending
from pivotwatch.provisional import forget_provisional
from pivotwatch.stages import findings, groups, profiles
from pivotwatch.stages.history import HistoryReader
from pivotwatch.stages.known import Known
from pivotwatch.stages.register import sync_register
from pivotwatch.superseded import learn_anew_from
from pivotwatch.window_summary import WindowSummary


def process(
    app: App,
    warehouse: Warehouse,
    *,
    through: str | None = None,
    again_from: str | None = None,
    planned: Callable[[Pending], None] = lambda _: None,
) -> Iterator[WindowSummary]:
    """Process every closed window that is new or re-opened, oldest first, and tell of each when it is done.

    The open window comes last, as provisional.

    Parameters
    ----------
    through
        Key of the last window to process; None = all up to the newest with usage.
    again_from
        Key of a window that is to be done again, with all after it; None = only what is new or re-opened.
    planned
        Told once what there is to do, before the first window.

    Raises
    ------
    InputError
        When `through` or `again_from` is no window of this platform, or has not begun yet.
    """
    sync_register(warehouse, app.record)
    forget_provisional(warehouse)
    kind, zone = app.window_kind(warehouse), app.settings.platform.zone
    to_do = pending(warehouse, kind, zone, app.clock.now(), through, again_from)
    planned(to_do)
    if to_do.first is not None and to_do.windows:
        yield from _closed(app, warehouse, to_do, to_do.first)
    if to_do.open is not None:
        yield _provisional(app, warehouse, to_do.open)


def _closed(app: App, warehouse: Warehouse, to_do: Pending, first: Window) -> Iterator[WindowSummary]:
    reopen = {"start_day": to_do.windows[0][0].start}
    warehouse.execute(named_sql("pivotwatch", "cycle_reopen"), reopen)
    learn_anew_from(warehouse, first)
    reader = HistoryReader(warehouse, once=len(to_do.windows) == 1)
    judge = _Judge(app, reader, first, known_of(app, warehouse))
    for window, basis in to_do.windows:
        began = time.perf_counter()
        counts = judge(window)
        _finish(app, warehouse, window, basis)
        seconds = time.perf_counter() - began
        yield _summary(warehouse, window, counts, seconds, again=window.key in to_do.again)


def _provisional(app: App, warehouse: Warehouse, window: Window) -> WindowSummary:
    began = time.perf_counter()
    settings, now = app.settings, app.clock.now()
    profiles.run(warehouse, window, now)
    learning = settings.detectors.learning_windows
    groups.run(warehouse, window, settings.clustering, learning, now, closed=False)
    seconds = time.perf_counter() - began
    return _summary(warehouse, window, None, seconds, provisional=True)


@dataclass(frozen=True, slots=True)
class _Judge:
    app: App
    reader: HistoryReader
    first: Window
    known: Known

    def __call__(self, window: Window) -> StageResult:
        """Take one window through all stages."""
        settings, now = self.app.settings, self.app.clock.now()
        warehouse = self.reader.warehouse
        profiles.run(warehouse, window, now)
        groups.run(warehouse, window, settings.clustering, settings.detectors.learning_windows, now)
        return findings.run(self.reader, window, self.first, settings.detectors, self.known, now)


def _finish(app: App, warehouse: Warehouse, window: Window, basis: Basis) -> None:
    now = app.clock.now().astimezone(UTC).replace(tzinfo=None)
    values = [window.key, window.start, window.end, now, basis.last_load_id, basis.register_version]
    warehouse.execute("INSERT INTO windows VALUES (?, ?, ?, ?, ?, ?)", values)


def _summary(
    warehouse: Warehouse,
    window: Window,
    result: StageResult | None,
    seconds: float,
    *,
    again: bool = False,
    provisional: bool = False,
) -> WindowSummary:
    grouped, partners = warehouse.one(named_sql("pivotwatch", "cycle_summary"), {"win": window.key})
    counts = result.counts if result else {"pivots": 0, "findings": 0, "alerts": 0}
    return WindowSummary(
        window=window.key,
        again=again,
        provisional=provisional,
        partners=partners,
        groups=grouped,
        pivots=counts["pivots"],
        other_findings=counts["findings"] - counts["pivots"],
        alerts=counts["alerts"],
        seconds=round(seconds, 3),
    )
