"""Apigee's MessageLogging policy: our template (`pivotwatch formats snippet`), and the one of Apigee's devrel."""

from __future__ import annotations

from typing import Any

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "proxyRequestReceived",
    "proxyResponseSent",
    "verb",
    "requestUri",
    "requestUrl",
    "operation",
    "apiProxy",
    "apiProduct",
    "developerApp",
    "developerId",
    "clientId",
    "clientCn",
    "clientIp",
    "correlationId",
    "messageId",
    "proxyResponseCode",
    "targetResponseCode",
    "faultName",
    "responseSize",
]
_RECORD: dict[str, Any] = dict.fromkeys(_MEMBERS, "VARCHAR")


def _of(name: str) -> str:
    """Return SQL for a member of the record, which a LogEntry of Cloud Logging holds in `jsonPayload`."""
    return f"coalesce(given({name}), given(jsonPayload.{name}))"


PLUGIN = Format(
    reader=JsonLines({**_RECORD, "jsonPayload": _RECORD, "insertId": "VARCHAR"}),
    recognise=r'"(?:proxyRequestReceived|apiProxyRevision)"\s*:',
    moment=f"epoch_moment({_of('proxyRequestReceived')}, 1e3)",
    method=_of("verb"),
    target=f"coalesce({_of('requestUri')}, {_of('requestUrl')})",
    # templates of operations have * for one segment and ** for many
    route=f"CASE WHEN starts_with({_of('operation')}, '/') AND NOT contains({_of('operation')}, '**')"
    f" THEN {_of('operation')} END",
    api=_of("apiProxy"),
    # a policy that failed leaves the answer's code unset in some flows
    status=f"coalesce({_of('proxyResponseCode')}, CASE WHEN {_of('faultName')} IS NOT NULL THEN '500' END)",
    latency=f"try_cast({_of('proxyResponseSent')} AS DOUBLE) - try_cast({_of('proxyRequestReceived')} AS DOUBLE)",
    bytes=_of("responseSize"),
    request_id=f"coalesce({_of('messageId')}, {_of('correlationId')})",
    identities={
        "consumer": f"coalesce({_of('developerApp')}, {_of('developerId')})",
        "api_key": _of("clientId"),
        "certificate": _of("clientCn"),
        "client_ip": _of("clientIp"),
    },
    source="https://cloud.google.com/apigee/docs/api-platform/reference/policies/message-logging-policy",
    confidence="documentation",
    notes="Apigee writes no log of its own: the policy's author chooses the names. These are the names of our snippet "
    "and of the devrel repository's Cloud Logging flow (whose developerApp is the product's name). Also inside a "
    "LogEntry's jsonPayload.",
    rank=3,
    samples=(
        Sample(
            '{"apiProxy":"orders","apiProxyRevision":"3","apiProduct":"gold","developerApp":"acme-app","clientId":"AbC1",'
            '"verb":"GET","requestUri":"/v1/orders/7?x=1","operation":"/v1/orders/{id}","correlationId":"rt-77-1",'
            '"proxyRequestReceived":"1795246046168","proxyResponseSent":"1795246046186","proxyResponseCode":"200",'
            '"targetResponseCode":"200","faultName":""}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/v1/orders/7",
                "route": "/v1/orders/{id}",
                "api": "orders",
                "credential": "acme-app",
                "credential_kind": "consumer",
                "status": 200,
                "latency_ms": 18.0,
                "request_id": "rt-77-1",
            },
        ),
        Sample(
            '{"insertId":"i1","logName":"projects/p/logs/apigee","timestamp":"2026-11-21T07:27:27Z","jsonPayload":'
            '{"apiProxy":"orders","apiProxyRevision":"3","developerApp":"","clientId":"k-1","verb":"POST",'
            '"requestUrl":"https://api.example/v1/orders","proxyRequestReceived":"1795246046168",'
            '"proxyResponseSent":"1795246046170","proxyResponseCode":"","faultName":"SpikeArrest"}}',
            {"path": "/v1/orders", "credential": "k-1", "credential_kind": "api_key", "status": 500},
        ),
        Sample('{"apiProxy":"orders","apiProxyRevision":"3","proxyRequestReceived":"","verb":"GET"}', None),
    ),
)
