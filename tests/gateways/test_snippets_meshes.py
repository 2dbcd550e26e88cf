"""Configurations of what builds on Envoy and nginx, run in the real Envoy and nginx."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from snippet_gateways import with_snippet

from foundation import Warehouse
from ingest import snippet
from pivotwatch.cli import pivotwatch
from tools.record_gateways.recording import record


def _istio() -> Mapping[str, str]:
    return _members(yaml.safe_load(snippet("istio"))["meshConfig"]["accessLogFormat"])


def _consul() -> Mapping[str, str]:
    return _members(next(line for line in snippet("consul").splitlines() if line.startswith("{")))


def _emissary() -> Mapping[str, str]:
    return _members(json.dumps(yaml.safe_load(snippet("emissary"))["spec"]["config"]["envoy_log_format"]))


def _members(text: str) -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads(text)
    return found


@pytest.mark.needs("envoy")
@pytest.mark.parametrize(
    ("form", "members"), [("istio", _istio), ("consul", _consul), ("emissary_json", _emissary)]
)
def test_members_of_meshes_in_envoy(
    loader: Any, tmp_path: Path, form: str, members: Callable[[], Mapping[str, str]]
) -> None:
    """What Istio, Consul and Emissary are told to log, logged by Envoy, counts as the backend counted."""
    envoy = snippet("envoy")
    theirs = json.dumps(members())
    ours = envoy[envoy.index("      json_format:") :]
    edits = {
        ours: f"      json_format: {theirs}\n",
        "/var/log/envoy/pivotwatch.log": "@folder@/pivotwatch.log",
    }
    gateway = with_snippet("envoy", "envoy", edits, tmp_path)
    recording = record(replace(gateway, logs={"log": "pivotwatch.log"}), calls_each=5)
    _load(loader, tmp_path, form, recording.logs["log"])
    assert loader.named_calls() == loader.alike((key, n) for key, n in recording.counted.items() if key[0])


@pytest.mark.needs("nginx")
def test_ingress_nginx_in_nginx(loader: Any, tmp_path: Path) -> None:
    """The ingress controller's log-format-upstream, in nginx with the controller's own variables set."""
    theirs = yaml.safe_load(snippet("ingress_nginx"))["data"]["log-format-upstream"]
    variables = "".join(
        f'map $request_id ${name} {{ default "{value}"; }}\n'
        for name, value in (("req_id", "$request_id"), ("namespace", "shop"), ("service_name", "orders"))
    )
    ours = snippet("nginx")
    edits = {
        ours: f"{variables}log_format pivotwatch escape=json '{theirs}';\n"
        "access_log @folder@/pivotwatch.log pivotwatch;\n"
    }
    gateway = with_snippet("nginx", "nginx", edits, tmp_path)
    recording = record(replace(gateway, logs={"log": "pivotwatch.log"}), calls_each=5)
    log = recording.logs["log"]
    assert b"s3cr3t" not in log
    # as the container runtime keeps it
    wrapped = b"".join(b"2026-11-21T07:27:26.1Z stdout F " + line for line in log.splitlines(keepends=True))
    _load(loader, tmp_path, "auto", wrapped)
    assert loader.named_calls() == loader.alike((key, n) for key, n in recording.counted.items() if key[0])


def _load(loader: Any, folder: Path, form: str, log: bytes) -> None:
    path = folder / "gateway.log"
    path.write_bytes(log)
    arguments = ["--home", str(loader.home.path), "ingest", "--format", form, str(path)]
    result = CliRunner().invoke(pivotwatch, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    with Warehouse.open(loader.home.warehouse_file, read_only=True) as warehouse:
        assert warehouse.one("SELECT count(*) FROM calls WHERE request_id IS NULL OR latency_ms IS NULL") == (
            0,
        )
