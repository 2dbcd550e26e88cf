"""What the report reads from the warehouse."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from foundation import InputError, Warehouse
from reports import read_report
from tests.reports.filling import MEMBERS, PLATFORM, Fill, weeks


def test_the_latest_processed_window_is_the_default(eventful: Warehouse) -> None:
    """Without a window the report is about the latest processed one; with one, about that."""
    assert read_report(eventful, PLATFORM).window.key == "2026-W47"
    assert read_report(eventful, PLATFORM, "2026-W41").window.key == "2026-W41"


def test_pivots_come_with_names_and_figures(eventful: Warehouse) -> None:
    """A pivot names its partner and groups and has the detector's figures, the most pressing first."""
    first, second = read_report(eventful, PLATFORM).pivots
    assert (first.subject, first.from_group, first.to_group) == (
        "Acme Tools",
        "Contact writers",
        "Invoice readers",
    )
    assert [(each.endpoint, each.contribution) for each in first.evidence] == [
        ("GET /v2/invoices/{id}", 0.55),
        ("GET /v2/contacts/{id}", 0.31),
        ("POST /v2/invoices", 0.14),
    ]
    assert second.to_group is None


def test_the_rest_of_the_profile_is_a_mean_before_and_since(eventful: Warehouse) -> None:
    """Endpoints that the detector did not name have mean shares of the windows before and of those since."""
    (rest,) = read_report(eventful, PLATFORM).pivots[0].rest
    # seven weeks of 90 in 498 calls, then one such week and one without it
    assert rest.endpoint == "POST /v2/contacts"
    assert rest.before == pytest.approx(90 / 498)
    assert rest.after == pytest.approx(90 / 498 / 2)
    assert (read_report(eventful, PLATFORM).pivots[0].weeks_before, rest.contribution) == (7, None)


def test_moves_are_told_from_stayers(eventful: Warehouse) -> None:
    """The flow has every partner whose group differs, and counts the others by group."""
    flow = read_report(eventful, PLATFORM).flow
    assert [(move.partner_id, move.to_group, move.raised) for move in flow.moves] == [
        ("acme", "Invoice readers", True),
        ("writer-5", None, False),
        ("evil", "Inventory <i>clerks</i>", True),
    ]
    assert flow.stayed == {"Contact writers": 5, "Invoice readers": 5, "Inventory <i>clerks</i>": 4}
    assert not flow.refit


def test_the_flow_begins_before_the_pivots_did(fill: Fill) -> None:
    """A pivot raised a week after it began is in the flow: that starts in the window before the beginning."""
    *calm, before_last, last = weeks(9)
    for window in calm:
        fill.week(window, MEMBERS)
    for window in (before_last, last):
        fill.week(window, MEMBERS | {"acme": 2})
    assert read_report(fill.warehouse, PLATFORM).flow.moves == []
    fill.finding(partner_id="acme", since_window=before_last.key)
    flow = read_report(fill.warehouse, PLATFORM).flow
    assert flow.since == calm[-1]
    assert [move.partner_id for move in flow.moves] == ["acme"]


def test_the_flow_does_not_reach_across_a_refit(fill: Fill) -> None:
    """Where a refit lies between, the flow starts at the first window of the new model."""
    first, second, third, fourth = weeks(4)
    fill.week(first, MEMBERS)
    for window in (second, third, fourth):
        fill.week(window, MEMBERS | {"acme": 2}, model="model-2")
    fill.finding(partner_id="acme", win=fourth.key, since_window=second.key)
    flow = read_report(fill.warehouse, PLATFORM).flow
    assert (flow.since, flow.refit) == (second, False)


def test_moves_of_a_refit_are_said_to_be_the_refits(fill: Fill) -> None:
    """Where a new model took over, the flow says so and brings the lineage."""
    before, now = weeks(2)
    fill.week(before, MEMBERS)
    fill.week(now, MEMBERS | {"acme": 2}, model="model-2")
    fill.lineage(now, "split", [1], [1, 2], 8)
    flow = read_report(fill.warehouse, PLATFORM).flow
    assert flow.refit
    (line,) = flow.lineage
    assert (line.kind, line.to_groups) == ("split", ["Contact writers", "Invoice readers"])


def test_new_and_silent_partners_are_listed(eventful: Warehouse, quiet: Warehouse) -> None:
    """A partner never seen before is new, one that called last week and not this one is silent."""
    report = read_report(eventful, PLATFORM)
    assert [line.partner_id for line in report.new] == ["newcomer"]
    assert [(line.partner_id, line.last_window) for line in report.silent] == [("clerk-3", "2026-W46")]
    assert not read_report(quiet, PLATFORM, "2026-W46").silent


def test_in_the_first_window_nobody_is_new(quiet: Warehouse) -> None:
    """The first window has no new and no silent partners, though all are seen for the first time."""
    report = read_report(quiet, PLATFORM, "2026-W39")
    assert (report.new, report.silent, report.basis.previous) == ((), (), None)


def test_partners_that_no_register_names_are_provisional(eventful: Warehouse) -> None:
    """Provisional partners are those seen in the window without a name in the register."""
    listed = {line.partner_id for line in read_report(eventful, PLATFORM).provisional}
    assert "newcomer" in listed
    assert not listed & {"acme", "evil", "formula"}


def test_health_adds_up(eventful: Warehouse) -> None:
    """Lines read are calls, duplicates and rejects; the top reason comes with its first place."""
    health = read_report(eventful, PLATFORM).health
    assert health.lines == health.loaded + health.duplicates + health.rejects
    assert health.rejects == 3
    (reason,) = health.reject_reasons
    assert (reason.reason, reason.lines, reason.line_number) == ("no time <stamp>", 3, 4)


def test_late_records_are_told(quiet: Warehouse) -> None:
    """A processed window with records that came later is stale; the others are not."""
    quiet.execute(
        "INSERT INTO credential_usage SELECT day, credential_id, endpoint_id, calls, errors, 999999 "
        "FROM credential_usage WHERE day = DATE '2026-11-11'"
    )
    assert read_report(quiet, PLATFORM).health.stale == ["2026-W46"]
    assert read_report(quiet, PLATFORM, "2026-W45").health.stale == []


def test_windows_judged_again_are_told(fill: Fill) -> None:
    """A window whose findings were made twice is said to be judged again."""
    (window,) = weeks(1)
    fill.week(window, MEMBERS)
    assert read_report(fill.warehouse, PLATFORM).health.remade == {}
    fill.run("findings", window.key, datetime(2026, 10, 1, tzinfo=UTC))
    assert read_report(fill.warehouse, PLATFORM).health.remade == {window.key: 2}


def test_advice_to_refit_is_the_newest_runs(quiet: Warehouse) -> None:
    """The report repeats the groups stage's advice, and none where the stage gave none."""
    assert read_report(quiet, PLATFORM).refit_advice is None
    drift = {"refit_suggested": True, "reason": "20% of partners are in no group"}
    later = datetime(2026, 11, 24, tzinfo=UTC)
    Fill(quiet).run("groups", "2026-W47", later, {"structure_drift": drift})
    assert read_report(quiet, PLATFORM).refit_advice == "20% of partners are in no group"


def test_without_processed_windows_the_way_out_is_named(warehouse: Warehouse) -> None:
    """With nothing processed the error says which commands to call."""
    with pytest.raises(InputError, match=r"no window is processed yet.*pivotwatch ingest.*pivotwatch run"):
        read_report(warehouse, PLATFORM)


def test_an_unprocessed_window_is_refused_with_those_there_are(quiet: Warehouse) -> None:
    """A window that is not processed is refused, and the error names the processed range."""
    with pytest.raises(InputError, match=r"2026-W30 is not processed.*9 windows from 2026-W39 to 2026-W47"):
        read_report(quiet, PLATFORM, "2026-W30")
