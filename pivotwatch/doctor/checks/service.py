"""Whether a service leads, its jobs succeed, and there is a backup of late."""

from __future__ import annotations

from collections.abc import Iterator

from governance import job_states, leader_of
from pivotwatch.app import App
from pivotwatch.asking import leading
from pivotwatch.doctor.checking import Check, Diagnosis

_OLD_DAYS = 8


def _look(app: App) -> Iterator[Diagnosis]:
    with leading(app) as nobody:
        leader = leader_of(app.record)
    if nobody or leader is None:
        yield Diagnosis("warning", "No service runs.", "`pivotwatch serve`, or the unit in deploy/.")
    else:
        since = leader.since.astimezone(app.settings.platform.zone)
        yield Diagnosis("ok", f"{leader.instance} leads at {leader.address} since {since:%Y-%m-%d %H:%M}.")
    states = job_states(app.record)
    for name, state in states.items():
        if state.retry_at is not None:  # of one that runs only when asked, whoever asked was told
            told = f"The job {name} failed {state.failures} times in a row: {state.told}"
            yield Diagnosis("wrong", told, f"Mend the cause, then `pivotwatch jobs run {name}`.")
        elif state.paused:
            yield Diagnosis("warning", f"The job {name} is paused.", f"`pivotwatch jobs resume {name}`")
    made = states["backup"].succeeded_at if "backup" in states else None
    if made is None or (app.clock.now() - made).days >= _OLD_DAYS:
        told = "There is no backup." if made is None else f"The last backup is of {made:%Y-%m-%d}."
        yield Diagnosis("warning", told, "`pivotwatch backup FOLDER`, or let the job backup do it.")
    else:
        yield Diagnosis("ok", f"The last backup is of {made:%Y-%m-%d %H:%M} UTC.")


PLUGIN = Check("service, jobs, backup", _look)
