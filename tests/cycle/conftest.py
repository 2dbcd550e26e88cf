"""A platform of sixteen processed weeks, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from foundation import Home
from tests.cycle.cycle_usage import app_at, load, run, usage_of


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The platform's home; do not write to it."""
    home = Home(tmp_path_factory.mktemp("finished") / "home")
    app = app_at(home, 16)
    with app.warehouse() as warehouse:
        load(warehouse, usage_of(range(16)))
        run(app, warehouse)
    return home


@pytest.fixture
def processed(finished: Home, tmp_path: Path) -> Home:
    """A copy to write to."""
    shutil.copytree(finished.path, tmp_path / "copy")
    return Home(tmp_path / "copy")
