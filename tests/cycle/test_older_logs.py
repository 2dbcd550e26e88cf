"""Logs older than all before move the learning time: groups are learned anew and keep ids and names."""

from __future__ import annotations

from foundation import Home, Warehouse
from pivotwatch.group_facts import rename
from tests.cycle.cycle_usage import app_at, load, run, usage_of


def _members(warehouse: Warehouse) -> list[tuple[object, ...]]:
    """Who is together with whom, whatever the groups are called."""
    return warehouse.rows(
        "SELECT win, list(partner_id ORDER BY partner_id) AS partners FROM assignments "
        "GROUP BY win, group_id ORDER BY ALL"
    )


def test_older_logs_give_what_they_would_have_given_at_once(home: Home, warehouse: Warehouse) -> None:
    """Late weeks first and early weeks afterwards end with the groups and findings of all weeks at once."""
    whole = Warehouse.in_memory()
    load(whole, usage_of(range(14)))
    run(app_at(home, 14), whole)
    load(warehouse, usage_of(range(4, 14)))
    app = app_at(home, 14)
    run(app, warehouse)
    load(warehouse, usage_of(range(4)), load_id=2)
    assert len(run(app, warehouse)) == 14
    assert _members(warehouse) == _members(whole)
    findings = "SELECT finding_id, win, partner_id, kind, alert, sentence FROM findings ORDER BY ALL"
    assert warehouse.rows(findings) == whole.rows(findings)
    models = "SELECT takes_over, origin FROM models ORDER BY ALL"
    assert warehouse.rows(models) == whole.rows(models)
    names = "SELECT name, born_in, dissolved_in FROM groups ORDER BY ALL"
    assert warehouse.rows(names) == whole.rows(names)


def test_names_given_by_hand_survive_older_logs(home: Home, warehouse: Warehouse) -> None:
    """A group that was renamed before the older logs came keeps its id and name in all windows."""
    load(warehouse, usage_of(range(4, 10)))
    app = app_at(home, 10)
    run(app, warehouse)
    (group,) = warehouse.one("SELECT any_value(group_id) FROM assignments WHERE partner_id = 'crm-1'")
    rename(warehouse, group, "Contact people")
    load(warehouse, usage_of(range(4)), load_id=2)
    run(app, warehouse)
    of = (
        "SELECT DISTINCT group_id, name FROM assignments JOIN groups USING (group_id) "
        "WHERE partner_id = 'crm-1'"
    )
    assert warehouse.rows(of) == [(group, "Contact people")]
