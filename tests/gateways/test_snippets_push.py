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


_RING = """ring tap
    format {form}
    maxlen 8192
    size 1048576
    timeout connect 5s
    timeout server 10s
    server tap 127.0.0.1:{port} log-proto {framing}
"""


@pytest.mark.needs("haproxy")
@pytest.mark.parametrize("way", ["udp", "rfc3164 octet-count", "rfc5424 octet-count", "rfc3164 legacy"])
def test_haproxy_over_syslog(loader: Any, tmp_path: Path, way: str) -> None:
    """HAProxy's snippet with a syslog address: datagrams, and over TCP both heads and both framings."""
    settings = {**_HTTP, "tap.syslog.udp_port": "0", "tap.syslog.tcp_port": "0"}
    settings["tap.syslog.format"] = "haproxy_json"
    edits = {
        "/etc/haproxy/partners.map": "@folder@/keys",
        "req.hdr(x-api-key)": "req.hdr(x-consumer-key)",
    }
    with tapping(loader.home.path, "syslog", settings) as ports:
        gateway = replace(with_snippet("haproxy_json", "haproxy", edits, tmp_path), logs={})
        config = gateway.config_folder / gateway.configs[0]
        target, ring = f"127.0.0.1:{ports['syslog_udp']}", ""
        if way != "udp":
            form, framing = way.split()
            target, ring = "ring@tap", _RING.format(form=form, framing=framing, port=ports["syslog_tcp"])
        text = config.read_text()
        assert "log stdout len 8192 format raw local0" in text
        config.write_text(
            ring + text.replace("log stdout len 8192 format raw local0", f"log {target} len 8192 local0")
        )
        # a ring sends in its own time, and what it holds is lost when HAProxy stops; three lines more are
        # those of the probe that it is up, and of two requests that nobody can read
        recording = record(gateway, 8, lambda calls: wait_for_lines(loader.home.path / "spool", calls + 3))
    arguments = ["--home", str(loader.home.path), "load", "--json"]
    result = CliRunner().invoke(pivotwatch, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert loader.named_calls() == loader.alike((key, n) for key, n in recording.counted.items() if key[0])
