"""The window that is open now: shown as provisional, judged when it is over, without a trace till then."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from foundation import FixedClock, Home, Warehouse
from pivotwatch.app import App
from pivotwatch.cli import pivotwatch
from pivotwatch.cycle import process
from tests.cycle.cycle_usage import MONDAY, PARTNERS, app_at, load, run, state, usage_of

ARTICLE = Path(__file__).parents[2] / "data" / "samples" / "article.csv"
GROUPS = [["A", "B"], ["C", "D", "E"], ["F", "G"]]


def invoked(home: Home, *arguments: str) -> Result:
    return CliRunner().invoke(pivotwatch, ["--home", str(home.path), *arguments], catch_exceptions=False)


def listed(home: Home, *arguments: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in invoked(home, *arguments, "--json").stdout.splitlines()]


def in_midweek(home: Home, week: int) -> App:
    moment = datetime.combine(MONDAY + timedelta(weeks=week, days=2), datetime.min.time(), UTC)
    return App(home, FixedClock(moment))


def tables(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    """What a run makes, and the models."""
    models = warehouse.rows("SELECT * EXCLUDE (created_at) FROM models ORDER BY ALL")
    return {**state(warehouse), "models": models}


def test_the_open_window_is_shown_and_not_judged(home: Home, warehouse: Warehouse) -> None:
    """It comes last, has profiles and groups, neither findings nor a row among the processed windows."""
    load(warehouse, usage_of(range(6)))
    *closed, last = process(in_midweek(home, 5), warehouse)
    assert (last.window, last.provisional, last.partners) == ("2026-W07", True, len(PARTNERS))
    assert [one.provisional for one in closed] == [False] * 5
    assert warehouse.rows("SELECT * FROM windows WHERE win = '2026-W07'") == []
    assert warehouse.rows("SELECT * FROM findings WHERE win = '2026-W07'") == []
    assert warehouse.one("SELECT count(*) FROM assignments WHERE win = '2026-W07'") == (len(PARTNERS),)


@pytest.mark.parametrize("weeks", [1, 4, 12])
def test_looking_early_leaves_no_trace(home: Home, warehouse: Warehouse, weeks: int) -> None:
    """A platform that was looked at in the middle of its weeks ends as one that was not, in every table."""
    plain = Warehouse.in_memory()
    load(plain, usage_of(range(weeks)))
    run(app_at(home, weeks), plain)
    for week in range(weeks):
        rows = usage_of([week])
        load(warehouse, rows[: len(rows) // 2])
        run(in_midweek(home, week), warehouse)
        load(warehouse, rows[len(rows) // 2 :])
        run(in_midweek(home, week), warehouse)
    run(app_at(home, weeks), warehouse)
    assert tables(warehouse) == tables(plain)


def test_running_twice_in_an_open_window_changes_nothing(home: Home, warehouse: Warehouse) -> None:
    """The open window is made again by each run, from the same usage to the same rows."""
    for weeks in (1, 6):
        load(warehouse, usage_of(range(weeks)), load_id=weeks)
        app = in_midweek(home, weeks - 1)
        run(app, warehouse)
        before = tables(warehouse)
        assert [one.provisional for one in process(app, warehouse)] == [True]
        assert tables(warehouse) == before


def test_a_name_given_in_the_first_open_window_stays(home: Home, warehouse: Warehouse) -> None:
    """Who names a group before its first window is over finds the name when it is, on the same group."""
    load(warehouse, usage_of([0]))
    run(in_midweek(home, 0), warehouse)
    warehouse.execute("UPDATE groups SET name = 'Bookkeepers', named_by_hand = true WHERE group_id = 1")
    load(warehouse, [("books-1", "GET /v1/me", MONDAY + timedelta(days=5), 3, 0)], load_id=2)
    run(in_midweek(home, 0), warehouse)
    run(app_at(home, 1), warehouse)
    assert warehouse.rows("SELECT group_id FROM groups WHERE name = 'Bookkeepers'") == [(1,)]
    assert warehouse.rows("SELECT DISTINCT origin FROM models") == [("learning",)]


def test_through_an_earlier_window_leaves_the_open_one(home: Home, warehouse: Warehouse) -> None:
    """`--through` a closed window ends there; `--through` the open one ends with that."""
    load(warehouse, usage_of(range(6)))
    app = in_midweek(home, 5)
    assert [one.window for one in process(app, warehouse, through="2026-W02")] == ["2026-W02"]
    assert [one.window for one in process(app, warehouse, through="2026-W07")][-1] == "2026-W07"


@pytest.mark.parametrize("window", ["2026-W47", "2026-11"])
def test_the_articles_table_has_its_groups_at_once(
    home: Home, monkeypatch: pytest.MonkeyPatch, window: str
) -> None:
    """A platform whose only window is open has its groups after `run`, in every listing as provisional."""
    monkeypatch.setenv("PIVOTWATCH_NOW", "2026-11-21T10:00:00Z")
    invoked(home, "import-usage", str(ARTICLE), "--window", window)
    done = invoked(home, "run", "--through", window)
    assert f"{window} is not over yet" in done.stderr
    rows = listed(home, "groups")
    assert {row["provisional"] for row in rows} == {True}
    found: dict[object, list[str]] = {}
    for row in rows:
        found.setdefault(row["group_id"], []).append(str(row["partner"]))
    assert sorted(sorted(members) for members in found.values()) == GROUPS
    assert {row["provisional"] for row in listed(home, "profiles")} == {True}
    assert listed(home, "findings") == []
    report = json.loads(invoked(home, "report", "--format", "json", "--output", "-").stdout)
    assert (report["closed"], report["partners"], report["groups"]) == (False, 7, 3)
    page = invoked(home, "report", "--window", window, "--output", "-").stdout
    assert f"{window} is not judged yet" in page
    monkeypatch.setenv("PIVOTWATCH_NOW", "2026-12-02T10:00:00Z")
    invoked(home, "run")
    assert {row["provisional"] for row in listed(home, "groups")} == {False}
    assert sorted((row["partner"], row["group_id"]) for row in listed(home, "groups")) == sorted(
        (row["partner"], row["group_id"]) for row in rows
    )
