"""Points 6, 7 and 8 of issue 2: pivots, the report and demo data, from made-up logs to the report."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.command_line import Platform

_FIELDS = {
    "finding_id": str,
    "window": str,
    "partner": str,
    "detector": str,
    "kind": str,
    "severity": str,
    "confidence": float,
    "alert": bool,
    "since_window": str,
    "evidence": list,
    "reasons": dict,
}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """The demo's story, as usage so that it is quick, judged to its end."""
    folder = tmp_path_factory.mktemp("played")
    platform = Platform(folder / "home")
    os.environ["PIVOTWATCH_NOW"] = "2026-11-24T12:00:00+00:00"
    try:
        assert platform("simulate", folder / "story", "--story", "--format", "usage").code == 0
        tables = sorted(file for file in (folder / "story").rglob("*.csv") if file.name != "partners.csv")
        for table in tables:
            answer = platform("import-usage", table)
            assert answer.code == 0, answer.err
        assert platform("run").code == 0
    finally:
        del os.environ["PIVOTWATCH_NOW"]
    return platform


def _findings(played: Platform) -> list[dict[str, Any]]:
    return played.rows("findings")


def test_findings_have_the_fields_of_the_contract(played: Platform) -> None:
    """`findings --json`: names and types; evidence rows whose contributions sum to the whole change."""
    rows = _findings(played)
    assert rows
    for row in rows:
        for name, kind in _FIELDS.items():
            if name == "partner" and row[name] is None:
                continue  # about the platform, or about a group
            assert isinstance(row[name], kind), (name, row[name])
        assert 0 <= row["confidence"] <= 1
        assert set(row["reasons"]) >= {"real", "own", "lasting", "large"}
        for part in row["evidence"]:
            assert {"endpoint", "before", "after", "contribution"} <= set(part)
        if row["kind"] == "pivot":
            assert sum(part["contribution"] for part in row["evidence"]) == pytest.approx(1, abs=0.01)
    assert len({row["finding_id"] for row in rows}) == len(rows)


def test_planted_pivots_are_found(played: Platform) -> None:
    """Pivots name the partner, from which group to which, and since when."""
    truth = json.loads((played.home.parent / "story" / "truth.json").read_text())
    planted = {pivot["partner"] for pivot in truth["pivots"]}
    pivots = [row for row in _findings(played) if row["kind"] == "pivot" and row["alert"]]
    assert pivots
    assert {row["partner"] for row in pivots} <= planted
    assert all(row["since_window"] <= row["window"] for row in pivots)


def test_the_listing_of_one_window_is_that_part_of_the_whole(played: Platform) -> None:
    """Every listing takes `--window`."""
    window = _findings(played)[0]["window"]
    for listing in ("findings", "groups", "profiles"):
        whole = [row for row in played.rows(listing) if row["window"] == window]
        assert whole
        assert played.rows(listing, "--window", window) == whole


def test_the_report_in_three_formats(played: Platform) -> None:
    """One self-contained HTML file (no network); also `--format json|csv`."""
    window = next(row["window"] for row in _findings(played) if row["kind"] == "pivot")
    page = played("report", "--window", window, "--output", "-").out
    assert "<html" in page
    assert not any(mark in page for mark in ('src="http', "src='http", '<link rel="stylesheet" href="http'))
    document = json.loads(played("report", "--window", window, "--format", "json", "--output", "-").out)
    table = list(
        csv.DictReader(
            io.StringIO(played("report", "--window", window, "--format", "csv", "--output", "-").out)
        )
    )
    ids = {row["finding_id"] for row in played.rows("findings", "--window", window)}
    assert {row["finding_id"] for row in table} == ids
    assert document["headline"]


def test_strings_of_partners_are_escaped(platform: Platform) -> None:
    """Every partner-controlled string is escaped: a path like `<script>` shows as text; no CSV formula."""
    table = platform.home.parent / "usage.csv"
    evil = [
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "'; DROP TABLE usage;--",
        "\x1b[31mred",
        "{{7*7}}",
        "[red]x",
    ]
    rows = [("window", "partner", "endpoint", "calls")]
    for week in range(40, 48):
        for n, name in enumerate(evil):
            use = 2 if name.startswith("=") and week >= 45 else n % 2
            rows += [
                (f"2026-W{week}", name, f"GET /<script>{part}", 300 if part == use else 5)
                for part in range(3)
            ]
    with table.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    imported = platform("import-usage", table)
    assert imported.code == 0, imported.err
    assert platform("run").code == 0
    page = platform("report", "--output", "-").out
    assert "<script>alert" not in page
    assert "GET /<script>" not in page
    cells = platform("report", "--format", "csv", "--output", "-").out
    assert all(
        not cell.startswith(("=", "+", "@", "-")) for row in csv.reader(io.StringIO(cells)) for cell in row
    )
    for listing in ("groups", "partners", "profiles", "findings", "endpoints"):
        assert "\x1b" not in platform(listing).out
    assert "49" not in {row["name"] for row in platform.rows("partners")}


@pytest.mark.parametrize(
    "name", ["nginx_combined", "kong", "haproxy_text", "envoy_text", "caddy", "traefik_json", "jsonl"]
)
def test_simulated_logs_are_read_without_a_reject(platform: Platform, tmp_path: Path, name: str) -> None:
    """`pivotwatch simulate` writes logs in any of the formats, deterministic by seed."""
    size = ("--partners", 4, "--endpoints", 24, "--weeks", 4, "--calls", 400, "--format", name)
    for folder in ("one", "two"):
        assert platform("simulate", tmp_path / folder, *size).code == 0
    written = [
        [file.read_bytes() for file in sorted((tmp_path / folder).rglob("*")) if file.is_file()]
        for folder in ("one", "two")
    ]
    assert written[0] == written[1]
    rows = platform.rows("ingest", tmp_path / "one" / "logs")
    assert {row["format"] for row in rows} == {name}
    assert sum(row["rejects"] + row["duplicates"] for row in rows) == 0
    assert sum(row["calls"] for row in rows) == sum(row["lines"] for row in rows) > 300
