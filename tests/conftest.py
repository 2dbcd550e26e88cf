"""What all tests share: system programs that some need, and no skipping unnoticed."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from foundation import Home, Warehouse

_OTHER_FOLDERS = os.pathsep.join([str(Path(sys.executable).parent), "/usr/sbin", "/sbin"])


def find_program(name: str) -> str | None:
    """Return the path of a system program; servers are often outside a user's PATH."""
    if name == "postgres":
        return next((str(file) for file in sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))), None)
    return shutil.which(name) or shutil.which(name, path=_OTHER_FOLDERS)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="A skipped test fails the run.")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        for program in marker.args:
            if find_program(program) is None:
                pytest.skip(f"needs {program}, which is not installed")


def _skipped(terminal: pytest.TerminalReporter) -> list[str]:
    return [f"{report.nodeid}: {report.longrepr[2]}" for report in terminal.stats.get("skipped", [])]


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    skipped = _skipped(terminalreporter)
    if skipped:
        terminalreporter.section("not run on this machine")
        for line in skipped:
            terminalreporter.line(line)
        if config.getoption("--no-skips"):
            terminalreporter.line(f"--no-skips: {len(skipped)} skipped, so this run fails.", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None and session.config.getoption("--no-skips") and _skipped(terminal):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home folder."""
    made = Home(tmp_path / "home")
    made.create()
    return made


@pytest.fixture
def warehouse() -> Warehouse:
    """An empty, migrated warehouse in memory."""
    return Warehouse.in_memory()
