"""Tyk's analytics records: tyk-pump's stdout pump (JSON), and the keys of its Kafka pump."""

from __future__ import annotations

from typing import Any

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "timestamp",
    "method",
    "path",
    "raw_path",
    "original_path",
    "track_path",
    "api_name",
    "api_id",
    "api_key",
    "oauth_id",
    "alias",
    "response_code",
    "request_time",
    "request_time_ms",
    "ip_address",
]
_RECORD: dict[str, Any] = {**dict.fromkeys(_MEMBERS, "VARCHAR"), "tags": ["VARCHAR"]}


def _of(name: str) -> str:
    """Return SQL for a member of the record, bare or inside the pump's log line."""
    return f'coalesce("tyk-analytics-record".{name}, "{name}")'


_TRACE = f"list_filter({_of('tags')}, lambda tag: starts_with(tag, 'trace-id-'))[1]"

PLUGIN = Format(
    reader=JsonLines({**_RECORD, "tyk-analytics-record": _RECORD}),
    recognise=r'"tyk-analytics-record"\s*:|^\s*\{(?=.*"raw_path"\s*:)(?=.*"oauth_id"\s*:)',
    moment=f"iso_moment({_of('timestamp')})",
    moment_is_end=True,
    method=_of("method"),
    target=f"coalesce(given({_of('raw_path')}), given({_of('original_path')}), {_of('path')})",
    # tracked or normalised, the path is a template; else it is what raw_path is
    route=f"CASE WHEN contains({_of('path')}, '{{') THEN {_of('path')} END",
    api=f"coalesce(given({_of('api_name')}), {_of('api_id')})",
    status=_of("response_code"),
    latency=f"coalesce(given({_of('request_time')}), {_of('request_time_ms')})",
    request_id=f"substr({_TRACE}, 10)",
    identities={
        "consumer": f"coalesce(given({_of('alias')}), given({_of('oauth_id')}))",
        "api_key": f"nullif({_of('api_key')}, '00000000')",
        "client_ip": _of("ip_address"),
    },
    source="https://github.com/TykTechnologies/tyk-pump",
    confidence="source code",
    notes="Its time is the request's end. No request id unless OpenTelemetry is on: a record that comes twice counts "
    "twice. The syslog pump prints Go maps and the CSV pump Go times: use stdout with format json. Do not read Tyk's "
    "Redis list: that takes the records away from its pump.",
    rank=2,
    samples=(
        Sample(
            '{"level":"info","msg":"","time":"2026-11-21T07:27:27Z","tyk-analytics-record":{"method":"GET",'
            '"host":"orders.svc","path":"/orders/{id}","raw_path":"/orders/7","content_length":0,"user_agent":"acme/1",'
            '"response_code":200,"api_key":"6129dc1e","timestamp":"2026-11-21T07:27:26.186+00:00",'
            '"api_version":"Non Versioned","api_name":"Orders","api_id":"b84f","org_id":"53ac","oauth_id":"",'
            '"request_time":18,"ip_address":"203.0.113.7","latency":{"total":18,"upstream":12},'
            '"tags":["key-6129dc1e","trace-id-5b8e"],"alias":"acme","track_path":true}}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "route": "/orders/{id}",
                "api": "Orders",
                "credential": "acme",
                "credential_kind": "consumer",
                "status": 200,
                "latency_ms": 18.0,
                "request_id": "5b8e",
            },
        ),
        Sample(
            '{"timestamp":"2026-11-21T08:27:26.5+01:00","method":"POST","path":"/orders","raw_path":"/orders",'
            '"response_code":403,"api_key":"00000000","oauth_id":"","alias":"","api_id":"b84f","request_time_ms":500}',
            {
                "ts": "2026-11-21 07:27:26",
                "credential": None,
                "status": 403,
                "route": None,
                "request_id": None,
            },
        ),
        Sample('{"level":"info","msg":"purged","tyk-analytics-record":{"method":"GET"}}', None),
    ),
)
