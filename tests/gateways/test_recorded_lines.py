"""Lines recorded from real gateways: what Pivotwatch counts is what the backend behind them counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "data" / "samples" / "gateways"
SAMPLES = sorted(file.name.removesuffix(".expected.json") for file in FOLDER.glob("*.expected.json"))
NAMES_NOBODY = {"envoy_text"}  # Envoy's default format has no place for the caller


@pytest.fixture(autouse=True)
def _soon_after_the_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIVOTWATCH_NOW", "2026-12-01T00:00:00Z")


@pytest.mark.parametrize("sample", SAMPLES)
def test_recorded_lines_count_as_the_backend_counted(loader: Any, sample: str) -> None:
    """Calls per credential and endpoint equal the backend's, and every line is accounted for."""
    expected = json.loads((FOLDER / f"{sample}.expected.json").read_text())
    counted = loader.alike(
        ((one["credential"], one["endpoint"]), one["calls"]) for one in expected["calls"] if one["credential"]
    )
    answer = loader.ingest(FOLDER / f"{sample}.log")
    assert answer["lines"] == expected["lines"]
    assert answer["lines"] == answer["calls"] + answer["duplicates"] + answer["rejects"]
    assert answer["duplicates"] == 0
    if sample in NAMES_NOBODY:
        assert not loader.named_calls()
        assert answer["calls"] == sum(one["calls"] for one in expected["calls"])
    else:
        assert loader.named_calls() == counted


@pytest.mark.parametrize("sample", ["haproxy_json", "nginx_combined"])
def test_a_second_load_adds_nothing(loader: Any, sample: str) -> None:
    """The same recorded file again leaves every count as it was."""
    loader.ingest(FOLDER / f"{sample}.log")
    before = loader.calls()
    loader.ingest(FOLDER / f"{sample}.log")
    assert loader.calls() == before


def test_every_gateway_is_there() -> None:
    """The recordings cover the seven gateways that can be run on a developer's machine."""
    assert {
        "nginx_combined",
        "haproxy_text",
        "apache_combined",
        "envoy_json",
        "traefik_json",
        "caddy",
    } <= set(SAMPLES)
