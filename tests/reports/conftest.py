"""Warehouses filled by hand, one for each kind of week that a report is about."""

from __future__ import annotations

import pytest

from foundation import Warehouse
from tests.reports.filling import MEMBERS, Fill, eventful_warehouse, started, weeks


@pytest.fixture
def fill() -> Fill:
    """A warehouse of its own that knows the platform's endpoints, groups and register, and no week yet."""
    return started()


@pytest.fixture
def quiet() -> Warehouse:
    """Nine weeks in which nothing happens."""
    fill = started()
    for window in weeks(9):
        fill.week(window, MEMBERS)
    return fill.warehouse


@pytest.fixture
def eventful() -> Warehouse:
    """Nine weeks; in the last, two pivots, four other findings, a newcomer and a silent partner."""
    return eventful_warehouse()


@pytest.fixture
def young() -> Warehouse:
    """Three weeks, so everything is provisional; in the last, one pivot."""
    fill = started()
    *_, last = weeks(3)
    for window in weeks(2):
        fill.week(window, MEMBERS)
    fill.week(last, MEMBERS | {"acme": 2})
    fill.finding(partner_id="acme", win=last.key, since_window=last.key, provisional=True)
    return fill.warehouse
