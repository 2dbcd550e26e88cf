"""A partner that came regularly stays away, or falls to a small part of its usual volume."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from pydantic import Field

from detectors.base import Detector, Example, Finding, History
from detectors.counting import Floats, is_provisional, totals
from detectors.episodes import last_told
from detectors.examples import history_of, repeated
from foundation import Section, counted

SILENCE, CHURN, GAP = "silence", "churn", "platform_silence"
_SEASON_WINDOWS = 6


class Parameters(Section):
    """What counts as staying away."""

    windows: int = Field(default=2, ge=1, le=26)
    """So many windows with hardly a call; windows of the calendar and of platform-wide gaps do not count."""
    silent_share: float = Field(default=0.02, ge=0, lt=1)
    """This part of the usual volume is as good as none: some health check may have been left running."""
    churn_windows: int = Field(default=3, ge=2, le=26)
    """So many windows in a row below `churn_share` of the usual volume."""
    churn_share: float = Field(default=0.1, gt=0, lt=1)
    """This part of the usual volume, what the median partner does allowed for."""
    usual_calls: float = Field(default=30, ge=1, le=1_000_000)
    """A partner with fewer calls in a usual window may be away by chance."""
    regular_windows: int = Field(default=6, ge=3, le=52)
    """It must have come in all of so many windows before it stayed away."""
    common_share: float = Field(default=0.3, gt=0, le=1)
    """Where this part of the regular partners (at least five) is away at once, the fault is not theirs."""


def judge(history: History, parameters: Parameters) -> Sequence[Finding]:
    """Return partners that have just been away for long enough, or fallen low for long enough, by partner."""
    calls = totals(history.successes) + totals(history.errors)
    gaps = _platform_gaps(calls, parameters)
    judged = [i for i, key in enumerate(history.windows) if i not in gaps and key not in history.calendar]
    if len(history.windows) - 1 in gaps:
        return [_platform(history, calls)] if len(history.windows) - 2 not in gaps else []
    if len(history.windows) - 1 not in judged:
        return []
    told = last_told(history, [SILENCE, CHURN])
    seasons = {n: _season(calls, judged, n) for n in (parameters.windows, parameters.churn_windows)}
    found = []
    for row in _candidates(calls, judged):
        partner = history.partners[row]
        finding = _silent(history, calls, row, judged, parameters, seasons) or _low(
            history, calls, row, judged, parameters, seasons
        )
        if finding is not None and not _is_known(history, calls[:, row], told.get(partner), finding):
            found.append(finding)
    return found


def _candidates(calls: Floats, judged: Sequence[int]) -> list[int]:
    """Return the partners worth a look: away in the last window, or far below their usual volume."""
    most = calls[list(judged)].max(axis=0)
    return [int(row) for row in np.flatnonzero((most > 0) & (calls[judged[-1]] <= most / 2))]


def _platform_gaps(calls: Floats, parameters: Parameters) -> set[int]:
    """Return the windows in which many regular partners were away at once: an outage, or lost logs.

    A window without any call is one, however few partners there are: no data is no silence.
    """
    gaps = {index for index in range(len(calls)) if not calls[index].any()}
    for index in range(1, len(calls)):
        before = [i for i in range(index) if i not in gaps][-parameters.regular_windows :]
        regular = (calls[before] > 0).all(axis=0) if before else np.zeros(calls.shape[1], dtype=np.bool_)
        away = int((regular & (calls[index] == 0)).sum())
        if away >= max(5, parameters.common_share * regular.sum()):
            gaps.add(index)
    return gaps


def _silent(
    history: History,
    calls: Floats,
    row: int,
    judged: Sequence[int],
    parameters: Parameters,
    seasons: Mapping[int, bool],
) -> Finding | None:
    own, partner = calls[:, row], history.partners[row]
    usual = _usual(own, judged, parameters.windows, parameters)
    if usual < parameters.usual_calls * history.tolerance.get(partner, 1.0):
        return None
    away = list(judged[-parameters.windows :])
    left = int(own[away].sum())
    if left and (not _below(own[away], parameters.silent_share * usual) or seasons[parameters.windows]):
        return None
    last = history.windows[int(np.flatnonzero(own)[-1])]
    so_far = f"{counted(left, 'call')} in the last {counted(len(away), 'window')}"
    told = f"has all but fallen silent: {so_far}" if left else f"has made no call since {last}"
    sentence = f"{partner} {told}; usually it makes {int(usual):,} in a window."
    return _finding(history, row, SILENCE, away[0], sentence, usual, left / len(away))


def _low(
    history: History,
    calls: Floats,
    row: int,
    judged: Sequence[int],
    parameters: Parameters,
    seasons: Mapping[int, bool],
) -> Finding | None:
    own, partner = calls[:, row], history.partners[row]
    low = list(judged[-parameters.churn_windows :])
    usual = _usual(own, judged, parameters.churn_windows, parameters)
    limit = parameters.churn_share * usual / history.tolerance.get(partner, 1.0)
    if usual < 10 * parameters.usual_calls or not own[low].any() or not _below(own[low], limit):
        return None
    if seasons[parameters.churn_windows]:
        return None
    now = float(own[low].mean())
    sentence = (
        f"{partner} fell to {int(now):,} calls in a window from {int(usual):,}, "
        f"for {counted(len(low), 'window')} now."
    )
    return _finding(history, row, CHURN, low[0], sentence, usual, now)


def _usual(own: Floats, judged: Sequence[int], windows: int, parameters: Parameters) -> float:
    """Return the usual calls before the last `windows` judged ones; 0 for who did not come regularly."""
    earlier = list(judged[:-windows])
    before = earlier[-parameters.regular_windows :]
    if len(before) < parameters.regular_windows or not (own[before] > 0).all():
        return 0.0
    # the lower of two medians: the end of a campaign, after which all is as before, is no loss
    return float(min(np.median(own[before]), np.median(own[earlier])))


def _below(calls: Floats, limit: float) -> bool:
    """Whether counts stay below a limit, and noise of such counts would not carry them over it."""
    return bool((calls + np.sqrt(calls) <= limit).all())


def _season(calls: Floats, judged: Sequence[int], windows: int) -> bool:
    """Whether the median partner has halved in the last `windows` judged ones, too: a season or a holiday."""
    low = judged[-windows:]
    before = [index for index in judged if index < low[0]][-_SEASON_WINDOWS:]
    if not before:
        return False
    now, then = calls[list(low)].mean(axis=0), np.median(calls[before], axis=0)
    return bool(np.median((now + 0.5) / (then + 0.5)) < 0.5)


def _is_known(history: History, calls: Floats, told: Finding | None, finding: Finding) -> bool:
    """Tell whether it was told, and the partner has not come back since."""
    if told is None:
        return False
    if told.kind == CHURN and finding.kind == SILENCE:
        return False
    usual = float(told.peers.get("usual_calls", 0))
    since = [i for i, key in enumerate(history.windows) if key > told.window]
    return not any(calls[index] >= usual / 2 for index in since)


def _finding(
    history: History, row: int, kind: str, since: int, sentence: str, usual: float, now: float
) -> Finding:
    windows = len(history.windows) - since
    return Finding(
        window=history.windows[-1],
        detector="silence",
        kind=kind,
        partner=history.partners[row],
        severity="medium",
        confidence=0.9,
        alert=True,
        provisional=is_provisional(history),
        since_window=history.windows[since],
        sentence=sentence,
        reasons={
            "real": f"it came in every window before, usually with {int(usual):,} calls",
            "own": "windows in which many partners were away, and those of the calendar, do not count",
            "lasting": f"{counted(windows, 'window')}, since {history.windows[since]}",
            "large": f"{100 * (1 - now / usual):.0f}% fewer calls",
        },
        peers={"usual_calls": int(usual)},
    )


def _platform(history: History, calls: Floats) -> Finding:
    away = int(((calls[-1] == 0) & (calls[:-1] > 0).any(axis=0)).sum())
    return Finding(
        window=history.windows[-1],
        detector="silence",
        kind=GAP,
        severity="high",
        confidence=0.9,
        alert=True,
        provisional=is_provisional(history),
        since_window=history.windows[-1],
        sentence=(
            f"{away} of {len(history.partners)} partners made no call in this window: an outage, or logs are "
            "missing. Nobody is reported as silent for it."
        ),
        peers={"away": away},
    )


def examples() -> Sequence[Example]:
    """Return silence, churn and a platform-wide gap; rare guests, holidays and what was told are quiet."""
    usual, low = {"GET /v1/contacts": 900}, {"GET /v1/contacts": 20}
    others = {f"p{n}": repeated(usual, 12) for n in range(6)}
    away, fallen = [*repeated(usual, 10), {}, {}], repeated(usual, 9) + repeated(low, 3)
    rare = [usual, {}, {}] * 3 + [usual, {}, {}]
    all_away = {name: [*repeated(usual, 11), {}] for name in others}
    shorter = {name: repeated(usual, 11) for name in others}
    longer = {name: repeated(usual, 13) for name in others}
    nearly = {"GET /v1/contacts": 9}
    all_but = [*repeated(usual, 10), nearly, nearly]
    between = [*repeated(usual, 9), low, {}, low]
    few = {"a": repeated(usual, 9) + [{}] * 3, "b": repeated(usual, 9) + [{}] * 3}
    told = judge(history_of({"a": away, **others}), Parameters())
    holiday = {"2026-W13": "holiday: Easter"}
    return (
        Example("away for two windows", history_of({"a": away, **others}), (SILENCE,)),
        Example("at a hundredth for two windows", history_of({"a": all_but, **others}), (SILENCE,)),
        Example("at a hundredth for one window", history_of({"a": all_but[:-1], **shorter})),
        Example("low, away, low again", history_of({"a": between, **others}), (CHURN,)),
        Example("fallen low for three", history_of({"a": fallen, **others}), (CHURN,)),
        Example("all away", history_of(all_away), (GAP,)),
        Example("comes now and then", history_of({"a": rare, **others})),
        Example("a holiday does not count", history_of({"a": away, **others}, calendar=holiday)),
        Example("no data of anybody for three windows", history_of(few)),
        Example("told before", history_of({"a": [*away, {}], **longer}, earlier=told)),
    )


PLUGIN = Detector(
    kinds=(SILENCE, CHURN, GAP),
    parameters=Parameters,
    judge=judge,
    runbook=(
        "Ask the partner whether it has left, has moved to another credential, or is broken. "
        "A platform-wide gap: see first whether all logs were ingested."
    ),
    reference="Fader, Hardie and Lee (2005), Counting your customers the easy way: recency and frequency",
    examples=examples,
)
