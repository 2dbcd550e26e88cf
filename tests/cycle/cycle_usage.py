"""A small platform whose usage is written straight into the warehouse, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

import polars as pl

from foundation import FixedClock, Home, Warehouse, stable_number
from pivotwatch.app import App
from pivotwatch.cycle import process
from pivotwatch.window_summary import WindowSummary

MONDAY = date(2026, 1, 5)
USE_CASES: dict[str, dict[str, int]] = {
    "books": {"GET /v1/invoices": 600, "GET /v1/invoices/{id}": 380, "GET /v1/me": 20},
    "crm": {"POST /v1/contacts": 700, "PATCH /v1/contacts/{id}": 280, "GET /v1/me": 20},
    "stock": {"GET /v1/inventory": 500, "POST /v1/inventory": 480, "GET /v1/me": 20},
}
PARTNERS = [f"{use_case}-{number}" for use_case in USE_CASES for number in range(4)]
PIVOTING, PIVOT_WEEK, SILENT, SILENT_WEEK = "books-0", 10, "stock-3", 9

Row = tuple[str, str, date, int, int]
"""Partner, endpoint, day, calls, errors."""


def usage_of(weeks: Iterable[int]) -> list[Row]:
    """One partner goes from books to crm in week 10, one stays away from week 9 on, the others go on."""
    rows = []
    for week in weeks:
        for number, partner in enumerate(PARTNERS):
            if partner == SILENT and week >= SILENT_WEEK:
                continue
            use_case = "crm" if partner == PIVOTING and week >= PIVOT_WEEK else partner.split("-")[0]
            for label, calls in USE_CASES[use_case].items():
                ripple = 1 + 0.01 * (number % 4) + 0.01 * ((week + number) % 3)
                rows.append((partner, label, MONDAY + timedelta(weeks=week), round(calls * ripple), 0))
    return rows


def load(warehouse: Warehouse, rows: Iterable[Row], load_id: int = 1) -> None:
    """Write usage as one load, with the endpoints and credentials that it needs."""
    listed = list(rows)
    endpoints = {label for _, label, *_ in listed} - _known(warehouse, "SELECT label FROM endpoints")
    partners = {one[0] for one in listed} - _known(warehouse, "SELECT shown FROM credentials")
    first: dict[str, date] = {}
    for partner, label, day, *_ in listed:
        for name in (partner, label):
            first[name] = min(day, first.get(name, day))
    for label in sorted(endpoints):
        method, template = label.split(" ", 1)
        values = [stable_number(label), "", method, template, label, "import", True, first[label]]
        warehouse.execute("INSERT INTO endpoints VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    for partner in sorted(partners):
        values = [stable_number(partner), partner, "import", first[partner], first[partner]]
        warehouse.execute("INSERT INTO credentials VALUES (?, ?, ?, ?, ?)", values)
    frame = pl.DataFrame(
        {
            "day": [day for *_, day, _, _ in listed],
            "credential_id": [stable_number(partner) for partner, *_ in listed],
            "endpoint_id": [stable_number(label) for _, label, *_ in listed],
            "calls": [calls for *_, calls, _ in listed],
            "errors": [errors for *_, errors in listed],
        }
    )
    warehouse.append("credential_usage", frame.with_columns(load_id=pl.lit(load_id)))


def _known(warehouse: Warehouse, sql: str) -> set[str]:
    return {name for (name,) in warehouse.rows(sql)}  # type: ignore[arg-type] # literals of this file


def app_at(home: Home, week: int, overrides: Mapping[str, str] | None = None) -> App:
    """The product an hour after so many weeks have closed."""
    moment = datetime.combine(MONDAY + timedelta(weeks=week), datetime.min.time(), UTC)
    return App(home, FixedClock(moment + timedelta(hours=1)), overrides or {})


def run(app: App, warehouse: Warehouse, through: str | None = None) -> list[WindowSummary]:
    """Process what there is to process; tell of the closed windows."""
    return [one for one in process(app, warehouse, through=through) if not one.provisional]


def state(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    """Everything that a run makes, apart from when it was made."""
    return {
        "windows": warehouse.rows("SELECT * EXCLUDE (processed_at) FROM windows ORDER BY ALL"),
        "profiles": warehouse.rows("SELECT * FROM profiles ORDER BY ALL"),
        "assignments": warehouse.rows("SELECT * FROM assignments ORDER BY ALL"),
        "groups": warehouse.rows("SELECT * FROM groups ORDER BY ALL"),
        "lineage": warehouse.rows("SELECT * FROM lineage ORDER BY ALL"),
        "findings": warehouse.rows("SELECT * FROM findings ORDER BY ALL"),
    }
