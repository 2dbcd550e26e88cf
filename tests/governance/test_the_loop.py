"""The whole loop, end to end, as `pivotwatch demo` plays it: what `make demo` shows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def pivotwatch(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, as a user does."""
    code = "from pivotwatch.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "--home", str(home), *arguments],
        check=True,
        capture_output=True,
        text=True,
        timeout=280,
        cwd=Path(__file__).parents[2],
    )


def listed(home: Path, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in pivotwatch(home, *arguments, "--json").stdout.splitlines()]


def alerts(home: Path) -> list[tuple[str, str]]:
    rows = listed(home, "findings", "--partner", "ember-desk", "--alerts")
    return sorted((row["window"], row["kind"]) for row in rows)


@pytest.mark.slow
def test_pivot_case_mail_answer_approval_quiet(tmp_path: Path) -> None:
    """A pivot opens a case, the approved mail arrives, the partner answers, and the weeks after are quiet."""
    home = tmp_path / "demo"
    told = pivotwatch(home, "demo").stderr
    steps = [
        "run --through 2026-W42",
        "govern",
        "messages preview",
        "messages approve",
        "messages send",
        "The mail server took",
        "To Ember Desk <api@ember-desk.example.com>: Your use of the Example CRM platform API has changed",
        "The partner opens http://127.0.0.1:",
        ": ember-desk answered: a planned new use case",
        "cases decide",
        "audit verify",
        "run --through 2026-W46",
        "report --window 2026-W46",
    ]
    places = [told.index(step) for step in steps]
    assert places == sorted(places)

    (case,) = listed(home, "cases", "--all", "--partner", "ember-desk")
    assert (case["state"], case["resolution"], case["findings"]) == ("resolved", "approved", 2)
    mails = listed(home, "messages", "list", "--partner", "ember-desk")
    (mail,) = [each for each in mails if each["purpose"] == "pivot"]
    assert (mail["state"], mail["approved_by"], mail["attempts"]) == ("sent", "Femi Adeyemi", 1)
    (partner,) = listed(home, "partners", "show", "ember-desk")
    assert partner["declarations"][-1]["groups"] == ["Invoice readers, Payment readers"]
    assert partner["declarations"][-1]["valid_from"] == "2026-10-19"
    assert alerts(home) == [("2026-W42", "pivot"), ("2026-W42", "undeclared_use")]
    waiting = {each["partner"] for each in listed(home, "messages", "list", "--state", "draft")}
    assert {"falcon-freight", "birch-credit"} <= waiting


@pytest.mark.slow
def test_without_the_approval_a_later_week_alerts_again(tmp_path: Path) -> None:
    """The same platform, nothing approved: week 44 tells of the same partner once more."""
    home = tmp_path / "demo"
    pivotwatch(home, "demo", "--no-loop")
    assert ("2026-W44", "undeclared_use") in alerts(home)
