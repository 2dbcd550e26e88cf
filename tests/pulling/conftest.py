"""Homes that took the same calls in from files and from engines."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import psycopg
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import lake

_USAGE = """
    SELECT shown, kind, label, day, sum(calls)::BIGINT, sum(errors)::BIGINT
    FROM credential_usage JOIN credentials USING (credential_id)
    LEFT JOIN endpoint_merges USING (endpoint_id)
    JOIN endpoints ON endpoints.endpoint_id = coalesce(into_id, credential_usage.endpoint_id)
    GROUP BY ALL ORDER BY ALL
"""


def servers(name: str) -> ModuleType:
    """Return a module of tests/servers; tests are no package."""
    file = Path(__file__).parents[1] / "servers" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"pivotwatch_test_{name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Place:
    """A home and its command line."""

    def __init__(self, folder: Path, source: str = "") -> None:
        self.home = folder
        folder.mkdir(parents=True)
        settings = f'[platform]\ntime_zone = "Europe/Berlin"\n{source}'
        (folder / "pivotwatch.toml").write_text(settings, encoding="utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(Path(sys.executable).with_name("pivotwatch")), "--home", str(self.home), *arguments],
            env=os.environ | {"PIVOTWATCH_NOW": "2026-04-02T12:00:00Z"},
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )

    def listed(self, *arguments: str) -> list[dict[str, Any]]:
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def statuses(self) -> int:
        """Return the sum of all statuses."""
        with duckdb.connect(str(self.home / "pivotwatch.duckdb"), read_only=True) as store:
            return int(store.execute("SELECT sum(status) FROM calls").fetchall()[0][0])

    def usage(self) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.home / "pivotwatch.duckdb"), read_only=True) as store:
            return store.execute(_USAGE).fetchall()


def source(url: str, table: str, more: str = "") -> str:
    """Return the settings of a warehouse that de-duplicates by request id, and sums up what is a number."""
    return (
        f"[ingest.warehouses.lake]\nurl = {json.dumps(url)}\ntable = {json.dumps(table)}\n{more}\n"
        '[ingest.warehouses.lake.columns]\nrequest_id = "request_id"\nbytes = "status"\nlatency = "status"\n'
    )


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
