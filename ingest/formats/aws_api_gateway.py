"""AWS API Gateway's access logs: our JSON template (`pivotwatch formats snippet`), and AWS's JSON preset."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "requestId",
    "extendedRequestId",
    "requestTimeEpoch",
    "requestTime",
    "ip",
    "httpMethod",
    "path",
    "resourcePath",
    "routeKey",
    "stage",
    "apiId",
    "status",
    "responseLatency",
    "responseLength",
    "apiKeyId",
    "principalId",
    "clientId",
    "userArn",
    "caller",
    "user",
    "subjectDN",
]

PLUGIN = Format(
    reader=JsonLines(
        dict.fromkeys(_MEMBERS, "VARCHAR"),
        derived={
            "template": "coalesce(given(resourcePath), given(nullif(split_part(routeKey, ' ', 2), '')))"
        },
        # the gateway puts the user agent in as it came, quotes and all
        repair=r"""regexp_replace(line, '"userAgent"\s*:\s*".*?"\s*(,\s*"\w+"\s*:|\}\s*$)', '"userAgent":"-"\1')""",
    ),
    recognise=r'^\s*\{.*"(?:requestTimeEpoch|resourcePath|routeKey)"\s*:',
    moment="coalesce(epoch_moment(requestTimeEpoch, 1e3), clf_text_moment(requestTime))",
    method="httpMethod",
    # the path begins with the stage, the template does not
    target="CASE WHEN given(stage) IS NOT NULL AND starts_with(path, '/' || stage || '/')"
    " THEN substr(path, strlen(stage) + 2) ELSE given(path) END",
    # {proxy+} takes everything, so it is no template
    route="CASE WHEN NOT contains(template, '+}') AND starts_with(template, '/') THEN template END",
    api="apiId",
    status="status",
    latency="given(responseLatency)",
    bytes="given(responseLength)",
    request_id="coalesce(given(requestId), extendedRequestId)",
    identities={
        "consumer": "coalesce(given(apiKeyId), given(clientId), given(principalId))",
        "user": 'coalesce(given(userArn), given(caller), given("user"))',
        "certificate": "subjectDN",
        "client_ip": "ip",
    },
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
    confidence="source code",
    notes="The template is the user's own; these are the names of our snippet and of AWS's preset. The preset names no "
    "API key: use the snippet. apiKeyId is the key's id, not the key.",
    rank=2,
    samples=(
        Sample(
            '{"requestId":"7c1a","ip":"203.0.113.7","requestTimeEpoch":"1795246046168","httpMethod":"GET",'
            '"resourcePath":"/orders/{id}","path":"/prod/orders/7","status":"200","responseLatency":"18",'
            '"integrationLatency":"12","responseLength":"311","apiKeyId":"k9x2","principalId":"-",'
            '"userAgent":"acme/1","stage":"prod","apiId":"a1b2c3"}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "route": "/orders/{id}",
                "api": "a1b2c3",
                "credential": "k9x2",
                "credential_kind": "consumer",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 311,
                "request_id": "7c1a",
            },
        ),
        Sample(
            '{ "requestId":"7c1b", "ip": "203.0.113.7", "caller":"-", "user":"-","requestTime":"21/Nov/2026:07:27:26'
            ' +0000", "httpMethod":"POST","resourcePath":"/orders", "status":"403","protocol":"HTTP/1.1",'
            ' "responseLength":"23" }',
            {
                "ts": "2026-11-21 07:27:26",
                "path": None,
                "route": "/orders",
                "status": 403,
                "credential": None,
            },
        ),
        Sample(
            '{"requestId":"GQIVriFLIAMEMsA=","requestTimeEpoch":"1795246046168","routeKey":"$default","httpMethod":"GET",'
            '"path":"/a/b","status":"200","userAgent":"evil "ua" \\ ]","stage":"$default"}',
            {"path": "/a/b", "route": None, "status": 200},
        ),
        Sample(
            '{"eventType":"CONNECT","connectionId":"c1","routeKey":"$connect","requestTimeEpoch":"1"}', None
        ),
    ),
)
