"""A store to ingest into, and files of nginx's combined format to ingest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from foundation import Warehouse
from ingest import Bounds, FileResult, Ingestion, Terms, Wanted, readings
from ingest.endpoints import EndpointSettings
from ingest.settings import IngestSettings

NOW = datetime(2026, 11, 22, 12)  # noqa: DTZ001 - stored without zone, UTC
TERMS = Terms(
    zone="UTC",
    bounds=Bounds(datetime(2020, 1, 1), datetime(2026, 11, 23), 1 << 20),  # noqa: DTZ001 - as above
    kept_rejects=1000,
    endpoints=EndpointSettings(),
    key=b"k" * 32,
    now=NOW,
)

Ingest = Callable[..., FileResult]


@pytest.fixture
def store() -> Iterator[Warehouse]:
    with Warehouse.in_memory() as warehouse:
        yield warehouse


@pytest.fixture
def ingest(store: Warehouse) -> Ingest:
    """Return a function that ingests one file; `segment_bytes` and settings may be given."""

    def run(
        source: Path | str, segment_bytes: int = 1 << 20, zone: str = "UTC", **settings: Any
    ) -> FileResult:
        form = settings.pop("form", None)
        known = readings(IngestSettings(**settings))
        chosen = {form: known[form]} if form else known
        ingestion = Ingestion(store, chosen, replace(TERMS, zone=zone), segment_bytes, lambda _: None)
        return ingestion.ingest(Wanted(str(source), named=True))

    return run


def combined(number: int, request: str | None = None, when: str = "21/Nov/2026:07:27:26 +0000") -> str:
    """Return one good line; its path tells the number."""
    request = request or f"GET /v1/things/{number} HTTP/1.1"
    return f'203.0.113.7 - partner-{number % 3} [{when}] "{request}" 200 {number} "-" "sdk/1.2"'


def write(file: Path, lines: Sequence[str], mode: str = "w") -> Path:
    with file.open(mode, encoding="utf-8") as handle:
        handle.writelines(f"{line}\n" for line in lines)
    return file


def calls_of(store: Warehouse) -> list[int]:
    """Return the numbers of the calls in the store, sorted."""
    return [number for (number,) in store.rows("SELECT bytes FROM calls ORDER BY bytes")]
