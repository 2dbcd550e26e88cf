"""A home that takes calls in from files or an engine, and its command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb

_USAGE = """
    SELECT shown, kind, label, day, sum(calls)::BIGINT, sum(errors)::BIGINT
    FROM credential_usage JOIN credentials USING (credential_id)
    LEFT JOIN endpoint_merges USING (endpoint_id)
    JOIN endpoints ON endpoints.endpoint_id = coalesce(into_id, credential_usage.endpoint_id)
    GROUP BY ALL ORDER BY ALL
"""


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
