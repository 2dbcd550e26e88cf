"""Real gateways with the printed configuration: what is in DuckDB is what reached the backend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from snippet_gateways import with_snippet

from foundation import Warehouse
from tools.record_gateways.recording import record

_LOG = "@folder@/pivotwatch.log"


@dataclass(frozen=True)
class Case:
    gateway: str
    program: str
    form: str
    edits: Mapping[str, str]
    log: str = "pivotwatch.log"
    has_ids: bool = True


CASES = {
    "nginx": Case("nginx", "nginx", "nginx_json", {"/var/log/nginx/pivotwatch.log": _LOG}),
    "haproxy": Case(
        "haproxy_json",
        "haproxy",
        "haproxy_json",
        {"/etc/haproxy/partners.map": "@folder@/keys", "req.hdr(x-api-key)": "req.hdr(x-consumer-key)"},
        log="stdout",
    ),
    "httpd": Case("httpd", "apache2", "apache_json", {"/var/log/apache2/pivotwatch.log": _LOG}),
    "envoy": Case("envoy", "envoy", "envoy_json", {"/var/log/envoy/pivotwatch.log": _LOG}),
    "traefik": Case(
        # a request has an id only where the client sends one
        "traefik",
        "traefik",
        "traefik_json",
        {"/var/log/traefik/pivotwatch.log": _LOG},
        has_ids=False,
    ),
    "caddy": Case("caddy", "caddy", "caddy", {"/var/log/caddy/pivotwatch.log": _LOG}),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.needs(case.program)) for name, case in CASES.items()]
)
def test_calls_are_those_of_the_backend(loader: Any, tmp_path: Path, name: str) -> None:
    """Partner by partner and endpoint by endpoint, with latency and id, and without a secret in the log."""
    case = CASES[name]
    gateway = with_snippet(case.gateway, name, case.edits, tmp_path)
    recording = record(replace(gateway, logs={"log": case.log}), calls_each=8)
    log = recording.logs["log"]
    assert b"s3cr3t" not in log
    assert b"key-acme" not in log
    path = tmp_path / "gateway.log"
    path.write_bytes(log)
    answer = loader.ingest(path)
    assert answer["format"] == case.form
    assert answer["lines"] == answer["calls"] + answer["rejects"] == log.count(b"\n")
    assert loader.named_calls() == loader.alike((key, n) for key, n in recording.counted.items() if key[0])
    with Warehouse.open(loader.home.warehouse_file, read_only=True) as warehouse:
        without_latency, without_id = warehouse.one(
            "SELECT count(*) FILTER (latency_ms IS NULL), count(*) FILTER (request_id IS NULL) "
            "FROM calls WHERE credential_id > 0"
        )
    assert without_latency == 0
    assert not (case.has_ids and without_id)
