"""Homes that took the same calls in from files and from engines."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import lake
from pulled_home import Place


def servers(name: str) -> ModuleType:
    """Return a module of tests/servers; tests are no package."""
    file = Path(__file__).parents[1] / "servers" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"pivotwatch_test_{name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def calls() -> list[dict[str, Any]]:
    """Calls of five days."""
    return lake.rows()


@pytest.fixture(scope="session")
def from_files(calls: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, Any]:
    """A home that read the calls from files, and what it printed of each."""
    folder = tmp_path_factory.mktemp("from_files")
    lake.write_lines(calls, folder / "logs")
    place = Place(folder / "home")
    return place, place.listed("ingest", str(folder / "logs"))


@pytest.fixture(scope="session")
def parquet(calls: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The calls as a Parquet file."""
    file = tmp_path_factory.mktemp("parquet") / "calls.parquet"
    lake.table(calls).write_parquet(file)
    return file


@pytest.fixture(scope="session")
def spark() -> Iterator[str]:
    """The URL of a Spark cluster of two workers."""
    port = servers("postgres").free_port()
    with (
        tempfile.TemporaryDirectory(prefix="pw-spark-") as folder,
        servers("spark").running_spark(Path(folder), port) as url,
    ):
        yield url


@pytest.fixture(scope="session")
def postgres(calls: list[dict[str, Any]]) -> Iterator[str]:
    """The URL of a PostgreSQL database with the calls in the table `gateway.calls`."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    with servers("postgres").running_postgres(programs[-1]) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE SCHEMA gateway")
        connection.execute(
            "CREATE TYPE verb AS ENUM ('GET', 'get', 'POST', 'DELETE', 'OPTIONS', 'FOO'); "
            "CREATE TABLE gateway.calls (ts timestamptz, method verb, path text, consumer text, status int, "
            "request_id text)"
        )
        with connection.cursor().copy("COPY gateway.calls FROM STDIN") as copy:
            for call in calls:
                copy.write_row((call["ts"].isoformat() + "Z", *list(call.values())[1:]))
        connection.commit()
        yield url
