"""Express Gateway's `log` policy with a JSON message."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

PLUGIN = Format(
    reader=JsonLines(
        dict.fromkeys(
            ["id", "method", "path", "url", "consumer", "user", "key", "status", "latency_ms"], "VARCHAR"
        ),
        # the message is put together without escaping
        repair=r"regexp_replace(line, '\\([^\"\\/bfnrtu])', '\\\\\1', 'g')",
        prefix=r"^(?P<logged>\d{4}-\d\d-\d\dT[\d:.]+Z) \[EG:[^\]]*\] \S+: (?P<line>\{.*\})\s*$",
    ),
    recognise=r"^\d{4}-\d\d-\d\dT[\d:.]+Z \[EG:",
    moment="iso_moment(logged)",
    method="method",
    target="coalesce(given(path), url)",
    status="status",
    latency="given(latency_ms)",
    request_id="id",
    identities={"consumer": "consumer", "user": '"user"', "api_key": "key"},
    source="https://www.express-gateway.io/docs/policies/log/",
    confidence="recorded",
    notes="The policy's message is written by its user; these member names are expected. "
    "Without a status in the message every call counts as an error: put ${res.statusCode} into it.",
    samples=(
        Sample(
            '2026-11-21T07:34:11.388Z [EG:log-policy] \x1b[32minfo\x1b[39m: {"id":"6tAEcmxn2aIn","method":"GET",'
            '"path":"/v1/customers/42","url":"/v1/customers/42?expand=orders","key":"key-acme-0001"}',
            {
                "ts": "2026-11-21 07:34:11.388",
                "method": "GET",
                "path": "/v1/customers/42",
                "credential": "key-acme-0001",
                "credential_kind": "api_key",
                "request_id": "6tAEcmxn2aIn",
            },
        ),
        Sample(
            '2026-11-21T07:34:11.413Z [EG:log-policy] info: {"id":"1u","method":"GET","path":"/x","key":"undefined"}',
            {"credential": None},
        ),
        Sample(
            "2026-11-21T07:34:07.172Z [EG:gateway] \x1b[32minfo\x1b[39m: gateway http server listening on ::",
            None,
        ),
    ),
)
