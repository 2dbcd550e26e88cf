"""A small platform whose usage a test writes row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from clustering.settings import ClusteringSettings
from foundation import StageResult, Warehouse, Window, window_of
from pivotwatch.stages import groups, profiles

FIRST_DAY = date(2026, 1, 5)
NOW = datetime(2027, 1, 1, tzinfo=UTC)
ENDPOINTS = (
    "POST /contacts",
    "GET /contacts",
    "POST /invoices",
    "GET /invoices",
    "POST /stocks",
    "GET /stocks",
)
MIXES = {
    "contacts": (60, 30, 0, 2, 0, 0),
    "invoices": (0, 3, 50, 60, 0, 0),
    "stocks": (0, 0, 2, 0, 40, 70),
    "mixed": (0, 70, 0, 0, 60, 0),
}


def week(number: int) -> Window:
    """Return the platform's window of this number, the first is 0."""
    return window_of(FIRST_DAY + timedelta(days=7 * number), "week")


@dataclass
class Platform:
    """Usage goes in by hand, windows are processed on request."""

    warehouse: Warehouse
    settings: ClusteringSettings = field(default_factory=ClusteringSettings)
    learning: int = 4
    _credentials: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, label in enumerate(ENDPOINTS):
            method, template = label.split()
            values = [number + 1, method, template, label, FIRST_DAY]
            self.warehouse.execute("INSERT INTO endpoints VALUES (?, '', ?, ?, ?, 'import', true, ?)", values)

    def calls(self, number: int, use: Mapping[str, Sequence[int]], errors: int = 0) -> None:
        """Add calls in a week: partner to successful calls of each endpoint, and errors on the first one."""
        rows: list[tuple[Any, ...]] = []
        for partner, counts in use.items():
            if partner not in self._credentials:
                self._credentials[partner] = len(self._credentials) + 1
                values = [self._credentials[partner], partner, FIRST_DAY, FIRST_DAY]
                self.warehouse.execute("INSERT INTO credentials VALUES (?, ?, 'import', ?, ?)", values)
            for endpoint, count in enumerate(counts, start=1):
                failed = errors if endpoint == 1 else 0
                if count + failed:
                    day = week(number).start
                    rows.append((day, self._credentials[partner], endpoint, count + failed, failed, 1))
        columns = ["day", "credential_id", "endpoint_id", "calls", "errors", "load_id"]
        self.warehouse.append("credential_usage", pl.DataFrame(rows, schema=columns, orient="row"))

    def crowd(self, number: int, *, seed: int = 0, **sizes: int) -> None:
        """Add partners of use cases in a week: `crowd(0, contacts=10)` gives contacts-00 to contacts-09."""
        for name, size in sizes.items():
            rng = np.random.default_rng([seed, number, len(name)])
            counts = rng.poisson(np.array(MIXES[name]) * 3, size=(size, len(ENDPOINTS)))
            self.calls(number, {f"{name}-{row:02d}": counts[row].tolist() for row in range(size)})

    def process(self, *numbers: int) -> StageResult:
        """Process weeks in this order; return what the last groups stage did."""
        for number in numbers:
            profiles.run(self.warehouse, week(number), NOW)
            result = groups.run(self.warehouse, week(number), self.settings, self.learning, NOW)
        return result

    def groups(self, number: int) -> dict[str, int | None]:
        """Return partner to group id in a week."""
        sql = "SELECT partner_id, group_id FROM assignments WHERE win = ?"
        return dict(self.warehouse.rows(sql, [week(number).key]))

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return everything the two stages wrote, but for the log of runs."""
        return {
            "profiles": self.warehouse.rows("SELECT * FROM profiles ORDER BY ALL"),
            "assignments": self.warehouse.rows("SELECT * FROM assignments ORDER BY ALL"),
            "models": self.warehouse.rows("SELECT * EXCLUDE (state) FROM models ORDER BY model_id"),
            "points": self.warehouse.rows("SELECT * FROM model_points ORDER BY ALL"),
            "groups": self.warehouse.rows("SELECT * FROM groups ORDER BY ALL"),
            "lineage": self.warehouse.rows("SELECT * FROM lineage ORDER BY ALL"),
        }


@pytest.fixture
def platform(warehouse: Warehouse) -> Platform:
    """A platform without usage, in memory, with four learning windows."""
    return Platform(warehouse)
