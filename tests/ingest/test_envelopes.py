"""Files whose records lie in envelopes of clouds and containers."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from ingest_files import Ingest, calls_of, combined, write

from foundation import Warehouse
from ingest.envelopes import _out_of_cri, unwrap_for

NUMBERS = [1, 2, 3, 4, 5]
STAMP = "2026-11-21T07:27:26.168000000Z"


def _kong(number: int) -> dict[str, Any]:
    return {
        "request": {"id": f"r{number}", "uri": f"/v1/things/{number}", "method": "GET"},
        "response": {"status": 200, "size": number},
        "consumer": {"username": "acme"},
        "started_at": 1795246046168 + number,
    }


def _packed(texts: Iterable[str]) -> str:
    return base64.b64encode(gzip.compress("\n".join(texts).encode())).decode()


def _cloudwatch(numbers: list[int]) -> str:
    events = [{"id": f"e{n}", "timestamp": 1, "message": json.dumps(_kong(n))} for n in numbers]
    return json.dumps({"messageType": "DATA_MESSAGE", "owner": "1", "logGroup": "g", "logEvents": events})


KONG = [json.dumps(_kong(number)) for number in NUMBERS]
ENVELOPES: dict[str, str] = {
    "one list": json.dumps([_kong(n) for n in NUMBERS]),
    "a list on each line": "\n".join(f"[{a},{b}]" for a, b in (KONG[:2], KONG[2:4])) + f"\n[{KONG[4]}]\n",
    "a list over many lines": json.dumps([_kong(n) for n in NUMBERS], indent=2),
    "Azure": json.dumps({"records": [_kong(n) for n in NUMBERS]}),
    "CloudTrail": json.dumps({"Records": [_kong(n) for n in NUMBERS]}, indent=1),
    "CloudWatch": "\n".join(
        [
            _cloudwatch([1, 2]),
            '{"messageType":"CONTROL_MESSAGE","logEvents":[{"id":"","message":"CWL"}]}',
            _cloudwatch([3, 4, 5]),
        ]
    ),
    "CloudWatch put into S3 by Firehose": _cloudwatch([1, 2]) + _cloudwatch([3]) + _cloudwatch([4, 5]),
    "Firehose": json.dumps(
        {
            "requestId": "q",
            "timestamp": 1,
            "records": [{"data": _packed(KONG[:3])}, {"data": _packed(KONG[3:])}],
        }
    ),
    "Pub/Sub": "\n".join(
        json.dumps(
            {
                "message": {"data": base64.b64encode(k.encode()).decode(), "messageId": "m"},
                "subscription": "s",
            }
        )
        for k in KONG
    ),
    "Loki": json.dumps({"streams": [{"stream": {"a": "b"}, "values": [["1", line] for line in KONG]}]}),
    "syslog, RFC 3164": "\n".join(f"Nov 21 07:27:26 edge kong[812]: {k}" for k in KONG),
    "syslog, RFC 5424": "\n".join(f'<190>1 {STAMP} edge kong 812 - [a b="c"] {k}' for k in KONG),
    "Docker": "\n".join(json.dumps({"log": f"{k}\n", "stream": "stdout", "time": STAMP}) for k in KONG),
    "Docker with a line in two": "\n".join(
        json.dumps({"log": part, "stream": "stdout", "time": STAMP})
        for k in KONG
        for part in (k[:40], f"{k[40:]}\n")
    ),
    "containerd": "\n".join(f"{STAMP} stdout F {k}" for k in KONG),
    "containerd with a line in three": "\n".join(
        f"{STAMP} stdout {flag} {part}"
        for k in KONG
        for flag, part in (("P", k[:40]), ("P", k[40:60]), ("F", k[60:]))
    ),
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_records_are_taken_out(ingest: Ingest, store: Warehouse, tmp_path: Path, name: str) -> None:
    """A file of enveloped records loads as its plain records would, format detected."""
    file = tmp_path / "file.log"
    file.write_text(ENVELOPES[name])
    result = ingest(file)
    assert (result.format, result.counts.lines, result.counts.calls) == ("kong", 5, 5)
    assert calls_of(store) == NUMBERS


@pytest.mark.parametrize("name", ["CloudTrail", "containerd"])
def test_a_second_load_adds_nothing(ingest: Ingest, store: Warehouse, tmp_path: Path, name: str) -> None:
    """The same enveloped file again, then packed, adds nothing; what is appended to it is loaded."""
    file = tmp_path / "file.log"
    file.write_text(ENVELOPES[name] + "\n")
    ingest(file)
    assert ingest(file).counts.calls == 0
    packed = tmp_path / "file.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    assert ingest(packed).counts.calls == 0
    if name == "containerd":
        with file.open("a") as handle:
            handle.write(f"{STAMP} stdout F {json.dumps(_kong(6))}\n")
        assert ingest(file).counts.calls == 1
        assert calls_of(store) == [*NUMBERS, 6]


def test_text_inside_a_container_log(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """The lines of a text format come out of a container's log as they went in."""
    lines = [f"{STAMP} stdout F {combined(number)}" for number in NUMBERS]
    result = ingest(write(tmp_path / "pod.log", lines))
    assert result.format == "nginx_combined"
    assert calls_of(store) == NUMBERS


def test_a_bad_envelope_is_rejected_by_name(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """An envelope that cannot be opened becomes a rejected line, and the others load."""
    bad = '{"requestId":"q","records":[{"data":"***"}]}'
    result = ingest(write(tmp_path / "f.log", [json.dumps([_kong(1)]), bad, json.dumps([_kong(2)])]))
    assert (result.counts.lines, result.counts.calls, result.counts.rejects) == (3, 2, 1)
    assert calls_of(store) == [1, 2]


@pytest.mark.parametrize(
    "line",
    [
        KONG[0],
        combined(1),
        '[2026-11-21T07:29:41.311Z] "GET / HTTP/1.1" 200 - 0 0 0 0 "-" "-" "-" "-" "-"',
        '[GIN] 2026/11/21 - 07:27:26 | 200 | 1ms | ::1 | GET "/"',
        '{"records":"many"}',
        "Nov 21 07:30:44 edge haproxy[812]: 203.0.113.7:1 [21/Nov/2026:07:30:44.745] api be/b1 0/0",
        '2026-11-21T07:34:11.388Z [EG:log-policy] \x1b[32minfo\x1b[39m: {"id":"6t"}',
        '{"message":"hello","level":"info"}',
    ],
)
def test_plain_lines_stay_plain(line: str) -> None:
    """What is no envelope is read as it stands, at full speed."""
    assert unwrap_for(f"{line}\n".encode() * 3) is None


def test_a_line_cut_between_reads() -> None:
    """A container's line whose parts come in different reads is joined."""
    pieces = iter([f"{STAMP} stdout F a\n{STAMP} stdout P b\n".encode(), f"{STAMP} stdout F c\n".encode()])
    assert b"".join(_out_of_cri(pieces)) == b"a\nbc\n"
