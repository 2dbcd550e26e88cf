"""The week: what needs me, the pivots, the flow between groups, the health of the data."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from governance import cases_of_findings
from pivotwatch.web.data import report_of, still_open, windows_of
from pivotwatch.web.desk import Viewing
from pivotwatch.web.directory import names_of
from pivotwatch.web.mine import waiting_of, what_needs_me
from pivotwatch.web.teams import of_team
from reports import Report, headline
from reports.headline import caveat
from reports.health_words import lag_words, warnings
from reports.words import window_name

routes = APIRouter()
_MOST_CASES = 12


@routes.get("/")
def show(desk: Viewing, window: str | None = None) -> Response:
    """Show a week; the newest judged one unless another is named."""
    report = report_of(desk, window)
    waiting = waiting_of(desk)
    if report is None:
        return desk.page("empty.html.j2", loaded=_anything_loaded(desk))
    whole = report
    if desk.owners is not None:
        with desk.service.reading() as warehouse:
            report = of_team(whole, desk.owners, desk.partners, warehouse)
    return desk.page(
        "this_week.html.j2",
        report=report,
        headline=_headline(whole, report),
        caveat=caveat(report),
        waiting=waiting,
        names=names_of(desk, (case.partner for case in waiting.cases[:_MOST_CASES])),
        most_cases=_MOST_CASES,
        needs_me=what_needs_me(waiting, desk.user),
        pivots=report.pivots,
        others=[each for each in report.others if each.alert],
        cases=cases_of_findings(
            desk.service.record, [each.finding_id for each in (*report.pivots, *report.others)]
        ),
        warnings=warnings(whole),
        lag=lag_words(whole),
        asked=window,
        windows=windows_of(desk)[:26],
        still_open=still_open(desk),
    )


def _headline(whole: Report, shown: Report) -> str:
    if whole.basis.partners and not shown.basis.partners:
        return f"None of your partners called in {window_name(whole.window)}."
    return headline(shown)


def _anything_loaded(desk: Viewing) -> bool:
    with desk.service.reading() as warehouse:
        return bool(warehouse.one("SELECT count(*) FROM loads")[0])
