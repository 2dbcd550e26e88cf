"""`groups`, `profiles` and `model` on the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from foundation import Home, InputError, Warehouse
from pivotwatch.cli import pivotwatch

ARTICLE = {
    "A": [30, 3, 20, 23, 0, 0],
    "B": [29, 7, 45, 60, 0, 0],
    "C": [0, 30, 1, 15, 0, 0],
    "D": [3, 50, 2, 23, 0, 0],
    "E": [0, 40, 3, 56, 0, 0],
    "F": [0, 0, 98, 23, 20, 45],
    "G": [0, 0, 76, 34, 67, 89],
}


@pytest.fixture
def run(home: Home, platform):
    """Return what runs a command on a home with the article's usage in two weeks, and an open third one."""
    with Warehouse.open(home.warehouse_file) as warehouse:
        made = type(platform)(warehouse)
        for number in range(3):
            made.calls(number, ARTICLE)
        made.calls(2, {"[red]\x1b[2J,=1+1": [5, 0, 0, 0, 0, 0]})
        made.process(0, 1)

    def command(*arguments: str) -> Result:
        return CliRunner().invoke(
            pivotwatch, ["--home", str(home.path), *arguments], catch_exceptions=False, standalone_mode=False
        )

    return command


def _rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_groups_json_is_the_contract(run) -> None:
    """Each line has window, partner, group_id, group_name, confidence, calls; groups are the article's."""
    rows = _rows(run("groups", "--window", "2026-W02", "--json"))
    assert {"window", "partner", "group_id", "group_name", "confidence", "calls"} <= rows[0].keys()
    together: dict[int, str] = {}
    for row in sorted(rows, key=lambda row: row["partner"]):
        together[row["group_id"]] = together.get(row["group_id"], "") + row["partner"]
    assert sorted(together.values()) == ["AB", "CDE", "FG"]
    assert next(row["calls"] for row in rows if row["partner"] == "A") == 76


def test_listings_default_to_the_latest_window_or_all_in_json(run) -> None:
    """A table shows the last processed window; JSON has all of them unless one is asked for."""
    assert {row["window"] for row in _rows(run("groups", "--json"))} == {"2026-W02", "2026-W03"}
    table = run("groups").stdout
    assert "2026-W03" in table
    assert "2026-W02" not in table


def test_profiles_json_is_the_contract(run) -> None:
    """Each line has window, partner, endpoint, calls and the value of the row-wise min-max."""
    rows = _rows(run("profiles", "--window", "2026-W02", "--partner", "A", "--json"))
    assert {"window", "partner", "endpoint", "calls", "value"} <= rows[0].keys()
    values = {row["endpoint"]: round(row["value"], 4) for row in rows}
    assert values == {
        "POST /contacts": 1.0,
        "GET /invoices": 0.7667,
        "POST /invoices": 0.6667,
        "GET /contacts": 0.1,
    }


def test_an_unprocessed_window_is_provisional(run) -> None:
    """The profiles of a window that is not processed are made on the spot, and say so."""
    result = run("profiles", "--window", "2026-W04", "--json")
    rows = _rows(result)
    assert rows
    assert all(row["provisional"] for row in rows)
    assert "provisional" in result.stderr


def test_a_hostile_partner_does_not_reach_the_terminal(run) -> None:
    """Control characters and markup in a partner's name are shown, not obeyed."""
    shown = run("profiles", "--window", "2026-W04").stdout
    assert "\x1b" not in shown
    assert "[red]" in shown


def test_names_and_rename(run) -> None:
    """`groups names` tells members and telling endpoints; a name given by hand is shown from then on."""
    rows = _rows(run("groups", "names", "--json"))
    contacts = next(row for row in rows if row["name"] == "Contact writers")
    assert contacts["members"] == 2
    assert contacts["endpoints"] == ["POST /contacts"]
    run("groups", "rename", str(contacts["group_id"]), "CRM sync")
    again = _rows(run("groups", "--json"))
    assert {row["group_name"] for row in again if row["partner"] in "AB"} == {"CRM sync"}
    assert "CRM sync" in run("groups", "names").stdout


def test_no_groups_yet(home: Home) -> None:
    """An empty home has no groups; the message says what to do."""
    with Warehouse.open(home.warehouse_file):
        pass
    result = CliRunner().invoke(pivotwatch, ["--home", str(home.path), "groups"], standalone_mode=False)
    assert result.stdout == ""
    assert "pivotwatch run" in result.stderr


def test_propose_compare_accept(run) -> None:
    """A proposal lists its candidates, comparing says what it would do, accepting makes it the reference."""
    tried = _rows(run("model", "propose", "--method", "kmeans", "--method", "dbscan", "--json"))
    chosen = {row["method"]: row["model_id"] for row in tried if row["chosen"]}
    assert set(chosen) == {"kmeans", "dbscan"}
    assert {row["k"] for row in (json.loads(row["parameters"]) for row in tried) if "k" in row} == {
        2,
        3,
        4,
        5,
        6,
    }
    changes = _rows(run("model", "compare", chosen["dbscan"], "--json"))
    assert [row["change"] for row in changes] == ["survived"] * 3
    accepted = run("model", "accept", chosen["dbscan"])
    assert "from 2026-W04 on" in accepted.stderr
    states = {row["model_id"]: row["state"] for row in _rows(run("model", "list", "--json"))}
    assert states[chosen["dbscan"]] == "reference"
    assert states[chosen["kmeans"]] == "proposed"


def test_k_by_hand(run) -> None:
    """A number of groups given by hand is the only candidate."""
    rows = _rows(run("model", "propose", "--k", "2", "--json"))
    assert [(row["chosen"], row["groups"]) for row in rows] == [(True, 2.0)]


def test_compare_without_a_proposal(run) -> None:
    """With nothing proposed, comparing says how to propose."""
    with pytest.raises(InputError, match="pivotwatch model propose"):
        run("model", "compare")
