"""What is counted: days in the platform's time zone, errors, credentials by the chosen order; settings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from ingest_files import Ingest, combined, write

from foundation import ConfigurationError, Warehouse, changed
from ingest.settings import IngestSettings


def test_counts_add_up(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """Usage holds every call once, by day, credential and endpoint, and its errors."""
    lines = [
        combined(number).replace(" 200 ", f" {status} ")
        for number, status in enumerate([200, 301, 404, 500, 499])
    ]
    ingest(write(tmp_path / "access.log", lines))
    assert store.one("SELECT sum(calls), sum(errors) FROM credential_usage") == (5, 3)
    assert store.one("SELECT count(DISTINCT credential_id), count(DISTINCT endpoint_id) FROM calls") == (3, 1)
    assert store.rows("SELECT label FROM endpoints") == [("GET /v1/things/{id}",)]


def test_days_are_local(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A call belongs to the day of the platform's time zone, across both changes of the clock."""
    moments = [
        "28/Mar/2026:23:30:00 +0000",  # 00:30 local, the night the clock goes forward
        "29/Mar/2026:21:59:59 +0000",  # 23:59:59 local
        "24/Oct/2026:22:00:00 +0000",  # 00:00 local, summer time
        "25/Oct/2026:22:59:59 +0000",  # 23:59:59 local, winter time
    ]
    lines = [combined(number, when=when) for number, when in enumerate(moments)]
    ingest(write(tmp_path / "access.log", lines), zone="Europe/Berlin")
    days = [day for (day,) in store.rows("SELECT day FROM calls ORDER BY ts")]
    assert days == [date(2026, 3, 29)] * 2 + [date(2026, 10, 25)] * 2


def test_zone_of_a_quarter_hour(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """Time zones that are off by a quarter of an hour get their days right too."""
    lines = [
        combined(number, when=when)
        for number, when in enumerate(["20/Nov/2026:18:14:59 +0000", "20/Nov/2026:18:15:00 +0000"])
    ]
    ingest(write(tmp_path / "access.log", lines), zone="Asia/Kathmandu")
    assert [day.day for (day,) in store.rows("SELECT day FROM calls ORDER BY ts")] == [20, 21]


def test_end_time_minus_latency(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A log that nginx writes at the end of a request counts the call when it began."""
    record = '{"msec":"1795219200.500","request_method":"GET","request_uri":"/a","request_time":"3600.500"}'
    ingest(write(tmp_path / "a.log", [record]))
    assert str(store.one("SELECT ts FROM calls")[0]) == "2026-11-20 23:00:00"


RECORD = (
    '{"time_us":"1795246382762592","unique_id":"-","user":"alice","partner":"acme","api_key":"S3CRET","client_ip":"1.2.3.4",'
    '"method":"GET","path":"/a","request_line":"GET /a HTTP/1.1","status":"200","duration_us":"1"}'
)


@pytest.mark.parametrize(
    ("identities", "kind", "shown"),
    [
        (("consumer", "user"), "consumer", "acme"),
        (("user", "consumer"), "user", "alice"),
        (("certificate", "client_ip"), "client_ip", "1.2.3.4"),
        (("api_key",), "api_key", None),
        (("certificate",), "nobody", None),
    ],
)
def test_order_of_identities(
    ingest: Ingest,
    store: Warehouse,
    tmp_path: Path,
    identities: tuple[str, ...],
    kind: str,
    shown: str | None,
) -> None:
    """The settings say where the credential is looked for first; a secret is never stored as it is."""
    ingest(write(tmp_path / "a.log", [RECORD]), identities=identities)
    found_kind, found = store.one("SELECT kind, shown FROM calls JOIN credentials USING (credential_id)")
    assert found_kind == kind
    assert found == shown or shown is None
    assert "S3CRET" not in str(store.rows("SELECT * FROM credentials"))


def test_named_routes_only_on_request(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A route's name is not taken for an endpoint, unless the settings ask for it."""
    record = (
        '{"started_at":1795246046%d,"request":{"id":"%d","uri":"/orders/7","method":"GET"},'
        '"response":{"status":200},"route":{"name":"get-order"}}'
    )
    ingest(write(tmp_path / "a.log", [record % (100, 1)]))
    ingest(write(tmp_path / "b.log", [record % (200, 2)]), named_routes=True)
    labels = {label for (label,) in store.rows("SELECT label FROM endpoints")}
    assert labels == {"GET /orders/{id}", "GET get-order"}


def test_remapped_members(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """Generic JSON lines may name and nest their members otherwise."""
    fields = {
        "ts": "at",
        "method": "http.verb",
        "path": "http.url",
        "consumer": "who.id",
        "status": "http.code",
    }
    record = '{"at":"2026-11-21T09:00:00+02:00","http":{"verb":"put","url":"/x/1?a"},"who":{"id":"acme"}}'
    ingest(write(tmp_path / "a.jsonl", [record]), fields=fields)
    assert str(store.one("SELECT ts FROM calls")[0]) == "2026-11-21 07:00:00"
    assert store.one("SELECT label FROM endpoints") == ("PUT /x/{id}",)
    assert store.one("SELECT shown FROM credentials") == ("acme",)


DIRECTIVE = """
log_format partners '$remote_addr - $remote_user [$time_local] "$request" '
                    '$status $body_bytes_sent "$http_user_agent" '
                    '$request_time "$http_x_consumer_id" $request_id';
"""
LAST = "log_format last '$remote_user [$time_local] $request|$status|$http_user_agent';"
PIPES = "log_format pipes '$msec|$http_x_consumer_id|$request_method|$request_uri|$status|$upstream_addr';"
HOST = "log_format host '$time_iso8601 | $http_x_consumer_id | $request_method | $scheme://$host$request_uri | $status';"
TABS = r"log_format tabs '$msec\t$http_x_consumer_id\t$request\t$status';"
JSON = (
    'log_format j escape=json \'{"t":"$time_iso8601","who":"$http_x_consumer_id",\''
    '\'"st":$status,"rq":{"m":"$request_method","u":"$request_uri"},"rt":$request_time}\';'
)


@pytest.mark.parametrize(
    ("directive", "line"),
    [
        (
            DIRECTIVE,
            '1.2.3.4 - - [21/Nov/2026:07:27:26 +0000] "GET /x/1?q=2 HTTP/1.1" 204 5 "a \\x22b" 0.1 "acme" f00d',
        ),
        (
            DIRECTIVE,  # a user name with a blank cannot be cut at blanks
            '1.2.3.4 - J D [21/Nov/2026:07:27:26 +0000] "GET /x/1?q=2 HTTP/1.1" 204 5 "a" 0.100 "acme" f00e',
        ),
        (
            LAST,  # the last variable may hold blanks: nothing stands behind it
            "acme [21/Nov/2026:07:27:26 +0000] GET /x/1?q=2 HTTP/1.1|204|okhttp 4.12 (Android 14)",
        ),
        (PIPES, "1795246046.100|acme|GET|/x/1?q=2|204|10.0.0.1:80, 10.0.0.2:80"),
        (HOST, "2026-11-21T08:27:26+01:00 | acme | GET | https://api.example/x/1?q=2 | 204"),
        (TABS, "1795246046.168\tacme\tGET /x/1?q=2 HTTP/1.1\t204"),
        (
            JSON,
            '{"t":"2026-11-21T07:27:26+00:00","who":"acme","st":204,"rq":{"m":"GET","u":"/x/1?q"},"rt":0.100}',
        ),
    ],
    ids=["text", "blank", "last", "pipes", "host", "tabs", "json"],
)
def test_pasted_log_format(
    ingest: Ingest, store: Warehouse, tmp_path: Path, directive: str, line: str
) -> None:
    """A log_format directive pasted from nginx.conf is a format, detected like the others."""
    result = ingest(write(tmp_path / "a.log", [line, line]), nginx_log_formats={"ours": directive})
    assert (result.format, result.counts.calls + result.counts.duplicates) == ("ours", 2)
    assert store.one("SELECT label FROM endpoints") == ("GET /x/{id}",)
    assert store.one("SELECT shown FROM credentials") == ("acme",)
    assert store.one("SELECT status FROM calls LIMIT 1") == (204,)


def test_directives_that_cannot_work() -> None:
    """Every directive without a time or a request, and every name that is taken, is named, all at once."""
    wrong = {"a": "'$status'", "b": "'$msec $status'", "kong": "'$msec $request'"}
    with pytest.raises(ConfigurationError) as refused:
        changed(IngestSettings(), nginx_log_formats=wrong)
    assert [problem.place.split(".")[1] for problem in refused.value.problems] == ["a", "b", "kong"]
    assert "lacks $msec, $time_iso8601 or $time_local and $request;" in str(refused.value)


def test_members_inside_of_others_are_refused() -> None:
    """A member of generic JSON lines cannot lie inside of one that has to be a value."""
    with pytest.raises(ConfigurationError, match=r"path \(request\.path\) lies inside of method \(request\)"):
        changed(IngestSettings(), fields={"method": "request", "path": "request.path"})
    assert changed(IngestSettings(), fields={"method": "request.m", "path": "request.p"}).fields.ts == "ts"


def test_captured_headers_of_haproxy(ingest: Ingest, store: Warehouse, tmp_path: Path) -> None:
    """A captured header that looks like a host or an agent is no partner; the settings tell what each is."""
    line = (
        "10.0.0.7:1 [20/Nov/2026:07:30:44.{:03}] api be/b1 0/0/0/0/6 200 1 - - ---- 1/1/0/0/0 0/0 {{{}}} "
        '"GET /a HTTP/1.1"'
    )
    captured = [
        "api.example.org|acme",
        "Mozilla/5.0 (X11)|acme",
        "01234567-89ab-cdef-0123-456789abcdef|acme",
        "k3y|acme",
    ]
    file = write(tmp_path / "h.log", [line.format(*pair) for pair in enumerate(captured)])
    ingest(file)
    assert store.one(
        "SELECT count(*) FILTER (credential_id = 0), count(DISTINCT credential_id) FROM calls"
    ) == (3, 2)
    file = write(
        tmp_path / "told.log", [line.format(number + 10, each) for number, each in enumerate(captured)]
    )
    ingest(file, haproxy_captures=("ignored", "consumer"))
    assert store.one(
        "SELECT sum(calls) FROM credential_usage JOIN credentials USING (credential_id) WHERE shown = 'acme'"
    ) == (4,)
