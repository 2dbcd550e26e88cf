"""The report for machines."""

from __future__ import annotations

import csv
import io
import json

import pytest

from foundation import Warehouse
from reports import headline, read_report, render_csv, render_json
from reports.export import cell
from tests.reports.filling import FORMULA_NAME, HOSTILE_NAME, PLATFORM


def test_json_holds_what_the_page_says(eventful: Warehouse) -> None:
    """The JSON document has headline, pivots, findings, flow, the lists of partners and health."""
    report = read_report(eventful, PLATFORM)
    told = json.loads(render_json(report))
    assert told["headline"] == headline(report)
    assert told["window"] == {"key": "2026-W47", "first_day": "2026-11-16", "last_day": "2026-11-22"}
    assert [pivot["partner"] for pivot in told["pivots"]] == ["Acme Tools", HOSTILE_NAME]
    assert told["pivots"][0]["evidence"][0]["contribution"] == 0.55
    assert len(told["findings"]) == 4
    assert len(told["flow"]["moves"]) == 3
    assert [line["partner_id"] for line in told["new"]] == ["newcomer"]
    assert [line["partner_id"] for line in told["silent"]] == ["clerk-3"]
    assert len(told["provisional"]) == 15
    assert told["health"]["rejects"] == 3


def test_json_of_a_quiet_week_has_empty_lists(quiet: Warehouse) -> None:
    """A quiet week has the same keys with nothing in them."""
    told = json.loads(render_json(read_report(quiet, PLATFORM)))
    assert (told["pivots"], told["findings"], told["flow"]["moves"]) == ([], [], [])


def test_csv_has_a_row_for_each_finding(eventful: Warehouse) -> None:
    """Each finding is one row, pivots first, with its evidence and reasons."""
    rows = list(csv.DictReader(io.StringIO(render_csv(read_report(eventful, PLATFORM)))))
    assert len(rows) == 6
    assert [row["kind"] for row in rows[:2]] == ["pivot", "pivot"]
    assert rows[0]["evidence"].startswith("GET /v2/invoices/{id}: 0.0160 -> 0.6460 (0.5500); ")
    assert rows[0]["alert"] == "true"
    assert rows[0]["confidence"] == "0.97"


def test_csv_starts_no_formula(eventful: Warehouse) -> None:
    """A name that a spreadsheet would compute is written as text."""
    rows = csv.reader(io.StringIO(render_csv(read_report(eventful, PLATFORM))))
    cells = [value for row in rows for value in row]
    assert f"'{FORMULA_NAME}" in cells
    assert not [value for value in cells if value.startswith(("=", "+", "-", "@", "\t"))]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\uff1d"])
def test_every_dangerous_start_is_quoted(start: str) -> None:
    """Each character that begins a formula in some spreadsheet is made harmless; other text stays."""
    assert cell(f"{start}1+1") == f"'{start}1+1"
    assert cell("Acme =1+1") == "Acme =1+1"
    assert cell(-0.5) == "-0.5"
