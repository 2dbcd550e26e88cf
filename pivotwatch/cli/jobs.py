"""`pivotwatch jobs`."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from pivotwatch.app import App
from pivotwatch.cli._output import json_option, say, show

if TYPE_CHECKING:
    from governance import JobState
    from pivotwatch.service.job import Job
    from pivotwatch.service.timing import Timing

_COLUMNS = ("job", "schedule", "state", "last", "outcome", "next", "told")
_RUN_COLUMNS = ("at", "job", "outcome", "seconds", "told")


@click.group("jobs")
def command() -> None:
    """What the service does by itself: list, run, pause and resume its jobs."""


@command.command("list")
@json_option
@click.pass_obj
def list_jobs(app: App, as_json: bool) -> None:
    """List the jobs: when they run, how they ended last, and when they run next, in the platform's time.

    A job that was missed while the service was down runs when it is back, if there is anything to do.
    """
    show(_rows(app), as_json=as_json, columns=_COLUMNS, empty="")


@command.command("history")
@click.argument("name", required=False)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="At most so many.")
@json_option
@click.pass_obj
def history(app: App, name: str | None, limit: int, as_json: bool) -> None:
    """List the last runs that did something or failed, newest first; of one job, or of all."""
    from governance import job_runs  # noqa: PLC0415 - SQLAlchemy takes a while to import

    if name is not None:
        _known(name)
    rows = (
        {
            "at": _shown(app, run.started_at),
            "job": run.name,
            "outcome": run.outcome,
            "seconds": run.seconds,
            "told": run.told,
            "instance": run.instance,
        }
        for run in job_runs(app.record, name, limit)
    )
    show(rows, as_json=as_json, columns=_RUN_COLUMNS, empty="No job has done anything yet.")


@command.command("run")
@click.argument("name")
@click.option(
    "--wait",
    "wait_seconds",
    type=click.FloatRange(0),
    help="Wait at most so many seconds for the service; 0 = not at all. [default: until it is done]",
)
@json_option
@click.pass_obj
def run(app: App, name: str, wait_seconds: float | None, as_json: bool) -> None:
    """Run a job now: in the service where one runs, else here. A paused job runs, too.

    Exit code 1 when it fails.
    """
    from pivotwatch.asking import have_done  # noqa: PLC0415 - imports every job

    done = have_done(app, name, "", wait_seconds)
    told = done.told or "There was nothing to do."
    row = {"job": done.name, "by": done.by, "outcome": done.outcome, "told": told}
    if as_json:
        show([row], as_json=True, columns=(), empty="")
    else:
        say(told)
    if done.outcome == "failed":
        raise click.exceptions.Exit(1)


@command.command("pause")
@click.argument("name")
@click.pass_obj
def pause(app: App, name: str) -> None:
    """Keep a job from running by itself, until `resume`. One that runs now is finished."""
    _pause(app, name, paused=True)
    say(f"{name} is paused; `pivotwatch jobs resume {name}` lets it go on.")


@command.command("resume")
@click.argument("name")
@click.pass_obj
def resume(app: App, name: str) -> None:
    """Let a paused job run by itself again."""
    _pause(app, name, paused=False)
    say(f"{name} goes on by its schedule.")


def _pause(app: App, name: str, *, paused: bool) -> None:
    from governance import Act, JobState, job_states, pause_job  # noqa: PLC0415 - as above

    _known(name)
    now, state = app.clock.now(), job_states(app.record).get(name, JobState(name))
    following = _timing(app, state).next_after(now, app.settings.platform.zone)
    pause_job(app.record, name, Act(getpass.getuser(), now), paused=paused, next_run_at=following)


def _known(name: str) -> Job:
    from pivotwatch.service.job import JOBS  # noqa: PLC0415 - imports every job

    return JOBS[name]  # an unknown one is refused, with the names that exist


def _timing(app: App, state: JobState) -> Timing:
    """Return when a job runs: as the leading service planned it, else as these settings have it."""
    from pivotwatch.asking import service_address  # noqa: PLC0415 - brings the record
    from pivotwatch.service.job import timing_of  # noqa: PLC0415 - as above
    from pivotwatch.service.timing import timing  # noqa: PLC0415 - as above

    if state.schedule is not None and service_address(app) is not None:
        return timing(state.schedule)
    return timing_of(state.name, _known(state.name), app.settings.service.schedule)


def _rows(app: App) -> Iterator[Mapping[str, Any]]:
    from governance import JobState, job_states  # noqa: PLC0415 - as above
    from pivotwatch.service.job import JOBS  # noqa: PLC0415 - as above

    states, now = job_states(app.record), app.clock.now()
    for name, job in JOBS.items():
        state = states.get(name, JobState(name))
        when = _timing(app, state)
        planned = state.schedule == when.text  # else it will be when a service starts with these settings
        following = state.next_at if planned else when.next_after(now, app.settings.platform.zone)
        yield {
            "job": name,
            "about": job.about,
            "schedule": when.text,
            "state": _state(state),
            "last": _shown(app, state.finished_at),
            "outcome": state.outcome or None,
            "told": state.told or None,
            "failures": state.failures,
            "next": None if state.paused else _shown(app, following),
        }


def _state(state: JobState) -> str:
    if state.running_by is not None:
        return f"running in {state.running_by}"
    if state.asked_for is not None:
        return "asked for"
    return "paused" if state.paused else "waits"


def _shown(app: App, at: datetime | None) -> str | None:
    """Return a time as the platform's clocks tell it, beside schedules that are written so."""
    return None if at is None else at.astimezone(app.settings.platform.zone).isoformat(timespec="seconds")
