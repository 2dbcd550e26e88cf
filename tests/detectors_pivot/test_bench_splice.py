"""`pivotwatch bench splice` on simulated logs."""

import json

import pytest
from click.testing import CliRunner

from foundation import InputError
from pivotwatch.cli import pivotwatch


def _run(*arguments):
    return CliRunner().invoke(pivotwatch, [str(one) for one in arguments])


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("logs")
    sizes = ("--partners", 40, "--endpoints", 24, "--weeks", 12, "--pivots", 0, "--calls", 90_000)
    assert _run("simulate", folder, *sizes, "--seed", 3).exit_code == 0
    return folder / "logs"


@pytest.mark.slow
def test_swapped_callers_are_told(logs, tmp_path, monkeypatch):
    """Most of the swapped callers are told in time, and the user's home is not touched."""
    monkeypatch.setenv("PIVOTWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PIVOTWATCH_NOW", "2026-11-21T00:00:00Z")
    result = _run("bench", "splice", logs, "--pairs", 4, "--json")
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in result.stdout.splitlines() if '"delays"' in line]
    told = [delay for row in rows for delay in row["delays"] if delay is not None]
    assert len(rows) == 4
    assert len(told) >= 6
    assert not (tmp_path / "home").exists()


@pytest.mark.slow
def test_too_short_logs_are_refused(logs, monkeypatch):
    """Logs of too few windows are refused with the way out."""
    monkeypatch.setenv("PIVOTWATCH_NOW", "2026-11-21T00:00:00Z")
    result = _run("bench", "splice", logs, "--window", "month")
    assert isinstance(result.exception, InputError)
    assert "--window day" in str(result.exception)
