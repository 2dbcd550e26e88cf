"""Back-tests: what would have alerted under other settings. Replays judgements in memory, writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from detectors import Finding, History
from detectors.settings import DetectorSettings
from foundation import InputError, Problem, Warehouse, Window, named_sql, parse_window, window_of
from governance import Verdict, standing
from pivotwatch.stages.findings import earlier_findings, history_at, look_back
from pivotwatch.stages.history import HistoryReader
from pivotwatch.stages.judging import judge
from pivotwatch.stages.known import Known

_SAME_WITHIN = 3
"""An alert about the same thing that comes at most so many windows sooner or later is the same alert."""
_FIXED = frozenset({"detectors.learning_windows"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one setting would have raised.

    Attributes
    ----------
    name
        The setting as written, `detectors.pivot.confidence=0.8`; `as stored` and `as set now` are the others.
    alerts
        What would have alerted, oldest window first.
    added, removed
        Against what is stored: alerts that are new, and stored alerts that would not have come.
    confirmed, false_alarms, fine, unjudged
        What managers said of the alerts that this setting would have raised.
    lost_confirmed
        Confirmed alerts that would not have come.
    """

    name: str
    alerts: Sequence[Finding]
    added: Sequence[Finding]
    removed: Sequence[Finding]
    confirmed: int
    false_alarms: int
    fine: int
    unjudged: int
    lost_confirmed: int


@dataclass(frozen=True, slots=True)
class Replay:
    """The windows to judge again, oldest first, and what is known.

    Attributes
    ----------
    first
        The platform's first window.
    """

    reader: HistoryReader
    first: Window
    windows: Sequence[Window]
    known: Known


def check_replayable(names: Sequence[str]) -> None:
    """Refuse settings whose effect a replay of judgements cannot show; all of them are named at once."""
    wrong = [name for name in names if not name.startswith("detectors.") or name in _FIXED]
    if wrong:
        reason = "only settings of detectors can be tried, and none that changes the groups"
        raise InputError(
            "A back-test replays judgements alone:", [Problem(each, "", reason) for each in wrong]
        )


def replay_of(warehouse: Warehouse, known: Known, weeks: int) -> Replay:
    """Return the newest processed windows, to be judged again.

    Raises
    ------
    InputError
        When no window is processed.
    """
    rows = warehouse.rows("SELECT win FROM windows ORDER BY start_day DESC LIMIT ?", [weeks])
    day = warehouse.one(named_sql("pivotwatch", "cycle_days"))[0]
    if not rows or day is None:
        raise InputError(
            "No window is processed yet, so nothing can be replayed. Run `pivotwatch run` first."
        )
    windows = sorted(parse_window(key) for (key,) in rows)
    return Replay(HistoryReader(warehouse), window_of(day, windows[0].kind), windows, known)


def stored_alerts(replay: Replay) -> list[Finding]:
    """Return the alerts that were raised in the replayed windows, as they are stored."""
    first, last = replay.windows[0], replay.windows[-1]
    found = earlier_findings(replay.reader.warehouse, first.key, last.next.key)
    return [each for each in found if each.alert and each.window >= first.key]


def replayed(replay: Replay, settings: Mapping[str, DetectorSettings]) -> dict[str, list[Finding]]:
    """Return the alerts that each of several settings would have raised, by the settings' name.

    Each history is read once; each setting sees its own earlier findings.
    """
    found: dict[str, list[Finding]] = {name: [] for name in settings}
    warehouse = replay.reader.warehouse
    for window in replay.windows:
        histories: dict[int, History] = {}
        for name, each in settings.items():
            bound = look_back(window, replay.first, each.look_back_windows)
            before = earlier_findings(warehouse, bound[0].key, replay.windows[0].key)
            if len(bound) not in histories:
                histories[len(bound)] = history_at(
                    replay.reader, window, replay.first, each, replay.known, ()
                )
            history = replace(histories[len(bound)], earlier=[*before, *found[name]])
            found[name].extend(judge(history, each, replay.known))
    return {name: [each for each in all_of if each.alert] for name, all_of in found.items()}


def outcome(name: str, alerts: Sequence[Finding], stored: Sequence[Finding], replay: Replay) -> Outcome:
    """Compare what a setting would have raised with what is stored, and with what managers said."""
    order = {window.key: index for index, window in enumerate(replay.windows)}
    verdicts = [each for each in standing(replay.known.verdicts).values() if each.window in order]
    said = [_verdict_on(each, verdicts, order) for each in alerts]
    counted = {word: said.count(word) for word in ("confirmed", "false-alarm", "fine", None)}
    removed = [each for each in stored if not _among(each, alerts, order)]
    return Outcome(
        name=name,
        alerts=alerts,
        added=[each for each in alerts if not _among(each, stored, order)],
        removed=removed,
        confirmed=counted["confirmed"],
        false_alarms=counted["false-alarm"],
        fine=counted["fine"],
        unjudged=counted[None],
        lost_confirmed=sum(_verdict_on(each, verdicts, order) == "confirmed" for each in removed),
    )


def _among(finding: Finding, others: Sequence[Finding], order: Mapping[str, int]) -> bool:
    return any(_is_same(finding, each, order) for each in others)


def _verdict_on(finding: Finding, verdicts: Sequence[Verdict], order: Mapping[str, int]) -> str | None:
    exact = [each.verdict for each in verdicts if each.finding_id == finding.finding_id]
    near = [
        each.verdict for each in verdicts if finding.partner is not None and _is_same(finding, each, order)
    ]
    return next(iter([*exact, *near]), None)


def _is_same(finding: Finding, other: Finding | Verdict, order: Mapping[str, int]) -> bool:
    return (finding.detector, finding.kind, finding.partner) == (
        other.detector,
        other.kind,
        other.partner,
    ) and abs(order[finding.window] - order[other.window]) <= _SAME_WITHIN
