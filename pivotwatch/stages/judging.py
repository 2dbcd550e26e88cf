"""Runs every detector over one history. Reads and writes nothing, so a back-test is the same code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from detectors import Detector, Finding, History, is_declared
from detectors.settings import DetectorSection, DetectorSettings
from governance import Tolerance, tolerances
from pivotwatch.stages.known import Known

Tolerances = Mapping[str, Tolerance]


def judge(history: History, settings: DetectorSettings, known: Known) -> list[Finding]:
    """Return what all enabled detectors say about the history's last window, by detector name.

    A detector sees the tolerance that managers' verdicts on its own findings gave, no other's: a false
    alarm about volume must not blunt the watch for pivots.
    """
    found: list[Finding] = []
    for name, detector, section in settings.sections():
        if section.enabled:
            raised = tolerances(known.verdicts, name, history.windows[-1])
            said = _tolerant(history, detector, section, raised)
            found.extend(_declared(_gated(finding, section), history) for finding in said)
    return found


def _declared(finding: Finding, history: History) -> Finding:
    """Take the alert from a pivot that leads to what the partner declared."""
    if finding.kind != "pivot" or not is_declared(finding, history):
        return finding
    quiet = "No alert: the partner declared the use case that it went to."
    return replace(finding, alert=False, reasons={**finding.reasons, "declared": quiet})


def _gated(finding: Finding, section: DetectorSection) -> Finding:
    if not finding.alert or finding.confidence >= section.confidence:
        return finding
    quiet = f"No alert: confidence {finding.confidence:.2f} is below the setting {section.confidence:.2f}."
    return replace(finding, alert=False, reasons={**finding.reasons, "quiet": quiet})


def _tolerant(
    history: History, detector: Detector, section: DetectorSection, raised: Tolerances
) -> Iterator[Finding]:
    if not raised:
        yield from detector.judge(history, section)
        return
    factors = {partner: tolerance.factor for partner, tolerance in raised.items()}
    told = list(detector.judge(replace(history, tolerance=factors), section))
    kept = {finding.finding_id for finding in told}
    yield from (_explained(finding, raised, alert=finding.alert) for finding in told)
    # what tolerance alone kept back is written all the same, without alert: never silently
    for finding in detector.judge(history, section):
        if finding.partner in raised and finding.finding_id not in kept:
            yield _explained(finding, raised, alert=False)


def _explained(finding: Finding, raised: Tolerances, *, alert: bool) -> Finding:
    tolerance = raised.get(finding.partner or "")
    if tolerance is None:
        return finding
    kept_back = "" if alert or not finding.alert else " It kept this finding from alerting."
    text = f"Tolerance is raised to {tolerance.factor:.2f} times: {tolerance.why}.{kept_back}"
    reasons: dict[str, Any] = {**finding.reasons, "tolerance": text}
    return replace(finding, alert=alert, reasons=reasons)
