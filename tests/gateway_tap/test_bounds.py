"""Past its bounds the tap says no, says when to come again, counts it, and stays alive."""

from __future__ import annotations

import base64
import gzip
import json
import socket
from collections.abc import Callable
from typing import Any

import pytest

from gateway_tap.settings import MEBIBYTE

LINE = b'{"path":"/a"}\n'
StartTap = Callable[..., Any]


def _refused(tap: Any, reason: str, source: str = "http_push") -> float | None:
    count: float | None = tap.metric(f'refused_total{{source="{source}",reason="{reason}"}}')
    return count


def _still_works(tap: Any) -> None:
    before = len(tap.lines())
    assert tap.client.post("/tap/jsonl", content=LINE).status_code == 204
    assert len(tap.lines()) == before + 1


def test_large_body(start_tap: StartTap) -> None:
    """A body past the bound is refused, with and without a length."""
    tap = start_tap("http_push", limits={"compressed_bytes": 4096})
    assert tap.client.post("/tap/jsonl", content=LINE * 1000).status_code == 413
    assert tap.client.post("/tap/jsonl", content=iter([LINE * 200] * 5)).status_code == 413
    assert _refused(tap, "too_large") == 2
    _still_works(tap)


@pytest.mark.parametrize("layers", [1, 2])
def test_decompression_bomb(start_tap: StartTap, layers: int) -> None:
    """A body that unpacks to far more is refused without that; so is one inside a Firehose record."""
    tap = start_tap("http_push", limits={"plain_bytes": MEBIBYTE})
    bomb = gzip.compress(bytes(64 * MEBIBYTE))
    if layers == 1:
        answer = tap.client.post("/tap/jsonl", content=bomb, headers={"content-encoding": "gzip"})
    else:
        body = {"requestId": "r", "records": [{"data": base64.b64encode(bomb).decode()}]}
        answer = tap.client.post("/tap/jsonl", json=body, headers={"x-amz-firehose-request-id": "r"})
    assert answer.status_code == 413
    assert _refused(tap, "too_large") == 1
    _still_works(tap)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"no gzip", {"content-encoding": "gzip"}, 400),
        (gzip.compress(LINE * 100, mtime=0)[:-30], {"content-encoding": "gzip"}, 400),
        (LINE, {"content-encoding": "br"}, 415),
        (b'[{"a":1},', {}, 204),
        (b"[" * 5000 + b"]", {}, 400),
        (b'{"requestId":"x","records":[{"data":"%%%"}]}', {"x-amz-firehose-request-id": "x"}, 400),
        (b'{"requestId":"x","records":7}', {"x-amz-firehose-request-id": "x"}, 400),
    ],
)
def test_malformed(start_tap: StartTap, body: bytes, headers: dict[str, str], status: int) -> None:
    """Broken envelopes are refused with a reason; broken lines pass, for the loader to reject by name."""
    tap = start_tap("http_push")
    assert tap.client.post("/tap/jsonl", content=body, headers=headers).status_code == status
    _still_works(tap)


def test_long_line(start_tap: StartTap) -> None:
    """A record longer than the bound is cut; its neighbours stay whole."""
    tap = start_tap("http_push", limits={"line_bytes": 1024})
    tap.client.post("/tap/jsonl", content=LINE + b"x" * 5000 + b"\n" + LINE)
    assert [len(line) for line in tap.lines()] == [len(LINE) - 1, 1024, len(LINE) - 1]


def test_full_spool(start_tap: StartTap) -> None:
    """A full spool answers 503 with Retry-After, and readiness says so; what was accepted stays."""
    tap = start_tap("http_push", spool={"most_bytes": MEBIBYTE})
    body = LINE * 40_000
    statuses = [tap.client.post("/tap/jsonl", content=body).status_code for _ in range(3)]
    assert statuses == [204, 503, 503]
    answer = tap.client.post("/tap/jsonl", content=body)
    assert answer.headers["retry-after"] == "30"
    assert _refused(tap, "spool_full") == 3
    assert len(tap.spooled()) == len(body)
    assert tap.client.get("/readyz").status_code == 200
    for file in tap.folder.glob("*.seg"):
        file.unlink()


def test_full_disk(start_tap: StartTap) -> None:
    """While the disk has less free than is to be kept, nothing is accepted, and readiness says so."""
    tap = start_tap("http_push", spool={"keep_free_bytes": 1 << 60})
    assert tap.client.post("/tap/jsonl", content=LINE).status_code == 503
    assert tap.client.get("/readyz").status_code == 503
    assert tap.client.get("/healthz").status_code == 200


def test_memory(start_tap: StartTap) -> None:
    """More in memory than allowed is answered 429 with Retry-After."""
    tap = start_tap("http_push", spool={"in_flight_bytes": MEBIBYTE})
    answer = tap.client.post("/tap/jsonl", content=LINE * 100_000)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    answer = tap.client.post("/tap/jsonl", content=iter([LINE * 100_000]))
    assert answer.status_code == 429
    _still_works(tap)


def test_slow_head(start_tap: StartTap) -> None:
    """A connection whose request head trickles in is closed; one that speaks is not."""
    tap = start_tap("http_push", limits={"header_seconds": 0.3})
    with socket.create_connection(("127.0.0.1", tap.running.http_port)) as slow:
        slow.settimeout(10)
        slow.sendall(b"POST /tap/jsonl HTTP/1.1\r\nHost: x\r\nX-")
        _still_works(tap)
        assert slow.recv(100) == b""
    _still_works(tap)


def test_slow_body(start_tap: StartTap) -> None:
    """A body that does not arrive in time is answered 408, and nothing of it is kept."""
    tap = start_tap("http_push", limits={"seconds": 0.3})
    with socket.create_connection(("127.0.0.1", tap.running.http_port)) as slow:
        slow.settimeout(10)
        slow.sendall(b"POST /tap/jsonl HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n" + LINE)
        assert slow.recv(1000).startswith(b"HTTP/1.1 408")
    assert tap.lines() == []
    assert _refused(tap, "too_slow") == 1


def test_sender_goes_away(start_tap: StartTap) -> None:
    """A sender that hangs up in the middle leaves nothing behind."""
    tap = start_tap("http_push")
    with socket.create_connection(("127.0.0.1", tap.running.http_port)) as gone:
        gone.sendall(b"POST /tap/jsonl HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n" + LINE)
    _still_works(tap)
    assert len(tap.lines()) == 1


def test_metrics_name_no_partner(start_tap: StartTap) -> None:
    """Metrics tell sources and reasons, never what stood in a record."""
    tap = start_tap("http_push")
    tap.client.post("/tap/jsonl", content=json.dumps({"consumer": "acme-corp", "path": "/orders"}))
    text = tap.client.get("/metrics").text
    assert 'accepted_records_total{source="http_push"} 1' in text
    assert "acme" not in text
    assert "orders" not in text
