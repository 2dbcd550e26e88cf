"""Kafka's protocol on loopback: what is in the topic is in the store once, whatever dies in between."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from foundation import ConfigurationError, Home, InputError, Warehouse
from pivotwatch.app import App
from pivotwatch.spooling import spool_loader
from tests.request_numbers import request_number

sys.path.insert(0, str(Path(__file__).parents[1] / "servers"))  # tests are no package

from kafka_broker import Broker, running_broker
from kafka_front import in_front

TOPIC = "access-logs"
PROGRAM = str(Path(sys.executable).with_name("pivotwatch"))


@pytest.fixture
def broker() -> Iterator[Broker]:
    with running_broker(TOPIC) as found:
        found.produce([])
        yield found


def azure(number: int) -> dict[str, Any]:
    return {
        "time": "2026-11-21T09:00:00.1234567Z",
        "category": "GatewayLogs",
        "correlationId": f"c{number}",
        "durationMs": 18,
        "callerIpAddress": "203.0.113.7",
        "properties": {
            "method": "GET",
            "url": f"https://api.example/v1/orders/{number}?subscription-key=s3cret-{number}",
            "responseCode": 200,
            "apimSubscriptionId": "acme-sub",
        },
    }


def plain(number: int) -> dict[str, Any]:
    return {"ts": "2026-11-21T09:00:00Z", "method": "GET", "path": f"/a/{number}", "consumer": "acme"}


@contextmanager
def tap_process(
    home: Home, broker: Broker, form: str
) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A tap that reads the topic."""
    settings = {"tap.port": "0", "tap.kafka.servers": f'["{broker.address}"]', "tap.kafka.format": form}
    settings |= {"tap.kafka.topics": f'["{TOPIC}"]', "tap.spool.segment_seconds": "0.1"}
    chosen = [text for item in settings.items() for text in ("--set", "=".join(item))]
    command = [PROGRAM, "--home", str(home.path), *chosen, "tap", "--source", "kafka"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        port = re.search(r"http port (\d+)", said)
        assert port is not None, said + process.stderr.read()
        with httpx.Client(base_url=f"http://127.0.0.1:{port[1]}") as client:
            yield process, client
    finally:
        process.kill()
        process.communicate()


def wait_for(tap: httpx.Client, accepted: int) -> None:
    until = time.monotonic() + 40
    wanted = f'accepted_records_total{{source="kafka"}} {accepted}\n'
    while wanted not in (text := tap.get("/metrics").text):
        assert time.monotonic() < until, text
        time.sleep(0.02)


def _spooled(home: Home) -> bytes:
    folder, found = home.path / "spool", b""
    for file in sorted(folder.glob("kafka.*")):
        with contextlib.suppress(FileNotFoundError):  # sealed, and so renamed, at this moment
            found += file.read_bytes()
    return found


def load(home: Home) -> Mapping[str, int]:
    with spool_loader(App(home)) as loader:
        segments = list(loader.load_all())
    return {
        name: sum(getattr(segment.counts, name) for segment in segments)
        for name in ("lines", "calls", "duplicates", "rejects")
    }


@pytest.mark.slow
def test_restarts(home: Home, broker: Broker) -> None:
    """A tap that is stopped goes on where it was; another group of messages comes exactly once, too."""
    for start in (0, 100):
        broker.produce([json.dumps(plain(number)).encode() for number in range(start, start + 100)])
        with tap_process(home, broker, "jsonl") as (tap, client):
            wait_for(client, 100)
            tap.send_signal(signal.SIGTERM)
            assert tap.wait(20) == 0
    assert load(home) == {"lines": 200, "calls": 200, "duplicates": 0, "rejects": 0}


@pytest.mark.slow
def test_event_hub_and_a_kill(home: Home, broker: Broker) -> None:
    """Azure's lists become calls without their keys; what a killed tap reads again counts once."""
    lists = [{"records": [azure(2 * number), azure(2 * number + 1)]} for number in range(60)]
    broker.produce([json.dumps(one).encode() for one in lists])
    with tap_process(home, broker, "azure_apim") as (tap, client):
        wait_for(client, 120)
        tap.kill()
        tap.wait()
    # the next one goes on where the group was committed, which may be before what was accepted
    with tap_process(home, broker, "azure_apim") as (tap, client):
        broker.produce([json.dumps({"records": [azure(1000)]}).encode(), b"no json at all"])
        until = time.monotonic() + 40
        while b"no json" not in _spooled(home):
            assert time.monotonic() < until
        tap.send_signal(signal.SIGTERM)
        assert tap.wait(20) == 0
    assert b"s3cret" not in _spooled(home)
    counts = load(home)
    assert (counts["calls"], counts["rejects"]) == (121, 1)
    assert counts["duplicates"] in {0, 120}  # by whether its place was committed before the kill


def test_read_twice(home: Home, broker: Broker, start_tap: Callable[..., Any]) -> None:
    """Messages without ids of their own that are read by two groups are known by topic and offset."""
    broker.produce([json.dumps(plain(number)).encode() for number in range(50)])
    for group in ("first", "second"):
        kafka = {"servers": [broker.address], "topics": [TOPIC], "group": group}
        tap = start_tap("kafka", folder=home.path / "spool", kafka=kafka)
        wait_for(tap.client, 50)
        tap.stop()
        tap.station.intake.spool.__exit__(None, None, None)
    assert load(home) == {"lines": 100, "calls": 50, "duplicates": 50, "rejects": 0}
    with Warehouse.open(home.warehouse_file, read_only=True) as store:
        ids = [row[0] for row in store.rows("SELECT request_id FROM calls")]
    assert set(ids) < {
        request_number(f"{TOPIC}/{part}/{offset}") for part in range(3) for offset in range(50)
    }


def test_tls_and_login(home: Home, broker: Broker, start_tap: Callable[..., Any], tmp_path: Path) -> None:
    """As Azure Event Hub wants it: TLS, SASL PLAIN; who has no certificate, or a wrong password, is named."""
    authority = trustme.CA()
    server, ours = authority.issue_cert("127.0.0.1"), authority.issue_cert("tap")
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    ours.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "tap.pem"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.configure_cert(tls)
    authority.configure_trust(tls)
    tls.verify_mode = ssl.CERT_REQUIRED
    broker.produce([json.dumps(plain(number)).encode() for number in range(50)])
    login = ("$ConnectionString", "Endpoint=sb://x;SharedAccessKey=s3cret")
    with in_front(broker.address, tls, login) as front:
        kafka = {"servers": [front.address], "topics": [TOPIC], "security_protocol": "SASL_SSL"}
        kafka |= {"sasl_password": login[1], "tls_ca": str(tmp_path / "ca.pem")}
        with pytest.raises(InputError, match=r"Cannot read from Kafka at 127"):
            start_tap("kafka", kafka=kafka)
        kafka["tls_certificate"] = str(tmp_path / "tap.pem")
        with pytest.raises(InputError, match=r"Cannot read from Kafka at 127"):
            start_tap("kafka", kafka=kafka | {"sasl_password": "wrong"})
        tap = start_tap("kafka", folder=home.path / "spool", kafka=kafka)
        wait_for(tap.client, 50)
        assert front.logins[-1] == login
        tap.stop()
    with pytest.raises(ConfigurationError, match="PEM"):
        start_tap("kafka", kafka=kafka | {"tls_ca": str(tmp_path / "missing.pem")})
    with pytest.raises(ConfigurationError, match="sasl_password"):
        start_tap("kafka", kafka=kafka | {"sasl_password": None})


def test_nobody_there(start_tap: Callable[..., Any]) -> None:
    """A broker that does not answer, and settings that lack one, are named with the way out."""
    with pytest.raises(InputError, match=r"127\.0\.0\.1:1\b.*tap\.kafka"):
        start_tap("kafka", kafka={"servers": ["127.0.0.1:1"], "topics": [TOPIC]})
    with pytest.raises(ConfigurationError) as refused:
        start_tap("kafka")
    assert [problem.place for problem in refused.value.problems] == ["tap.kafka.servers", "tap.kafka.topics"]


def test_broker_that_goes_away(broker: Broker, start_tap: Callable[..., Any]) -> None:
    """A broker that dies takes nothing with it: the tap lives, and other sources are served."""
    broker.produce([json.dumps(plain(1)).encode()])
    kafka = {"servers": [broker.address], "topics": [TOPIC]}
    tap = start_tap("kafka", "http_push", kafka=kafka)
    wait_for(tap.client, 1)
    broker.stop()
    assert tap.client.post("/tap/jsonl", json=plain(2)).status_code == 204
    assert tap.client.get("/readyz").status_code == 200
