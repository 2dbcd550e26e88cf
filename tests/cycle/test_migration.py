"""A frozen model follows the platform from one endpoint to the next, and nobody who goes alone."""

from __future__ import annotations

import json

from foundation import Home, Warehouse
from tests.cycle.cycle_usage import PIVOTING, Row, app_at, load, run, usage_of

NEXT = {
    "POST /v1/contacts": "POST /v2/people",
    "PATCH /v1/contacts/{id}": "PATCH /v2/people/{id}",
}
MOVED_WEEK = 9


def _migrated(row: Row, who: set[str]) -> Row:
    partner, label, day, calls, errors = row
    return (partner, NEXT.get(label, label) if partner in who else label, day, calls, errors)


def _groups(warehouse: Warehouse, win: str) -> dict[str, int]:
    return dict(warehouse.rows("SELECT partner_id, group_id FROM assignments WHERE win = ?", [win]))


def _loaded(warehouse: Warehouse, who: set[str]) -> None:
    load(warehouse, usage_of(range(MOVED_WEEK)))
    load(warehouse, [_migrated(row, who) for row in usage_of(range(MOVED_WEEK, 14))])


def test_a_migration_keeps_everybody_in_their_group(home: Home, warehouse: Warehouse) -> None:
    """When all of a group go to new endpoints they stay in it, and only who changed its use case pivots."""
    _loaded(warehouse, {name for name, *_ in usage_of([0])})
    run(app_at(home, 14), warehouse)
    before, after = _groups(warehouse, "2026-W10"), _groups(warehouse, "2026-W15")
    moved = {name for name, group in after.items() if group != before[name]}
    assert moved == {PIVOTING}
    assert warehouse.rows("SELECT DISTINCT partner_id FROM findings WHERE kind = 'pivot' AND alert") == [
        (PIVOTING,)
    ]
    noted = "SELECT parameters FROM runs WHERE stage = 'groups' AND win = '2026-W15'"
    assert len(json.loads(warehouse.one(noted)[0])["migrations"]) == len(NEXT)


def test_who_goes_alone_is_not_followed(home: Home, warehouse: Warehouse) -> None:
    """One partner that takes up endpoints which nobody else uses is seen as it is."""
    _loaded(warehouse, {"crm-1"})
    run(app_at(home, 14), warehouse)
    noted = "SELECT parameters FROM runs WHERE stage = 'groups' AND win = '2026-W15'"
    assert json.loads(warehouse.one(noted)[0])["migrations"] == {}
