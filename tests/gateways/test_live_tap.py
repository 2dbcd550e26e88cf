"""Real gateways push to a real tap on loopback: calls counted behind them are the calls in DuckDB."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from foundation import Home
from pivotwatch.app import App
from pivotwatch.cli.load import spool_loader
from tools.record_gateways.backend import running_backend
from tools.record_gateways.gateways import GATEWAYS, Gateway, free_port, running
from tools.record_gateways.traffic import drive, plan

_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Push:
    """A gateway that pushes.

    Attributes
    ----------
    port_names
        Settings of the tap to the names of their ports in the gateway's configuration.
    """

    gateway: Gateway
    source: str
    settings: Mapping[str, str]
    port_names: Mapping[str, str]


def _with(name: str, *configs: str) -> Gateway:
    known = GATEWAYS[name]
    arguments = tuple(part.replace(known.configs[0], configs[0]) for part in known.arguments)
    return Gateway(
        known.program, arguments, configs, {}, known.package, known.ready_status, known.stop_signal
    )


PUSHES = {
    "nginx, syslog": Push(
        _with("nginx", "nginx_syslog.conf"),
        "syslog",
        {"tap.syslog.format": "nginx_json"},
        {"tap.syslog.udp_port": "syslog"},
    ),
    "Envoy, gRPC access log": Push(
        _with("envoy", "envoy_als.yaml"), "envoy_als", {}, {"tap.envoy_als.port": "tap"}
    ),
    "Envoy, OTLP": Push(_with("envoy", "envoy_otlp.yaml"), "otlp_http", {}, {"tap.port": "tap"}),
    "Traefik, OTLP": Push(
        _with("traefik", "traefik_otlp.yml", "traefik-dynamic.yml"), "otlp_http", {}, {"tap.port": "tap"}
    ),
}


@contextmanager
def _tap(home: Home, source: str, settings: Mapping[str, str]) -> Iterator[None]:
    chosen = [text for name, value in settings.items() for text in ("--set", f"{name}={value}")]
    program = str(Path(sys.executable).with_name("pivotwatch"))
    command = [program, "--home", str(home.path), *chosen, "tap", "--source", source, "--source", "loki"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Tapping")
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(_WAIT_SECONDS)


def _wait_for(port: str, source: str, at_least: int) -> None:
    """Wait until the tap has accepted that many: what these gateways send is not answered, or later."""
    wanted = f'pivotwatch_tap_accepted_records_total{{source="{source}"}} '
    until, text = time.monotonic() + _WAIT_SECONDS, ""
    while time.monotonic() < until:
        text = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=10).text
        found = [line for line in text.splitlines() if line.startswith(wanted)]
        if found and int(found[0].rpartition(" ")[2]) >= at_least:
            return
        time.sleep(0.1)
    pytest.fail(f"the tap has not accepted {at_least} records:\n{text}")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.needs(push.gateway.program), id=name)
        for name, push in PUSHES.items()
    ],
)
def test_duckdb_counts_what_reached_the_backend(loader: Any, home: Home, name: str) -> None:
    """Over each way in which the gateway pushes, partner by partner and endpoint by endpoint."""
    push = PUSHES[name]
    ports = {setting: str(free_port()) for setting in push.port_names}
    settings = {"tap.port": str(free_port()), **push.settings, **ports}
    values = {push.port_names[setting]: port for setting, port in ports.items()}
    with tempfile.TemporaryDirectory(prefix="pivotwatch-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)  # a gateway started by root serves as another user
        with _tap(home, push.source, settings), running_backend() as backend:
            with running(push.gateway, folder, backend.port, values) as port:
                drive(port, plan(12), backend.slow_begun)
                _wait_for(settings["tap.port"], push.source, sum(backend.calls.values()))
            counted = dict(backend.calls)
    with spool_loader(App(home)) as spool:
        segments = list(spool.load_all())
    assert segments
    reached = ((key, count) for key, count in counted.items() if key[0])
    assert loader.named_calls() == loader.alike(reached)
