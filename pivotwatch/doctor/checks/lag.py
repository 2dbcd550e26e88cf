"""Whether what arrives is loaded, and closed windows are processed."""

from __future__ import annotations

from collections.abc import Iterator

from foundation import closed_windows
from gateway_tap import SEALED, listed
from pivotwatch.app import App
from pivotwatch.doctor.checking import Check, Diagnosis, store
from pivotwatch.tapping import spool_folder

_LATE_SECONDS = 15 * 60
_QUIET_DAYS = 2


def _look(app: App) -> Iterator[Diagnosis]:
    yield _spool(app)
    with store(app) as warehouse:
        if warehouse is None:
            return
        first, last = warehouse.one("SELECT min(day), max(day) FROM credential_usage")
        if last is None:
            yield Diagnosis(
                "warning", "No calls were loaded yet.", "See `pivotwatch ingest --help` or docs/tap.md."
            )
            return
        done = {key for (key,) in warehouse.rows("SELECT win FROM windows")}
        kind = app.window_kind(warehouse)
    zone, now = app.settings.platform.zone, app.clock.now()
    quiet = (now.astimezone(zone).date() - last).days
    if quiet > _QUIET_DAYS:
        yield Diagnosis(
            "warning",
            f"The newest call is {quiet} days old.",
            "Check the gateways' log shipping and the tap.",
        )
    else:
        yield Diagnosis("ok", f"The newest call is of {last}.")
    waits = [w.key for w in closed_windows(first, now, kind, zone) if w.key not in done and w.start <= last]
    if waits:
        told = f"{len(waits)} closed windows are not processed, the oldest {waits[0]}."
        yield Diagnosis("warning", told, "`pivotwatch jobs run cycle`")
    else:
        yield Diagnosis("ok", "Every closed window is processed.")


def _spool(app: App) -> Diagnosis:
    folder = spool_folder(app.home, app.settings.tap)
    waiting = [name for name, _ in listed(folder, SEALED)] if folder.is_dir() else []
    if not waiting:
        return Diagnosis("ok", "Nothing waits in the spool.")
    age = app.clock.now().timestamp() - waiting[0].opened_ms / 1000
    told = f"{len(waiting):,} segments wait in the spool, the oldest for {age / 60:,.0f} minutes."
    if age > _LATE_SECONDS:
        return Diagnosis(
            "wrong", told, "Start the service, or `pivotwatch load`; see `pivotwatch jobs history load`."
        )
    return Diagnosis("ok", told)


PLUGIN = Check("lag", _look)
