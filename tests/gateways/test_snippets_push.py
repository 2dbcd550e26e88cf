"""Real gateways that push into a real tap: what `pivotwatch load` makes of it is what reached the backend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from snippet_gateways import tapping, wait_for_lines, with_snippet

from pivotwatch.cli import pivotwatch
from tools.record_gateways.recording import record


@dataclass(frozen=True)
class Case:
    gateway: str
    source: str
    settings: Mapping[str, str]
    port: str
    edits: Mapping[str, str]


_HTTP = {"tap.port": "0"}
CASES = {
    "envoy_als": Case(
        "envoy", "envoy_als", {**_HTTP, "tap.envoy_als.port": "0"}, "envoy_als", {"9001": "@tap@"}
    ),
    "envoy_otlp": Case("envoy", "otlp_http", _HTTP, "http", {"8420": "@tap@"}),
    "traefik_otlp": Case("traefik", "otlp_http", _HTTP, "http", {"8420": "@tap@"}),
    "nginx_syslog": Case(
        "nginx",
        "syslog",
        {**_HTTP, "tap.syslog.udp_port": "0", "tap.syslog.tcp_port": "0", "tap.syslog.format": "nginx_json"},
        "syslog_udp",
        {"access_log /var/log/nginx/pivotwatch.log pivotwatch;": "@syslog@"},
    ),
}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.needs(case.gateway)) for name, case in CASES.items()],
)
def test_pushed_calls_are_those_of_the_backend(loader: Any, tmp_path: Path, name: str) -> None:
    """Every call arrives once: nothing is lost between the gateway, the tap and DuckDB."""
    case = CASES[name]
    with tapping(loader.home.path, case.source, case.settings) as ports:
        gateway = replace(_gateway(name, case, ports[case.port], tmp_path), logs={})
        recording = record(gateway, 8, lambda calls: wait_for_lines(loader.home.path / "spool", calls))
    result = CliRunner().invoke(
        pivotwatch, ["--home", str(loader.home.path), "load", "--json"], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    assert loader.named_calls() == loader.alike((key, n) for key, n in recording.counted.items() if key[0])


def _gateway(name: str, case: Case, port: int, folder: Path) -> Any:
    edits = {old: new.replace("@tap@", str(port)) for old, new in case.edits.items()}
    if name == "nginx_syslog":
        # the file's configuration, with the other one in place of its last line
        from ingest import snippet  # noqa: PLC0415 - of this case alone

        line = snippet(name).splitlines()[-1].replace("5514", str(port))
        return with_snippet("nginx", "nginx", dict.fromkeys(edits, line), folder)
    return with_snippet(case.gateway, name, edits, folder)
