"""Having a job done: by the service where one runs, else by this process, and never by both."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from foundation import HomeBusyError, PivotwatchError
from governance import Lead, begin_job, job_states, leader_of, request_job, take_over_jobs
from pivotwatch.app import App

_LOOK_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class JobDone:
    """How a job ended that somebody asked for.

    Attributes
    ----------
    by
        `service` or `here`.
    outcome
        `done`, `nothing`, `failed`; `asked` when nobody waited for it.
    """

    name: str
    by: str
    outcome: str
    told: str


@contextmanager
def leading(app: App) -> Iterator[bool]:
    """Yield True when no service runs; until the end of the block none can then begin to lead."""
    app.home.create()
    lead = Lead(app.record, app.home.path / "service.lock")
    taken = lead.take()
    try:
        yield taken
    finally:
        lead.give_back()


def have_done(app: App, name: str, argument: str = "", wait_seconds: float | None = None) -> JobDone:
    """Have a job done and tell how it ended.

    Parameters
    ----------
    wait_seconds
        How long to wait for a service; None = until it is done, 0 = not at all.

    Raises
    ------
    UnknownNameError
        When there is no such job.
    HomeBusyError
        When no service runs and another process works on the store.
    PivotwatchError
        When the service does not do it in that time.
    """
    from pivotwatch.service.job import JOBS  # noqa: PLC0415 - imports every job

    job = JOBS[name]
    with leading(app) as alone:
        if alone:
            from pivotwatch.service.context import Service  # noqa: PLC0415 - only where it runs here
            from pivotwatch.service.running import run_job  # noqa: PLC0415 - as above

            with app.warehouse() as warehouse:
                take_over_jobs(app.record, app.clock.now())
                request_job(app.record, name, argument)
                state = begin_job(app.record, name, "command line", app.clock.now())
                if state is None:
                    raise PivotwatchError(f"The job {name} is running.")
                run = run_job(Service(app, warehouse), name, job, state, "command line")
            return JobDone(name, "here", run.outcome, run.told)
    number = request_job(app.record, name, argument)
    return _awaited(app, name, number, wait_seconds)


def _awaited(app: App, name: str, number: int, wait_seconds: float | None) -> JobDone:
    until = None if wait_seconds is None else time.monotonic() + wait_seconds
    while until is None or time.monotonic() < until:
        state = job_states(app.record)[name]
        if state.served >= number:
            return JobDone(name, "service", state.outcome, state.told if state.outcome != "nothing" else "")
        time.sleep(_LOOK_SECONDS)
    if wait_seconds:
        raise PivotwatchError(
            f"The service has not done {name} in {wait_seconds:g} s. It goes on; see `pivotwatch jobs list`."
        )
    return JobDone(name, "service", "asked", "The service does it soon; see `pivotwatch jobs list`.")


def told_of_service(app: App, error: HomeBusyError) -> HomeBusyError:
    """Return the error with the way to go on beside a running service, where one leads."""
    address = service_address(app)
    if address is None:
        return error
    return HomeBusyError(
        f"The service at {address} owns the analytics store of this home. It loads and processes by "
        "itself: `pivotwatch jobs run load` and `pivotwatch jobs run cycle` make it do so now, and its "
        "console and API show what is there. Send it log files: "
        f"`curl --data-binary @FILE {address}/tap/FORMAT`. "
        "For other commands on the store, stop it for a while."
    )


def service_address(app: App) -> str | None:
    """Return where the service that leads this home answers; None = none does."""
    leader = leader_of(app.record)
    return (leader.address or None) if leader else None
