"""Simulated log files go through the real ingest: recognised, without a reject, and counted right."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from foundation import Home, Warehouse
from ingest.credentials import shown_form
from pivotwatch.cli import pivotwatch
from simulation import LINE_FORMATS, Platform, callers_of, simulate, with_calls, write_logs, write_usage

_SAME = {"apache_combined": "nginx_combined"}  # without additions the two cannot be told apart
_NAMES_NOBODY = {"envoy_text"}
_COUNTS = """
    SELECT shown, sum(calls), sum(errors) FROM credential_usage JOIN credentials USING (credential_id)
    WHERE credential_id <> 0 GROUP BY shown
"""


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIVOTWATCH_NOW", "2026-03-01T00:00:00Z")


@pytest.fixture(scope="module")
def platform() -> Platform:
    return with_calls(simulate(4, partners=10, endpoints=24, weeks=4), 3_000)


def _run(home: Home, *arguments: object) -> list[dict[str, object]]:
    words = ["--home", str(home.path), *map(str, arguments)]
    result = CliRunner().invoke(pivotwatch, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def _expected(platform: Platform, weeks: slice) -> dict[str, tuple[int, int]]:
    good, bad = (counts[weeks].sum(axis=(0, 2)) for counts in (platform.successes, platform.errors))
    return {name: (int(good[i] + bad[i]), int(bad[i])) for i, name in enumerate(platform.partners)}


def _loaded(platform: Platform, home: Home) -> dict[str, tuple[int, int]]:
    """Return calls and errors in the warehouse by partner, its credentials added up."""
    key = home.secret_key()
    partner_of = {}
    for one in callers_of(platform):
        for name in one.credentials:
            partner_of[name] = partner_of[shown_form(name, "api_key", key)] = one.partner
    calls: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    with Warehouse.open(home.warehouse_file, read_only=True) as warehouse:
        for shown, count, failed in warehouse.rows(_COUNTS):
            calls[partner_of[shown]] += int(count)
            errors[partner_of[shown]] += int(failed)
    return {name: (calls[name], errors[name]) for name in platform.partners}


@pytest.mark.parametrize("format_name", list(LINE_FORMATS))
def test_every_format_is_recognised_and_loads_whole(
    platform: Platform, home: Home, tmp_path: Path, format_name: str
) -> None:
    """Left to guess, ingest names the format, rejects no line and counts each partner's calls and errors."""
    path, lines = next(iter(write_logs(platform, tmp_path / "logs", format_name, compress=True)))
    (answer,) = _run(home, "ingest", path, "--json")
    assert answer["format"] in (format_name, _SAME.get(format_name))
    assert answer["lines"] == answer["calls"] == lines
    if format_name not in _NAMES_NOBODY:
        assert _loaded(platform, home) == _expected(platform, slice(1))


def test_usage_table_loads_to_the_same_counts(platform: Platform, home: Home, tmp_path: Path) -> None:
    """The usage table gives the counts that the log lines give."""
    write_usage(platform, tmp_path / "usage.csv")
    _run(home, "import-usage", tmp_path / "usage.csv")
    assert _loaded(platform, home) == _expected(platform, slice(None))
