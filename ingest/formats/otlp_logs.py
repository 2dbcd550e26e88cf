"""OpenTelemetry log records of a gateway (OTLP), as JSON: Envoy's and Traefik's attributes."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_VALUE = {"stringValue": "VARCHAR", "intValue": "VARCHAR", "doubleValue": "VARCHAR"}

_ATTRIBUTES = {
    "method": ("http.request.method", "http.method", "RequestMethod"),
    "target": ("url.path", "http.target", "url.full", "http.url", "RequestPath"),
    "route": ("http.route",),
    "router": ("RouterName",),
    "status": ("http.response.status_code", "http.status_code", "DownstreamStatus"),
    "duration_ms": ("duration_ms",),
    "duration_ns": ("Duration",),
    "bytes": ("http.response.body.size", "DownstreamContentSize"),
    "request_id": ("request_id", "request_X-Request-Id"),
    "started": ("StartUTC",),
    "consumer": ("consumer", "enduser.id"),
    "username": ("user.id", "ClientUsername"),
    "api_key": ("request_X-Api-Key",),
    "certificate": ("TLSClientSubject",),
    "client_ip": ("client.address", "ClientHost"),
}


def _attribute(names: tuple[str, ...]) -> str:
    """Return SQL for the first attribute of these names."""
    listed = ", ".join(f"'{name}'" for name in names)
    first = f'list_filter(attributes, lambda each: list_contains([{listed}], each."key"))[1]."value"'
    return f"coalesce({first}.stringValue, {first}.intValue, {first}.doubleValue)"


PLUGIN = Format(
    reader=JsonLines(
        {
            "timeUnixNano": "VARCHAR",
            "observedTimeUnixNano": "VARCHAR",
            "traceId": "VARCHAR",
            "spanId": "VARCHAR",
            "attributes": [{"key": "VARCHAR", "value": _VALUE}],
        },
        records="$.resourceLogs[*].scopeLogs[*].logRecords[*]",
        derived={name: _attribute(names) for name, names in _ATTRIBUTES.items()},
    ),
    recognise=r'"resourceLogs"\s*:',
    moment="coalesce(any_moment(started), epoch_moment(nullif(timeUnixNano, '0'), 1e9),"
    " epoch_moment(observedTimeUnixNano, 1e9))",
    method="method",
    target="target",
    route="route",
    route_name="given(split_part(router, '@', 1))",
    status="status",
    latency="coalesce(try_cast(duration_ms AS DOUBLE), try_cast(duration_ns AS DOUBLE) / 1e6)",
    bytes="bytes",
    request_id="request_id",
    identities={
        "consumer": "consumer",
        "user": "username",
        "api_key": "api_key",
        "certificate": "certificate",
        "client_ip": "client_ip",
    },
    source="https://opentelemetry.io/docs/specs/semconv/http/http-spans/",
    confidence="recorded",
    notes="A line holds several records; each counts as a line. Missing values are `-` with Envoy.",
    rank=2,
    snippets=("envoy_otlp", "traefik_otlp", "otlp"),
    samples=(
        Sample(
            '{"resourceLogs": [{"scopeLogs": [{"logRecords": [{"timeUnixNano": "1795246181311423000", "attributes": ['
            '{"key": "http.request.method", "value": {"stringValue": "POST"}},'
            ' {"key": "url.path", "value": {"stringValue": "/v1/invoices?x=1"}},'
            ' {"key": "http.response.status_code", "value": {"stringValue": "200"}},'
            ' {"key": "duration_ms", "value": {"stringValue": "41"}},'
            ' {"key": "consumer", "value": {"stringValue": "globex"}}]}]}]}]}',
            {
                "method": "POST",
                "path": "/v1/invoices",
                "credential": "globex",
                "status": 200,
                "latency_ms": 41.0,
            },
        ),
        Sample(
            '{"resourceLogs": [{"scopeLogs": [{"logRecords": [{"timeUnixNano": "1795246866263523393", "attributes": ['
            '{"key": "RequestMethod", "value": {"stringValue": "GET"}},'
            ' {"key": "RequestPath", "value": {"stringValue": "/slow"}},'
            ' {"key": "DownstreamStatus", "value": {"intValue": "499"}},'
            ' {"key": "Duration", "value": {"intValue": "165258"}},'
            ' {"key": "ClientUsername", "value": {"stringValue": "-"}}]}]}]}]}',
            {"path": "/slow", "status": 499, "credential": None},
        ),
        Sample(
            '{"resourceLogs": [{"scopeLogs": [{"logRecords": [{"body": {"stringValue": "started"}}]}]}]}',
            None,
        ),
    ),
)
