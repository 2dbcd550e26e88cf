"""What verdicts, declarations and settings do to findings: never silently."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from detectors import Evidence, Finding, History
from detectors.examples import history_of, repeated
from detectors.settings import DetectorSettings
from governance import Verdict, VerdictWord
from pivotwatch.stages.judging import judge
from pivotwatch.stages.known import Known

USUAL = {"GET /v1/contacts": 1000, "GET /v1/invoices": 500}


def spiking(times: int) -> History:
    others = {f"p{number}": repeated(USUAL, 12) for number in range(5)}
    spike = {label: times * count for label, count in USUAL.items()}
    return history_of({"a": [*repeated(USUAL, 11), spike], **others})


def verdict(word: VerdictWord, window: str, detector: str = "volume_spike") -> Verdict:
    at = datetime(2026, 3, 3, tzinfo=UTC)
    return Verdict(f"finding-{window}", window, "a", detector, "volume_spike", word, "", "Ann", at)


def spikes(times: int, verdicts: Sequence[Verdict] = ()) -> list[Finding]:
    found = judge(spiking(times), DetectorSettings(), Known(verdicts=verdicts))
    return [each for each in found if each.kind == "volume_spike"]


def test_a_false_alarm_raises_tolerance_and_says_so() -> None:
    """After a false alarm a change of the same size alerts no more, yet is written with that verdict."""
    (before,) = spikes(6)
    (after,) = spikes(6, [verdict("false-alarm", "2026-W05")])
    assert before.alert
    assert not after.alert
    assert "finding-2026-W05" in after.reasons["tolerance"]
    assert "by Ann on 2026-03-03" in after.reasons["tolerance"]


def test_a_larger_change_alerts_through_raised_tolerance() -> None:
    """However many false alarms there were, a change of more than twice the limit alerts."""
    words = [verdict("false-alarm", f"2026-W0{week}") for week in range(2, 9)]
    (found,) = spikes(12, words)
    assert found.alert
    assert "2.00 times" in found.reasons["tolerance"]


def test_confirming_takes_tolerance_back() -> None:
    """A confirmed finding after a false alarm makes the partner as closely watched as before."""
    (found,) = spikes(6, [verdict("false-alarm", "2026-W05"), verdict("confirmed", "2026-W07")])
    assert found.alert
    assert "tolerance" not in found.reasons


def test_verdicts_on_other_detectors_and_later_windows_count_nothing() -> None:
    """Neither a verdict on another detector nor one on the judged window or later changes a judgement."""
    (other,) = spikes(6, [verdict("false-alarm", "2026-W05", "pivot")])
    (later,) = spikes(6, [verdict("false-alarm", "2026-W13")])
    assert other.alert
    assert later.alert


def test_less_confidence_than_set_keeps_the_finding_without_alert() -> None:
    """A finding below `confidence` is written, says why it does not alert, and alerts nobody."""
    settings = DetectorSettings.model_validate({"volume_spike": {"confidence": 1.0}})
    (found,) = judge(spiking(20), settings, Known())
    assert not found.alert
    assert "below the setting 1.00" in found.reasons["quiet"]


def test_a_disabled_detector_says_nothing() -> None:
    """`enabled = false` leaves a detector out."""
    settings = DetectorSettings.model_validate({"volume_spike": {"enabled": False}})
    assert judge(spiking(20), settings, Known()) == []


def test_a_pivot_into_what_was_declared_does_not_alert() -> None:
    """A partner that goes where it said it would go is written down and alerts nobody; others do alert."""
    books = {"GET /v1/invoices": 600, "GET /v1/invoices/{id}": 380}
    crm = {"POST /v1/contacts": 700, "PATCH /v1/contacts/{id}": 280}
    weeks = {f"b{n}": repeated(books, 13) for n in range(4)} | {f"c{n}": repeated(crm, 13) for n in range(4)}
    weeks |= {"a": repeated(books, 11) + repeated(crm, 2)}
    groups = {name: 2 if name.startswith("c") else 1 for name in weeks}
    declared = {"a": {"groups": ["GROUP 2"], "endpoints": ["* /v1/invoices*"]}}

    def pivots(declarations: dict[str, dict[str, list[str]]]) -> list[Finding]:
        found = judge(
            history_of(weeks, groups=groups, declarations=declarations), DetectorSettings(), Known()
        )
        return [each for each in found if each.kind == "pivot"]

    (quiet,), (told,) = pivots(declared), pivots({})
    assert told.alert
    assert not quiet.alert
    assert "declared" in quiet.reasons["declared"]
    assert isinstance(told.evidence[0], Evidence)
