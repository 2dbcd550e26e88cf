"""What a job of the service is: one file in `pivotwatch/service/jobs/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from foundation import Registry
from pivotwatch.service.context import Service
from pivotwatch.service.timing import Timing, timing


@dataclass(frozen=True, slots=True)
class Job:
    """A plug-in of `pivotwatch/service/jobs/`: its module holds one as `PLUGIN`.

    What a job does follows from what the stores say is not done yet, never from how often it was called:
    a run too many does nothing, and after a pause one run does all that was left.

    Attributes
    ----------
    about
        What it does, for people: a clause without a full stop.
    schedule
        When it runs unless the setting `service.schedule` says otherwise.
    run
        Does it, given the time and what the asker asked for ("" = nothing special). Returns a sentence
        on what it did; "" = there was nothing to do. It ends early when `service.stopping` is set.
    missed
        Tells from the stores, when an instance takes the lead, whether the job should have run before; None
        = whether a time of its schedule lies between its last success and now.
    wakes
        Tells that there is work before its time; asked once a second, so it has to be cheap. Not asked where
        the setting `service.schedule` says when the job runs.
    """

    about: str
    schedule: str
    run: Callable[[Service, datetime, str], str]
    missed: Callable[[Service, datetime, Timing], bool] | None = None
    wakes: Callable[[Service, datetime], bool] | None = None


JOBS: Registry[Job] = Registry("pivotwatch.service.jobs", Job, "job")
"""By file name, sorted."""


def timing_of(name: str, job: Job, schedule: Mapping[str, str]) -> Timing:
    """Return when a job runs: as set, else as it ships."""
    return timing(schedule.get(name, job.schedule))
