"""When jobs run: by schedule, on request, after failures, and after the service was away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from foundation import ConfigurationError, Home
from gateway_tap.silence import Silence
from governance import Act, begin_job, job_runs, list_messages, pause_job, request_job, take_over_jobs
from pivotwatch.app import App
from pivotwatch.service.alerts import alert_of_silence
from pivotwatch.service.job import Job
from pivotwatch.service.timing import timing
from tests.service.service_world import MONDAY, counting, open_world

BERLIN = ZoneInfo("Europe/Berlin")


def _raise() -> str:
    raise RuntimeError("no luck")


def test_a_weekly_job_runs_on_its_day_and_on_no_other(home: Home) -> None:
    """Monday 06:00 runs it once; the hour before and the days after do not."""
    job, ran = counting("0 6 * * mon")
    with open_world(home) as world:
        timetable = world.timetable({"weekly": job})
        world.tick(timetable, minutes=59)
        assert ran == []
        world.tick(timetable, minutes=1)
        world.tick(timetable, seconds=1)
        world.tick(timetable, days=6)
        assert ran == [MONDAY + timedelta(hours=1)]
        world.tick(timetable, days=1)
        assert len(ran) == 2


def test_the_day_begins_in_the_platforms_time_zone(home: Home) -> None:
    """06:00 in Berlin is 05:00 UTC in winter."""
    job, ran = counting("0 6 * * mon")
    with open_world(home, platform__time_zone="Europe/Berlin") as world:
        world.clock.at = MONDAY - timedelta(seconds=1)
        timetable = world.timetable({"weekly": job})
        world.tick(timetable, seconds=1)
        assert ran == [MONDAY]


@pytest.mark.parametrize(
    ("crontab", "after", "expected"),
    [
        # clocks are put back on 2026-10-25 and forward on 2026-03-29
        ("0 6 * * *", datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 5, tzinfo=UTC)),
        ("0 6 * * *", datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 4, tzinfo=UTC)),
        ("30 2 * * *", datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_daylight_saving_time(crontab: str, after: datetime, expected: datetime) -> None:
    """Six in the morning stays six; a time that does not exist comes an hour later."""
    assert timing(crontab).next_after(after, BERLIN) == expected


def test_work_before_its_time_wakes_a_job(home: Home) -> None:
    """Where there is work it starts at once; not while it is paused, and not where a schedule is set."""
    job, ran = counting("every 60s")
    work = [True]
    waking = replace(job, wakes=lambda *_: bool(work))
    with open_world(home) as world:
        timetable = world.timetable({"load": waking})
        world.tick(timetable, seconds=1)
        world.tick(timetable, seconds=1)
        assert len(ran) == 2
        work.clear()
        world.tick(timetable, seconds=1)
        assert len(ran) == 2
        work.append(True)
        pause_job(world.service.record, "load", Act("ops", world.clock.now()), paused=True)
        world.tick(timetable, seconds=1)
        assert len(ran) == 2
        pause_job(world.service.record, "load", Act("ops", world.clock.now()), paused=False)
    with open_world(home, service__schedule='{load = "every 60s"}') as world:
        timetable = world.timetable({"load": waking})
        world.tick(timetable, seconds=1)
        world.tick(timetable, seconds=1)
        assert len(ran) == 3


def test_the_operator_hears_of_a_silent_gateway_once(home: Home) -> None:
    """One e-mail for one silence, also after a restart; another for another; without address none."""
    heard = datetime(2026, 11, 21, 9, tzinfo=UTC)
    silence = Silence(("http_push", "kong"), heard, 2)
    alert_of_silence(App(home), silence)
    app = App(home, overrides={"service.operator_email": "ops@example.com"})
    assert not list_messages(app.record)
    for one in (silence, silence, replace(silence, last_heard=heard + timedelta(days=1))):
        alert_of_silence(app, one)
    messages = list_messages(app.record)
    assert [(one.recipient, one.state, one.purpose) for one in messages] == [
        ("ops@example.com", "approved", "silent_feed")
    ] * 2
    assert "http_push (kong) fell silent" in messages[0].subject


def test_a_failure_is_tried_again_with_growing_pauses(home: Home) -> None:
    """After 30, 60 and 120 seconds, however often the schedule would have it; a success resets that."""
    answers = [_raise, _raise, _raise, lambda: "Done."]
    job, ran = counting("every 10s", lambda: answers.pop(0)())  # noqa: PLW0108 - another one each time
    with open_world(home) as world:
        timetable = world.timetable({"often": job})
        for _ in range(240):
            if not answers:
                break
            world.tick(timetable, seconds=1)
        starts = [(at - MONDAY).total_seconds() for at in ran]
        assert [b - a for a, b in pairwise(starts)] == [30, 60, 120]
        state = world.state("often")
        assert (state.failures, state.outcome, state.retry_at) == (0, "done", None)


def test_the_operator_is_told_once_after_three_failures(home: Home) -> None:
    """The third failure in a row writes one message; the fourth none, and two failures none."""
    job, ran = counting("every 10s", _raise)
    with open_world(home, service__operator_email="ops@example.com") as world:
        timetable = world.timetable({"often": job})
        told = []
        while len(ran) < 5:
            world.tick(timetable, hours=2)
            told.append(len(list_messages(world.service.record)))
        assert told == [0, 0, 1, 1, 1]
        (message,) = list_messages(world.service.record)
        assert (message.recipient, message.state) == ("ops@example.com", "approved")
        assert "RuntimeError: no luck" in message.text


def test_a_paused_job_rests_and_runs_when_asked(home: Home) -> None:
    """Pausing stops the schedule, not a request; after resuming no missed time is made up for."""
    job, ran = counting("every 10s")
    act = Act("mia", MONDAY)
    with open_world(home) as world:
        pause_job(world.service.record, "often", act, paused=True)
        timetable = world.timetable({"often": job})
        world.tick(timetable, minutes=10)
        assert (ran, world.state("often").next_at) == ([], None)
        number = request_job(world.service.record, "often")
        world.tick(timetable, seconds=1)
        assert len(ran) == 1
        assert world.state("often").served == number
        following = world.clock.now() + timedelta(seconds=10)
        pause_job(world.service.record, "often", act, paused=False, next_run_at=following)
        world.tick(timetable, seconds=1)
        assert len(ran) == 1
        world.tick(timetable, seconds=10)
        assert len(ran) == 2


def test_what_was_missed_runs_once(home: Home) -> None:
    """A service that was away over three of a job's times makes up for them once, and not at each start."""
    job, ran = counting("30 2 * * *")
    with open_world(home) as world:
        timetable = world.timetable({"daily": job})
        world.tick(timetable, days=1)
        assert len(ran) == 1
        planned = world.state("daily").next_run_at
        assert planned == MONDAY + timedelta(days=1, hours=21.5)
        world.clock.move(hours=1)
        world.tick(world.timetable({"daily": job}), seconds=1)
        assert (len(ran), world.state("daily").next_run_at) == (1, planned)
        world.clock.move(days=3)
        again = world.timetable({"daily": job})
        world.tick(again, seconds=1)
        assert len(ran) == 2
        world.tick(world.timetable({"daily": job}), seconds=1)
        assert len(ran) == 2


def test_another_schedule_plans_at_once(home: Home) -> None:
    """What was planned by the schedule before is planned anew; a job that is no more has no plan."""
    job, _ = counting("0 6 * * mon")
    with open_world(home) as world:
        world.timetable({"weekly": job, "gone": job})
        assert world.state("weekly").next_at == MONDAY + timedelta(hours=1)
    with open_world(home, service__schedule='{weekly = "30 5 * * mon"}') as world:
        world.timetable({"weekly": job})
        assert world.state("weekly").next_at == MONDAY + timedelta(minutes=30)
        assert (world.state("gone").schedule, world.state("gone").next_at) == (None, None)


def test_a_clock_put_back_keeps_no_job_waiting(home: Home) -> None:
    """Planned while the clock was a year ahead, it runs all the same a minute later."""
    job, ran = counting("every 60s")
    with open_world(home) as world:
        world.clock.move(days=365)
        world.tick(world.timetable({"often": job}))
        assert len(ran) == 1
        world.clock.move(days=-365)
        timetable = world.timetable({"often": job})
        world.tick(timetable, seconds=59)
        assert len(ran) == 1
        world.tick(timetable, seconds=1)
        assert len(ran) == 2


def test_no_job_runs_twice_at_once(home: Home) -> None:
    """Who claims first runs; the claim of a dead instance is freed by the next leader."""
    job, ran = counting("every 10s")
    with open_world(home) as world:
        record = world.service.record
        assert begin_job(record, "often", "another", MONDAY) is not None
        assert begin_job(record, "often", "test", MONDAY) is None
        timetable = world.timetable({"often": job})
        world.tick(timetable, minutes=1)
        assert ran == []
        assert take_over_jobs(record, MONDAY) == ["often"]
        world.tick(timetable, seconds=1)
        assert len(ran) == 1


def test_what_was_cut_short_runs_again(home: Home) -> None:
    """By its schedule, and with the words of who asked for it, who still waits for the number."""
    daily, ran = counting("30 2 * * *")
    asked: list[str] = []
    never = Job("note", "off", lambda _service, _now, words: asked.append(words) or "Noted.")
    with open_world(home) as world:
        record, jobs = world.service.record, {"daily": daily, "never": never}
        world.tick(world.timetable(jobs), seconds=1)
        number = request_job(record, "never", "acme")
        assert begin_job(record, "daily", "another", MONDAY) is not None
        assert begin_job(record, "never", "another", MONDAY) is not None
        assert take_over_jobs(record, world.clock.move(seconds=1)) == ["daily", "never"]
        timetable = world.timetable(jobs)
        world.tick(timetable, seconds=1)
        world.tick(timetable, seconds=1)
        assert (len(ran), asked) == (1, ["acme"])
        assert (world.state("never").served, world.state("never").asked_for) == (number, None)


def test_what_never_runs_by_itself_is_not_tried_again(home: Home) -> None:
    """Whoever asked for it is told that it failed; it is not run again without what was asked for.

    Nor is a job that was to be tried again and is switched off meanwhile.
    """
    job, ran = counting("off", _raise)
    often, ran_often = counting("every 10s", _raise)
    with open_world(home) as world:
        timetable = world.timetable({"never": job, "often": often})
        request_job(world.service.record, "never", "nobody")
        world.tick(timetable, seconds=1)
        assert (len(ran), len(ran_often)) == (1, 1)
        assert (world.state("never").outcome, world.state("never").retry_at) == ("failed", None)
        assert world.state("often").next_at == world.clock.now() + timedelta(seconds=30)
    with open_world(home, service__schedule='{often = "off"}') as world:
        timetable = world.timetable({"never": job, "often": often})
        world.tick(timetable, hours=2)
        assert (len(ran), len(ran_often), world.state("often").next_at) == (1, 1, None)


def test_runs_that_did_nothing_are_not_noted(home: Home) -> None:
    """The history has what was done and what failed; a job of every minute that found nothing is left out."""
    answers = ["", "", "Did it.", ""]
    job, ran = counting("every 10s", lambda: answers.pop(0))
    with open_world(home) as world:
        timetable = world.timetable({"often": job})
        for _ in range(4):
            world.tick(timetable, seconds=10)
        assert len(ran) == 4
        assert [run.told for run in job_runs(world.service.record)] == ["Did it."]
        assert world.state("often").told == "Did it."


@pytest.mark.parametrize("text", ["at noon", "0 6 * * 1", "99 6 * * mon", "every 0s", "every 5 weeks"])
def test_a_schedule_that_cannot_be_read_is_refused(home: Home, text: str) -> None:
    """The error names the setting, the job, what was written and what can be."""
    with pytest.raises(ConfigurationError, match=r"service\.schedule.*cycle") as caught:
        _ = App(home, overrides={"service.schedule": f'{{cycle = "{text}"}}'}).settings
    assert text in str(caught.value)


def test_a_schedule_can_be_switched_off(home: Home) -> None:
    """`off` never runs by itself; another setting of time is taken."""
    one, ran_one = counting("every 10s")
    two, ran_two = counting("every 10s")
    with open_world(home, service__schedule='{one = "off", two = "every 1m"}') as world:
        timetable = world.timetable({"one": one, "two": two})
        for _ in range(12):
            world.tick(timetable, seconds=10)
        assert (len(ran_one), len(ran_two)) == (0, 2)
