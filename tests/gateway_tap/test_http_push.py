"""`POST /tap/{format}` takes what gateways send, the way they send it, and answers what they expect."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway_tap import SegmentName, listed

RECORD = {"method": "GET", "path": "/orders/7", "consumer": "acme", "status": 200, "request_id": "r1"}
LINE = json.dumps(RECORD, separators=(",", ":")).encode()
StartTap = Callable[..., Any]


@pytest.mark.parametrize(
    ("body", "n_records"),
    [
        pytest.param(LINE, 1, id="Kong, one object"),
        pytest.param(b"[" + LINE + b"," + LINE + b"]", 2, id="Kong, a batch"),
        pytest.param(b"[]", 0, id="an empty batch"),
        pytest.param(LINE + b"\n" + LINE + b"\n", 2, id="APISIX, new lines"),
        pytest.param(LINE + b"\r\n\r\n" + LINE, 2, id="lines of another system"),
        pytest.param(json.dumps(RECORD, indent=2).encode(), 1, id="an object on several lines"),
        pytest.param(b'{"records":[' + LINE + b"," + LINE + b"]}", 2, id="Azure's list"),
        pytest.param(b'1.2.3.4 - - [21/Nov/2026:09:00:00 +0000] "GET / HTTP/1.1" 200 5', 1, id="text"),
        pytest.param(b'[21/Nov/2026:09:00:00] "GET /"', 1, id="text that begins like an array"),
        pytest.param(b'[{"path":"/\xff"},' + LINE + b"]", 2, id="an array with broken UTF-8"),
        pytest.param(b"", 0, id="nothing"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_bodies(start_tap: StartTap, body: bytes, n_records: int, packed: bool) -> None:
    """Each record of each kind of body is one line of a segment, on disk when the answer comes."""
    tap = start_tap("http_push")
    headers = {"content-encoding": "gzip"} if packed else {}
    content = gzip.compress(body) if packed else body
    answer = tap.client.post("/tap/jsonl", content=content, headers=headers)
    assert answer.status_code == 204
    assert len(tap.lines()) == n_records
    if n_records == 2 and b"\xff" not in body:
        assert {tuple(json.loads(line).items()) for line in tap.lines()} == {tuple(RECORD.items())}


def test_chunked(start_tap: StartTap) -> None:
    """A body without a length, in chunks, is taken."""
    tap = start_tap("http_push")

    def chunks() -> Iterator[bytes]:
        yield LINE[:10]
        yield LINE[10:] + b"\n"
        yield LINE

    assert tap.client.post("/tap/kong", content=chunks()).status_code == 204
    assert tap.lines() == [LINE, LINE]
    assert [name.format for name, _ in [*listed(tap.folder, ".open"), *listed(tap.folder, ".seg")]] == [
        "kong"
    ]


def test_firehose(start_tap: StartTap) -> None:
    """Firehose gets its own id back, with its key as token; records carry the id that its retries share."""
    tap = start_tap("http_push", http_push={"token": "s3cret"})
    cloudwatch = {
        "messageType": "DATA_MESSAGE",
        "logGroup": "g",
        "logStream": "s",
        "logEvents": [{"id": "e1", "timestamp": 1, "message": LINE.decode()}],
    }
    control = {**cloudwatch, "messageType": "CONTROL_MESSAGE"}
    datas = [
        LINE,
        gzip.compress(json.dumps(cloudwatch).encode()),
        gzip.compress(json.dumps(control).encode()),
    ]
    envelope = {
        "requestId": "req-1",
        "timestamp": 1,
        "records": [{"data": base64.b64encode(data).decode()} for data in datas],
    }
    headers = {"x-amz-firehose-request-id": "req-1", "x-amz-firehose-access-key": "s3cret"}
    answer = tap.client.post("/tap/jsonl", json=envelope, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["requestId"] == "req-1"
    ids = [json.loads(line)["pivotwatch_envelope_id"] for line in tap.lines()]
    assert ids == ["req-1/0", "e1"]
    refused = tap.client.post("/tap/jsonl", json=envelope, headers={"x-amz-firehose-request-id": "req-2"})
    assert refused.status_code == 401
    assert refused.json()["requestId"] == "req-2"
    assert "token" in refused.json()["errorMessage"]


def test_pubsub(start_tap: StartTap) -> None:
    """A Pub/Sub push is unwrapped; the token may be in the URL, where Pub/Sub has room for it."""
    tap = start_tap("http_push", http_push={"token": "s3cret"})
    message = {"data": base64.b64encode(LINE).decode(), "messageId": "m1", "publishTime": "x"}
    envelope = {"message": message, "subscription": "projects/p/subscriptions/s"}
    assert tap.client.post("/tap/jsonl?token=s3cret", json=envelope).status_code == 204
    (line,) = tap.lines()
    assert json.loads(line) == {"pivotwatch_envelope_id": "m1", **RECORD}


def test_cloudflare_validation(start_tap: StartTap) -> None:
    """Logpush's trial upload is answered well and leaves no record."""
    tap = start_tap("http_push")
    body = gzip.compress(b'{"content":"tests"}\n')
    for headers in ({"content-encoding": "gzip"}, {"content-type": "application/gzip"}):
        assert tap.client.post("/tap/jsonl", content=body, headers=headers).status_code == 204
    assert tap.lines() == []


def test_packed_without_saying_so(start_tap: StartTap) -> None:
    """A gzip file that is sent as it is, without Content-Encoding, is unpacked within the same bounds."""
    tap = start_tap("http_push", limits={"plain_bytes": 10_000})
    assert tap.client.post("/tap/jsonl", content=gzip.compress(LINE)).status_code == 204
    assert tap.lines() == [LINE]
    assert tap.client.post("/tap/jsonl", content=gzip.compress(b"0" * 100_000)).status_code == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"authorization": "Bearer s3cret"}, 204),
        ({"authorization": "Basic " + base64.b64encode(b"kong:s3cret").decode()}, 204),
        ({"authorization": "Bearer wrong"}, 401),
        ({"authorization": "Basic !!!"}, 401),
        ({}, 401),
    ],
)
def test_token(start_tap: StartTap, headers: dict[str, str], status: int) -> None:
    """A source with a token takes records only from who shows it; a refusal is counted."""
    tap = start_tap("http_push", http_push={"token": "s3cret"})
    assert tap.client.post("/tap/jsonl", content=LINE, headers=headers).status_code == status
    assert len(tap.lines()) == (status == 204)
    refused = tap.metric('refused_total{source="http_push",reason="unauthorised"}')
    assert refused == (None if status == 204 else 1)


def test_unknown_format(start_tap: StartTap) -> None:
    """A format that no loader knows is refused at once, and the answer lists those there are."""
    tap = start_tap("http_push")
    answer = tap.client.post("/tap/nope", content=LINE)
    assert answer.status_code == 404
    assert "kong" in answer.json()["message"]
    assert tap.client.post("/tap/..%2f..%2fetc", content=LINE).status_code == 404


def test_segment_names(start_tap: StartTap, tmp_path: Path) -> None:
    """After a graceful stop everything is sealed under a name that tells source and format."""
    tap = start_tap("http_push")
    tap.client.post("/tap/kong", content=LINE)
    tap.stop()
    tap.station.intake.spool.__exit__(None, None, None)
    (found,) = list(listed(tmp_path / "spool", ".seg"))
    assert (found[0].source, found[0].format) == ("http_push", "kong")
    assert SegmentName.parse(str(found[0])) == found[0]
