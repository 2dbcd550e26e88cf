"""The API over an eventful platform, on both databases of the record."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from foundation import Home
from tests.api.api_world import World, make_world
from tests.governance.conftest import database, postgres_url

__all__ = ["database", "postgres_url"]


@pytest.fixture
def world(home: Home) -> Iterator[World]:
    """The API with its record in SQLite."""
    made = make_world(home)
    yield made
    made.service.record.dispose()


@pytest.fixture
def both_worlds(home: Home, database: str) -> Iterator[World]:
    """The API with its record in SQLite, then in PostgreSQL."""
    made = make_world(home, database)
    yield made
    made.service.record.dispose()


@pytest.fixture(scope="module")
def quiet_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for tests that only read."""
    made = make_world(Home(tmp_path_factory.mktemp("quiet") / "home"))
    yield made
    made.service.record.dispose()
