"""The cycle: which windows are processed, when again, and that none sees what came after it."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from foundation import Home, InputError, Warehouse, stable_number
from governance import Credential, Partner, save_partners
from pivotwatch.cycle import process
from pivotwatch.pending import Pending
from tests.cycle.cycle_usage import MONDAY, PIVOTING, SILENT, app_at, load, run, state, usage_of


def test_every_closed_window_is_processed_in_order(home: Home, warehouse: Warehouse) -> None:
    """A run processes each window that has closed, oldest first, and leaves the open one."""
    load(warehouse, usage_of(range(6)))
    done = run(app_at(home, 5), warehouse)
    assert [one.window for one in done] == [f"2026-W0{week}" for week in range(2, 7)]
    assert {one.partners for one in done} == {12}
    assert [key for (key,) in warehouse.rows("SELECT win FROM windows ORDER BY start_day")] == [
        one.window for one in done
    ]


def test_running_twice_changes_nothing(home: Home, warehouse: Warehouse) -> None:
    """A second run finds nothing to do and changes no row."""
    load(warehouse, usage_of(range(12)))
    app = app_at(home, 12)
    run(app, warehouse)
    before = state(warehouse)
    assert run(app, warehouse) == []
    assert state(warehouse) == before


def test_doing_a_window_again_changes_nothing(home: Home, warehouse: Warehouse) -> None:
    """Windows that are done again with the same usage get the same rows and the same finding ids."""
    load(warehouse, usage_of(range(12)))
    app = app_at(home, 12)
    run(app, warehouse)
    before = state(warehouse)
    warehouse.execute("DELETE FROM windows")
    assert len(run(app, warehouse)) == 12
    assert state(warehouse) == before


def test_pivots_and_silence_are_told_once(home: Home, warehouse: Warehouse) -> None:
    """A partner that changed its use case and one that stays away are told once, the rest never."""
    load(warehouse, usage_of(range(16)))
    run(app_at(home, 16), warehouse)
    alerts = warehouse.rows("SELECT partner_id, kind FROM findings WHERE alert ORDER BY ALL")
    assert alerts == [(PIVOTING, "pivot"), (SILENT, "silence")]


def test_no_usage_means_nothing_to_do(home: Home, warehouse: Warehouse) -> None:
    """A platform without usage has no windows."""
    assert run(app_at(home, 5), warehouse) == []


def test_nobody_is_silent_in_windows_whose_logs_were_not_loaded(home: Home, warehouse: Warehouse) -> None:
    """Closed windows after the newest usage are left for the run that finds their logs."""
    load(warehouse, usage_of(range(9)))
    told: list[Pending] = []
    done = list(process(app_at(home, 12), warehouse, planned=told.append))
    assert len(done) == 9
    assert [one.key for one in told[0].without_data] == ["2026-W11", "2026-W12", "2026-W13"]
    assert warehouse.rows("SELECT kind FROM findings WHERE alert") == []
    load(warehouse, usage_of([9, 10, 11]), load_id=2)
    assert [one.again for one in run(app_at(home, 12), warehouse)] == [False] * 3


def test_windows_without_usage_are_processed_when_named(home: Home, warehouse: Warehouse) -> None:
    """Named by `--through`, weeks in which nobody called are processed, and told once, as the platform's."""
    load(warehouse, usage_of(range(9)))
    app = app_at(home, 12)
    done = run(app, warehouse, "2026-W13")
    assert [one.partners for one in done[9:]] == [0, 0, 0]
    told = warehouse.rows("SELECT win, kind, partner_id FROM findings WHERE alert")
    assert told == [("2026-W11", "platform_silence", None)]
    assert run(app, warehouse) == []


@pytest.mark.parametrize("partners", [12, 2])
def test_a_gap_in_the_logs_makes_nobody_silent(home: Home, warehouse: Warehouse, partners: int) -> None:
    """Three weeks without data of anybody, with weeks after them, are no partner's silence, however few."""
    names = {name for name, *_ in usage_of([0])}
    kept = sorted(names - {PIVOTING, SILENT})[:partners]
    weeks = [*range(9), 12, 13, 14]
    load(warehouse, [row for row in usage_of(weeks) if row[0] in kept])
    done = run(app_at(home, 15), warehouse)
    assert [one.window for one in done if not one.partners] == ["2026-W11", "2026-W12", "2026-W13"]
    told = warehouse.rows("SELECT win, kind, partner_id FROM findings WHERE alert")
    assert told == [("2026-W11", "platform_silence", None)]


def test_a_partner_is_silent_although_there_was_a_gap(home: Home, warehouse: Warehouse) -> None:
    """Who stays away when the others are back after a gap is told, counted without the gap."""
    load(warehouse, [row for row in usage_of(range(15)) if row[2] != MONDAY + timedelta(weeks=9)])
    run(app_at(home, 15), warehouse)
    told = warehouse.rows("SELECT win, partner_id FROM findings WHERE kind = 'silence'")
    assert told == [("2026-W13", SILENT)]


def test_late_records_reopen_their_window_and_those_after(home: Home, warehouse: Warehouse) -> None:
    """A later load into an old window does that window and all after it again, and none before."""
    load(warehouse, usage_of(range(6)))
    app = app_at(home, 6)
    run(app, warehouse)
    load(warehouse, [("books-1", "GET /v1/invoices", MONDAY + timedelta(weeks=3), 50, 0)], load_id=2)
    done = run(app, warehouse)
    assert [(one.window, one.again) for one in done] == [(f"2026-W0{week}", True) for week in (5, 6, 7)]
    assert run(app, warehouse) == []


def test_a_load_into_a_new_window_reopens_nothing(home: Home, warehouse: Warehouse) -> None:
    """The next week's load leaves the windows before alone."""
    load(warehouse, usage_of(range(5)))
    run(app_at(home, 5), warehouse)
    load(warehouse, usage_of([5]), load_id=2)
    assert [(one.window, one.again) for one in run(app_at(home, 6), warehouse)] == [("2026-W07", False)]


def test_a_changed_register_reopens_what_it_concerns(home: Home, warehouse: Warehouse) -> None:
    """A partner that is named for a credential re-opens the windows from the credential's first day on."""
    load(warehouse, usage_of(range(4)))
    load(warehouse, [("newcomer", "GET /v1/me", MONDAY + timedelta(weeks=2), 40, 0)])
    app = app_at(home, 4)
    run(app, warehouse)
    credential = Credential(stable_number("newcomer"), "newcomer")
    partner = Partner("p-17", "Newcomer Ltd", credentials=(credential,))
    save_partners(app.record, [partner], "Ann", app.clock.now())
    assert [one.window for one in run(app, warehouse)] == ["2026-W04", "2026-W05"]
    assert warehouse.rows("SELECT DISTINCT win FROM profiles WHERE partner_id = 'p-17'") == [("2026-W04",)]


def test_through_stops_there_and_the_next_run_goes_on(home: Home, warehouse: Warehouse) -> None:
    """`--through` is the last window to process; the rest waits for the next run."""
    load(warehouse, usage_of(range(5)))
    app = app_at(home, 5)
    assert [one.window for one in run(app, warehouse, "2026-W03")] == ["2026-W02", "2026-W03"]
    assert [one.window for one in run(app, warehouse)] == ["2026-W04", "2026-W05", "2026-W06"]


@pytest.mark.parametrize(
    ("through", "reason"),
    [
        ("2026-W08", "has not begun yet"),
        ("2026-01", "windows of this platform are weeks"),
        ("W7", "no window"),
    ],
)
def test_a_window_that_cannot_be_judged_is_refused(
    home: Home, warehouse: Warehouse, through: str, reason: str
) -> None:
    """A window to come, another kind of window and nonsense are refused with the reason."""
    load(warehouse, usage_of(range(6)))
    with pytest.raises(InputError, match=reason):
        run(app_at(home, 5), warehouse, through)
    assert warehouse.rows("SELECT * FROM windows") == []


def test_a_late_fix_up_to_a_window_leaves_the_rest_for_the_next_run(home: Home, warehouse: Warehouse) -> None:
    """When old windows are done again `--through` one, those after it are done by the next run."""
    load(warehouse, usage_of(range(6)))
    app = app_at(home, 6)
    run(app, warehouse)
    load(warehouse, [("books-1", "GET /v1/invoices", MONDAY, 50, 0)], load_id=2)
    assert [one.window for one in run(app, warehouse, "2026-W03")] == ["2026-W02", "2026-W03"]
    assert [one.window for one in run(app, warehouse)] == [f"2026-W0{week}" for week in (4, 5, 6, 7)]


def test_a_window_is_judged_with_nothing_later_than_itself(home: Home, warehouse: Warehouse) -> None:
    """Windows done again beside later weeks get the verdicts they got when these had not happened."""
    early, weeks = Warehouse.in_memory(), 13
    load(early, usage_of(range(weeks)))
    run(app_at(home, weeks), early)
    load(warehouse, usage_of(range(18)))
    app = app_at(home, 18)
    run(app, warehouse)
    warehouse.execute("DELETE FROM windows WHERE win >= '2026-W06'")
    run(app, warehouse)
    for table in ("profiles", "assignments", "findings"):
        query = f"SELECT * FROM {table} WHERE win <= '2026-W14' ORDER BY ALL"  # noqa: S608 - names of this test
        assert warehouse.rows(query) == early.rows(query), table
    assert early.rows("SELECT 1 FROM findings WHERE kind = 'pivot' AND alert")


def test_the_order_of_rows_makes_no_difference(home: Home, warehouse: Warehouse) -> None:
    """The same usage in any order gives the same groups, findings and ids."""
    other, rows = Warehouse.in_memory(), usage_of(range(13))
    load(warehouse, rows)
    random.Random(4).shuffle(rows)
    load(other, rows)
    app = app_at(home, 13)
    run(app, warehouse)
    run(app, other)
    assert state(warehouse) == state(other)


def test_a_run_that_was_broken_off_goes_on(home: Home, warehouse: Warehouse) -> None:
    """A run that stops half-way is completed by the next, with the same result as an unbroken one."""
    whole = Warehouse.in_memory()
    load(whole, usage_of(range(12)))
    load(warehouse, usage_of(range(12)))
    app = app_at(home, 12)
    run(app, whole)
    steps = process(app, warehouse)
    for _ in range(5):
        next(steps)
    steps.close()
    warehouse.execute("DELETE FROM findings WHERE win = '2026-W07'")  # as if killed before the last stage
    warehouse.execute("DELETE FROM windows WHERE win >= '2026-W06'")
    run(app, warehouse)
    assert state(warehouse) == state(whole)
