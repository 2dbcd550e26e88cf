"""`pivotwatch report`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from foundation import Home, Warehouse
from pivotwatch.cli import main, pivotwatch
from tests.reports.filling import MEMBERS, Fill, weeks, write_pivots


@pytest.fixture
def filled(home: Home) -> Home:
    """A home whose warehouse has nine weeks, two pivots in the last."""
    with Warehouse.open(home.warehouse_file) as warehouse:
        fill = Fill(warehouse)
        fill.platform()
        for window in weeks(9):
            fill.week(window, MEMBERS)
        write_pivots(fill)
    return home


def test_it_writes_the_latest_report_and_says_where(filled: Home) -> None:
    """Without options the latest window's page is written to the home's reports and its place is told."""
    done = CliRunner().invoke(pivotwatch, ["--home", str(filled.path), "report"])
    file = filled.reports_folder / "pivots-2026-W47.html"
    assert done.exit_code == 0
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "Two partners changed their use case" in done.stderr
    assert file.as_uri() in done.stderr
    assert done.stdout == ""
    assert list(filled.reports_folder.iterdir()) == [file]


def test_stdout_has_nothing_but_the_report(filled: Home) -> None:
    """`--output -` writes the document to stdout and everything else to stderr."""
    arguments = ["report", "--output", "-", "--format", "json", "--window", "2026-W46"]
    done = CliRunner().invoke(pivotwatch, ["--home", str(filled.path), *arguments])
    assert json.loads(done.stdout)["window"]["key"] == "2026-W46"
    assert not filled.reports_folder.exists()


def test_another_place_and_form(filled: Home, tmp_path: Path) -> None:
    """`--output FILE --format csv` writes there, folders made where needed."""
    file = tmp_path / "some" / "where.csv"
    done = CliRunner().invoke(
        pivotwatch, ["--home", str(filled.path), "report", "--format", "csv", "--output", str(file)]
    )
    assert done.exit_code == 0
    assert file.read_bytes().startswith(b"finding_id,window,")


def test_a_place_that_cannot_be_written_is_refused(filled: Home) -> None:
    """Where the file cannot be written the error names it and the way out, and nothing is left behind."""
    arguments = ["--home", str(filled.path), "report", "--output", os.devnull + "/x.html"]
    done = CliRunner().invoke(pivotwatch, arguments)
    assert done.exit_code == 1
    assert "cannot be written" in str(done.exception)


def test_without_windows_it_exits_with_1(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With nothing processed the command says what to do and exits with 1, not with a traceback."""
    with Warehouse.open(home.warehouse_file):
        pass
    monkeypatch.setattr("sys.argv", ["pivotwatch", "--home", str(home.path), "report"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert "call `pivotwatch run`" in capsys.readouterr().err
