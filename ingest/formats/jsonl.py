"""Generic JSON lines, one object for each call."""

from __future__ import annotations

from ingest.format import Sample
from ingest.generic import generic_format
from ingest.settings import FieldSettings

_SAMPLES = (
    Sample(
        '{"ts":"2026-11-21T07:27:26.168Z","method":"get","path":"/v2/contacts/42?expand=all",'
        '"route":"/v2/contacts/{id}","consumer":"acme","status":200,"latency_ms":12.5,"request_id":"r-1"}',
        {
            "ts": "2026-11-21 07:27:26.168",
            "method": "GET",
            "path": "/v2/contacts/42",
            "route": "/v2/contacts/{id}",
            "credential": "acme",
            "credential_kind": "consumer",
            "status": 200,
            "latency_ms": 12.5,
            "request_id": "r-1",
        },
    ),
    Sample(
        '{"ts":1795246046168,"method":"POST","path":"https://api.example/v2/invoices","api_key":"k-1","status":"201"}',
        {
            "ts": "2026-11-21 07:27:26.168",
            "path": "/v2/invoices",
            "credential": "k-1",
            "credential_kind": "api_key",
            "status": 201,
        },
    ),
    Sample('{"ts":"yesterday","method":"GET","path":"/"}', None),
)

PLUGIN = generic_format(FieldSettings(), _SAMPLES)
