"""A feed of the tap that used to bring calls brings none any more: what it shows is missing, not gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from pydantic import Field

from detectors.base import Detector, Example, Finding, History
from detectors.counting import is_provisional
from detectors.examples import history_of, repeated
from foundation import Section, parse_window, window_of

KIND = "silent_feed"


class Parameters(Section):
    """What counts as fallen silent."""

    silent_days: int = Field(default=2, ge=1, le=28)
    """So many days without a call at the end of the window; more, where the feed has paused for longer."""
    talking_days: int = Field(default=7, ge=2, le=28)
    """A feed that had calls on fewer of the last 28 days is not awaited."""


def judge(history: History, parameters: Parameters) -> Sequence[Finding]:
    """Return the feeds that have just fallen silent for longer than they ever paused, by feed."""
    if history.windows[-1] in history.calendar:
        return []
    found = (_silent(history, feed, days, parameters) for feed, days in sorted(history.feed_days.items()))
    return [finding for finding in found if finding is not None]


def _silent(history: History, feed: str, days: Sequence[date], parameters: Parameters) -> Finding | None:
    if len(days) < parameters.talking_days:
        return None
    window = parse_window(history.windows[-1])
    away = (window.end - days[-1]).days - 1
    longest = max((later - earlier).days for earlier, later in pairwise(days))
    if away < max(parameters.silent_days, longest + 1):
        return None
    since = max(window_of(days[-1] + timedelta(days=1), window.kind).key, history.windows[0])
    if any(f.kind == KIND and f.subject == feed and f.window >= since for f in history.earlier):
        return None
    return Finding(
        window=history.windows[-1],
        detector="silent_feed",
        kind=KIND,
        subject=feed,
        severity="high",
        confidence=0.95,
        alert=True,
        provisional=is_provisional(history),
        since_window=since,
        sentence=(
            f"The feed {feed} has brought no call since {days[-1]:%Y-%m-%d}; before, it brought some on "
            f"{len(days)} days of the last four weeks."
        ),
        reasons={
            "real": f"its longest pause in the last four weeks was {longest} days",
            "own": "told of the platform: partners behind this feed look silent without being so",
            "lasting": f"{away} days, to the end of the window",
            "large": "all of its calls",
        },
        peers={"days_without_calls": away},
    )


def examples() -> Sequence[Example]:
    """Return a feed that stopped; weekends, a rare feed, a holiday and what was told are quiet."""
    calls = {"a": repeated({"GET /v1/contacts": 300}, 8)}
    end = parse_window(history_of(calls).windows[-1]).end
    month = [end - timedelta(days=n) for n in range(28, 0, -1)]
    weekdays = [day for day in month if day.weekday() < 5]
    stopped = {"syslog.nginx_json": month[:-3], "http_push.kong": month}
    told = judge(
        history_of({"a": calls["a"][:7]}, feed_days={"syslog.nginx_json": month[:-10]}), Parameters()
    )
    last = history_of(calls).windows[-1]
    return (
        Example("stopped three days ago", history_of(calls, feed_days=stopped), (KIND,)),
        Example("weekdays alone", history_of(calls, feed_days={"syslog.nginx_json": weekdays})),
        Example("stopped, of weekdays alone", history_of(calls, feed_days={"a.b": weekdays[:-3]}), (KIND,)),
        Example("comes now and then", history_of(calls, feed_days={"syslog.nginx_json": month[:6]})),
        Example("a holiday", history_of(calls, feed_days=stopped, calendar={last: "holiday: Easter"})),
        Example("told before", history_of(calls, feed_days={"syslog.nginx_json": month[:-10]}, earlier=told)),
    )


PLUGIN = Detector(
    kinds=(KIND,),
    parameters=Parameters,
    judge=judge,
    runbook=(
        "See whether the gateway still sends: its configuration, its log plug-in, the tap's `/metrics` "
        "(refused, silent). When the calls come late, load them: their windows are made again by themselves."
    ),
    reference="Beyer et al. (2016), Site Reliability Engineering, ch. 6: absence of data is a symptom",
    examples=examples,
)
