"""One run of a job: its outcome on record, a later try when it failed, a message when it keeps failing."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from foundation import PivotwatchError
from governance import JobRun, JobState, end_job
from pivotwatch.service.alerts import write_to_operator
from pivotwatch.service.context import Service
from pivotwatch.service.job import Job, timing_of
from pivotwatch.service.settings import ServiceSettings

log = logging.getLogger(__name__)


def run_job(service: Service, name: str, job: Job, state: JobState, instance: str) -> JobRun:
    """Run a job that was claimed; whatever happens in it is noted, and nothing is raised.

    Parameters
    ----------
    state
        As it was when the job was claimed.
    """
    began_at, began = service.clock.now(), time.perf_counter()
    try:
        told = job.run(service, began_at, state.asked_for or "")
        outcome = "done" if told else "nothing"
    except PivotwatchError as error:
        told, outcome = str(error), "failed"
        log.warning("Job %s failed: %s", name, told)
    except Exception as error:  # a job must not take the service down, whatever it raises
        told, outcome = f"{type(error).__name__}: {error}", "failed"
        log.exception("Job %s failed.", name)
    run = JobRun(name, instance, began_at, round(time.perf_counter() - began, 3), outcome, told)
    by_itself = not timing_of(name, job, service.settings.service.schedule).is_off
    _note(service, state, run, by_itself=by_itself)
    if outcome == "done":
        log.info("Job %s: %s", name, told, extra={"job": name, "seconds": run.seconds})
    return run


def retry_after(settings: ServiceSettings, failures: int) -> timedelta:
    """Return the pause after so many failures in a row: twice as long each time, up to a bound."""
    doubled = settings.retry_first_seconds * 2 ** min(failures - 1, 40)
    return timedelta(seconds=min(doubled, settings.retry_most_seconds))


def _note(service: Service, state: JobState, run: JobRun, *, by_itself: bool) -> None:
    now, settings = service.clock.now(), service.settings.service
    # what runs only when somebody asks is asked for again by whoever reads that it failed
    again = run.outcome == "failed" and by_itself
    retry_at = now + retry_after(settings, state.failures + 1) if again else None
    failures = end_job(service.record, state, run, now, retry_at)
    if again and failures == settings.alert_after_failures:
        _alert(service, run, failures, now)


def _alert(service: Service, run: JobRun, failures: int, now: datetime) -> None:
    """Write to the operator, once for a row of failures."""
    log.error("ALERT: job %s failed %s times in a row: %s", run.name, failures, run.told)
    text = (
        f"The job {run.name} of Pivotwatch failed {failures} times in a row.\n\n"
        f"Last time: {run.told}\n\n"
        "It is tried again with growing pauses. `pivotwatch jobs list` shows all jobs, "
        "`pivotwatch doctor` what is wrong here.\n"
    )
    write_to_operator(
        service.app,
        now,
        purpose="job_failed",
        key=("job", run.name, now.isoformat()),
        subject=f"Pivotwatch: job {run.name} fails",
        text=text,
    )
