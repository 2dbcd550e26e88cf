"""Real gateways, started here on loopback: calls counted behind them are the calls in DuckDB."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tools.record_gateways.gateways import GATEWAYS
from tools.record_gateways.recording import record


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("nginx", marks=pytest.mark.needs("nginx")),
        pytest.param("haproxy", marks=pytest.mark.needs("haproxy")),
        pytest.param("httpd", marks=pytest.mark.needs("apache2")),
    ],
)
def test_duckdb_counts_what_reached_the_backend(loader: Any, tmp_path: Path, name: str) -> None:
    """Through each log that the gateway writes, partner by partner and endpoint by endpoint."""
    recording = record(GATEWAYS[name], calls_each=12)
    assert sum(recording.counted.values()) > 5 * 12
    sample, log = next(iter(recording.logs.items()))
    path = tmp_path / f"{sample}.log"
    path.write_bytes(log)
    answer = loader.ingest(path)
    assert answer["lines"] == answer["calls"] + answer["rejects"] == log.count(b"\n")
    reached = ((key, count) for key, count in recording.counted.items() if key[0])
    assert loader.named_calls() == loader.alike(reached)
