"""Point 1 of issue 2: read logs."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import zstandard

from tests.acceptance.command_line import Answer, Platform

_FIELDS = ["file", "format", "lines", "calls", "duplicates", "rejects", "seconds"]
_KONG = {
    "request": {
        "method": "GET",
        "uri": "/v2/k/5?apikey=SECRET",
        "headers": {"host": "api"},
        "querystring": {},
    },
    "response": {"status": 200, "size": 9, "headers": {"via": []}},
    "latencies": {"request": 3, "kong": 1, "proxy": 2},
    "started_at": 1794823201500,
    "client_ip": "1.2.3.4",
    "tries": [],
    "consumer": {"id": "c1", "username": "acme"},
    "route": {"id": "x", "paths": ["/v2"], "service": {"id": "s"}},
    "service": {"name": "crm"},
}
_CADDY = {
    "level": "info",
    "ts": 1794823201.5,
    "logger": "http.log.access.log0",
    "msg": "handled request",
    "request": {
        "remote_ip": "1.2.3.4",
        "proto": "HTTP/2.0",
        "method": "GET",
        "host": "api",
        "uri": "/v2/k/77",
    },
    "user_id": "acme",
    "duration": 0.0012,
    "size": 5,
    "status": 200,
}
_TRAEFIK = {
    "ClientHost": "1.2.3.4",
    "ClientUsername": "acme",
    "DownstreamStatus": 200,
    "Duration": 3000000,
    "RequestMethod": "GET",
    "RequestPath": "/v2/k/9?q=1",
    "RouterName": "r@file",
    "ServiceName": "s@file",
    "StartUTC": "2026-11-16T10:00:01.123456789Z",
    "level": "info",
    "msg": "",
}
_GENERIC = {
    "ts": "2026-11-16T10:00:01Z",
    "method": "GET",
    "path": "/v2/k/1",
    "route": "/v2/k/{id}",
    "consumer": "acme",
    "status": 200,
    "latency_ms": 1.5,
    "request_id": "g1",
}
LINES = {
    "nginx": r'1.1.1.1 - acme [16/Nov/2026:10:00:02 +0000] "GET /v2/k/17?x=1 HTTP/1.1" 200 5 "-" "\x22b\x22"',
    "apache": r'1.1.1.1 - acme [16/Nov/2026:03:00:02 -0700] "GET /v2/k/17 HTTP/1.1" 200 - "-" "a \"b\" c"',
    "haproxy": "Nov 16 12:14:14 lb haproxy[9]: 10.0.1.2:33317 [16/Nov/2026:12:14:14.655] in~ s/srv1 "
    '10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {acme|x} {y} "GET /v2/k/5 HTTP/1.1"',
    "envoy": '[2026-11-16T20:37:02.306Z] "GET /v2/k/17 HTTP/1.1" 200 - 0 2 10 9 "-" "say "hi" there" '
    '"b54a1c5e-7d3a-4f6c-9a5b-1b1b1b1b1b1b" "api.example" "10.0.0.1:80"',
    "traefik": '1.1.1.1 - acme [16/Nov/2026:10:00:01 +0000] "GET /v2/k/1 HTTP/1.1" 200 19 "-" "c" 1 "r" '
    '"http://10.0.0.2:80" 3ms',
    "kong": json.dumps(_KONG),
    "caddy": json.dumps(_CADDY),
    "traefik_json": json.dumps(_TRAEFIK),
    "generic": json.dumps(_GENERIC),
}


def _lines(count: int, *, first: int = 0, user: str = "acme") -> bytes:
    return b"".join(
        f"1.1.1.1 - {user} [16/Nov/2026:{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02} +0000] "
        f'"GET /v2/contacts/{n} HTTP/1.1" 200 5 "-" "x"\n'.encode()
        for n in range(first, first + count)
    )


def _figures(answer: Answer) -> tuple[int, int, int, int]:
    """Return lines, calls, duplicates and rejects of all files, having checked each row's form and sum."""
    assert answer.code == 0, answer.err
    for row in answer.rows:
        assert list(row) == _FIELDS
        assert row["lines"] == row["calls"] + row["duplicates"] + row["rejects"]
    names = ("lines", "calls", "duplicates", "rejects")
    lines, calls, duplicates, rejects = (sum(row[name] for row in answer.rows) for name in names)
    return lines, calls, duplicates, rejects


@pytest.mark.parametrize("gateway", sorted(LINES))
def test_a_line_of_each_gateway_is_recognised_and_read(platform: Platform, gateway: str) -> None:
    """Auto-detection from content; each named gateway's line gives one call of one endpoint."""
    assert _figures(platform("ingest", "-", "--json", stdin=LINES[gateway].encode() + b"\n"))[:2] == (1, 1)
    assert [row["endpoint"] for row in platform.rows("endpoints")] == ["GET /v2/k/{id}"]
    if gateway not in ("envoy", "haproxy"):
        assert [row["partner"] for row in platform.rows("partners")] == ["acme"]


def test_pasted_log_format_directives_are_read(platform: Platform) -> None:
    """Any nginx `log_format` directive pasted into the settings."""
    platform.home.mkdir()
    (platform.home / "pivotwatch.toml").write_text(
        "[ingest.nginx_log_formats]\n"
        "piped = '''log_format piped '$http_x_consumer|$time_iso8601|$request|$status|\"$http_x_k\"';'''\n"
        "split = '''\nlog_format  split  '$remote_addr - $remote_user [$time_local] \"$request\" '\n"
        "    '$status rt=$request_time uct=\"$upstream_connect_time\"';\n'''\n"
        'js = \'\'\'log_format js escape=json \'{"t":"$time_iso8601","m":"$request_method",\'\n'
        ' \'"u":"$request_uri","s":$status,"c":"$http_x_consumer_id"}\';\'\'\'\n'
    )
    lines = {
        "piped": 'acme|2026-11-16T10:00:01+00:00|GET /v2/k/1 HTTP/1.1|200|"k"',
        "split": '::1 - acme [16/Nov/2026:10:00:02 +0000] "GET /v2/k/2 HTTP/1.1" 200 rt=0.1 uct="0.0, 0.1"',
        "js": r'{"t":"2026-11-16T10:00:03+00:00","m":"GET","u":"/v2/k/3?x=\u0022","s":200,"c":"acme"}',
    }
    for name, line in lines.items():
        answer = platform("ingest", "-", "--json", stdin=line.encode() + b"\n")
        assert (_figures(answer), answer.rows[0]["format"]) == ((1, 1, 0, 0), name)
    assert [(row["partner"], row["calls"]) for row in platform.rows("partners")] == [("acme", 3)]


def test_fields_of_generic_lines_can_be_mapped(platform: Platform) -> None:
    """Generic JSON lines, unless the settings map other fields."""
    line = {"@t": 1794823201000, "http": {"verb": "GET", "url": "/m/1"}, "who": "acme", "code": "200"}
    mapped = {"ts": "@t", "method": "http.verb", "path": "http.url", "consumer": "who", "status": "code"}
    overrides = [part for name, path in mapped.items() for part in ("--set", f"ingest.fields.{name}={path}")]
    answer = platform(*overrides, "ingest", "-", "--json", stdin=json.dumps(line).encode())
    assert _figures(answer) == (1, 1, 0, 0)


def test_folders_patterns_and_packed_files(platform: Platform, tmp_path: Path) -> None:
    """Files, folders, globs, `.gz`, `.zst`; re-ingesting the same files adds nothing."""
    logs = tmp_path / "logs" / "deep"
    logs.mkdir(parents=True)
    (logs / "a.log").write_bytes(_lines(10))
    (logs / "b.log.gz").write_bytes(gzip.compress(_lines(10, first=100)))
    (logs / "c.log.zst").write_bytes(zstandard.compress(_lines(10, first=200)))
    assert _figures(platform("ingest", logs / "*.log", "--json")) == (10, 10, 0, 0)
    assert _figures(platform("ingest", tmp_path / "logs", "--json"))[:2] == (20, 20)
    again = platform("ingest", tmp_path / "logs", logs / "*", "--json")
    assert _figures(again)[1] == 0
    assert sum(row["calls"] for row in platform.rows("endpoints")) == 30


def test_of_very_many_files_those_with_something_wrong_are_listed(platform: Platform, tmp_path: Path) -> None:
    """A folder of 120 files is summed up; the one with a reject has a line, and `--json` has them all."""
    logs = tmp_path / "logs"
    logs.mkdir()
    for number in range(120):
        (logs / f"{number:03}.log").write_bytes(_lines(1, first=number) + b"garbage\n" * (number == 77))
    told = platform("ingest", logs)
    assert [line.split()[0] for line in told.out.splitlines()[1:]] == [str(logs / "077.log")]
    assert "120 files (`--json` lists all). Of 1 not every line was a new call:" in told.err
    assert "121 lines = 120 calls + 0 duplicates + 1 reject." in told.err
    assert len(platform("ingest", logs, "--json").rows) == 120


def test_growth_and_rotation(platform: Platform, tmp_path: Path) -> None:
    """A grown file adds only its tail; a log-rotated file is recognised."""
    log, rotated = tmp_path / "access.log", tmp_path / "access.log.1"
    log.write_bytes(_lines(100))
    platform("ingest", log)
    log.write_bytes(_lines(120))
    assert _figures(platform("ingest", log, "--json")) == (20, 20, 0, 0)
    log.rename(rotated)
    log.write_bytes(_lines(5, first=500))
    assert _figures(platform("ingest", log, rotated, "--json"))[1] == 5
    (tmp_path / "access.log.2.gz").write_bytes(gzip.compress(rotated.read_bytes()))
    assert _figures(platform("ingest", tmp_path / "access.log.2.gz", "--json"))[1] == 0
    # copytruncate: the same file begins anew
    log.write_bytes(_lines(3, first=900))
    assert _figures(platform("ingest", log, "--json"))[1] == 3
    assert sum(row["calls"] for row in platform.rows("endpoints")) == 128


def test_the_quarantine_names_file_line_and_reason(platform: Platform, tmp_path: Path) -> None:
    """Quarantine with file, line number, reason; the good lines are loaded."""
    log = tmp_path / "bad.log"
    clocks = (b"01/Jan/1970:00:00:00", b"16/Nov/2027:00:00:00", b"31/Feb/2026:00:00:00")
    bad = [_lines(1).replace(b"16/Nov/2026:00:00:00", clock) for clock in clocks]
    log.write_bytes(_lines(2) + b"".join(bad) + b"x" * 10_000_000 + b"\n" + b"\0\1\2\n" + _lines(1, first=9))
    assert _figures(platform("ingest", log, "--json")) == (8, 3, 0, 5)
    rows = platform.rows("rejects")
    assert sorted(row["line"] for row in rows) == [3, 4, 5, 6, 7]
    assert all(row["file"] == str(log) and row["reason"] for row in rows)


def test_invalid_utf8_byte_order_marks_and_carriage_returns(platform: Platform) -> None:
    """Invalid UTF-8: good lines loaded; CRLF and a byte order mark are no part of a value."""
    text = (
        b"\xef\xbb\xbf"
        + _lines(3).replace(b"\n", b"\r\n")
        + _lines(1, first=50, user="x").replace(b"-x", b"\xff")
    )
    lines, calls, _, rejects = _figures(platform("ingest", "-", "--json", stdin=text))
    assert (lines, calls + rejects) == (4, 4)
    assert calls >= 3
    assert platform.rows("partners")[0]["partner"] == "acme"


def test_a_truncated_gzip_gives_its_good_lines(platform: Platform, tmp_path: Path) -> None:
    """A truncated gzip: clear message, good lines loaded; the whole file later adds the rest."""
    packed = gzip.compress(_lines(5000))
    log = tmp_path / "a.log.gz"
    log.write_bytes(packed[: len(packed) // 2])
    answer = platform("ingest", log, "--json")
    _, half, _, _ = _figures(answer)
    assert 0 < half < 5000
    assert "ends too early" in answer.err
    log.write_bytes(packed)
    assert _figures(platform("ingest", log, "--json"))[1] == 5000 - half


def test_what_cannot_be_read_is_named_and_the_rest_loaded(platform: Platform, tmp_path: Path) -> None:
    """Binary junk and missing files are named, with exit code 1; the others are loaded all the same."""
    junk, good = tmp_path / "junk", tmp_path / "good.log"
    junk.write_bytes(bytes(range(256)) * 100)
    good.write_bytes(_lines(4))
    answer = platform("ingest", junk, tmp_path / "missing.log", good, "--json")
    assert answer.code == 1
    assert "junk" in answer.err
    assert "missing.log" in answer.err
    assert sum(row["calls"] for row in answer.rows) == 4


def test_an_unknown_format_lists_the_known(platform: Platform, tmp_path: Path) -> None:
    """Lookup errors list known names."""
    (tmp_path / "a.log").write_bytes(_lines(1))
    answer = platform("ingest", tmp_path / "a.log", "--format", "ngnix")
    assert answer.code in (1, 2)
    assert "nginx_combined" in answer.err


def test_a_logged_request_id_tells_doubles(platform: Platform) -> None:
    """`lines = calls + duplicates + rejects` always holds, with calls that were logged twice."""
    line = json.dumps(_GENERIC).encode() + b"\n"
    other = line.replace(b'"g1"', b'"g2"')
    assert _figures(platform("ingest", "-", "--json", stdin=line + other + b"{}\n" + line)) == (4, 2, 1, 1)
