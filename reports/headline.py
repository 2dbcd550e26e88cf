"""The report's first sentence, and why its findings may be provisional."""

from __future__ import annotations

from foundation import counted
from reports.content import Report
from reports.words import number, spelled, window_name

__all__ = ["caveat", "headline"]


def headline(report: Report) -> str:
    """Return what a partner manager wants to know first, in one sentence."""
    if not report.basis.partners:
        return f"Nobody called in {window_name(report.window)}: there is nothing to compare."
    if not report.basis.closed:
        return _so_far(report)
    if report.pivots:
        return _pivoted(report)
    if report.basis.previous is None:
        return _first_window(report)
    alerts = sum(finding.alert for finding in report.others)
    if alerts:
        want = "finding wants" if alerts == 1 else "findings want"
        when = window_name(report.window)
        return f"No partner changed its use case in {when}; {spelled(alerts).lower()} other {want} a look."
    partners = counted(report.basis.partners, "partner")
    kept = "its use case" if report.basis.partners == 1 else "their use case"
    return f"Nothing changed in {report.window.key}: {partners} kept {kept}."


def _pivoted(report: Report) -> str:
    count = len({pivot.partner_id for pivot in report.pivots})
    who = "partner changed its" if count == 1 else "partners changed their"
    return f"{spelled(count)} {who} use case in {window_name(report.window)}{_urgency(report, count)}."


def _urgency(report: Report, pivoted: int) -> str:
    alerting = [pivot for pivot in report.pivots if pivot.alert]
    urgent = len({pivot.partner_id for pivot in alerting if pivot.severity == "high"})
    if not alerting:
        return "; no alert was raised"
    if not urgent:
        return "; nothing is urgent"
    if urgent == pivoted:
        return " and needs you first" if urgent == 1 else f"; {'both' if urgent == 2 else 'all'} need you"
    return f"; {spelled(urgent).lower()} {'needs' if urgent == 1 else 'need'} you first"


def _first_window(report: Report) -> str:
    partners = counted(report.basis.partners, "partner")
    groups = counted(report.basis.groups, "use-case group")
    return f"{report.window.key} is the first {report.window.kind} on record: {partners} in {groups}."


def _so_far(report: Report) -> str:
    partners = counted(report.basis.partners, "partner")
    groups = counted(report.basis.groups, "use-case group")
    return f"{report.window.key} is not judged yet; so far: {partners} in {groups}."


def caveat(report: Report) -> str | None:
    """Return why this report, or its findings, are provisional; None when they are not."""
    if not report.basis.closed:
        return (
            f"Provisional: this {report.window.kind} is still open. The groups rest on the calls loaded so "
            "far; pivots and other findings are judged when it is over."
        )
    learning, place = report.platform.learning_windows, report.basis.number
    if place <= learning:
        return (
            f"Provisional: this is {report.window.kind} {number(place)} of the {number(learning)} from which "
            "Pivotwatch learns what is usual. Until those are over it cannot well tell a lasting change from "
            "ordinary ups and downs, so take findings as hints."
        )
    if any(pivot.provisional for pivot in report.pivots):
        return "Findings marked provisional rest on few windows of that partner or group; take them as hints."
    return None
