"""Apache httpd with a `LogFormat` written as JSON."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "time_us",
    "begin_ms",
    "time",
    "unique_id",
    "request_id",
    "client_ip",
    "user",
    "partner",
    "consumer",
    "api_key",
    "certificate",
    "route",
    "method",
    "path",
    "query",
    "request_line",
    "status",
    "duration_us",
    "bytes_out_body",
]

PLUGIN = Format(
    reader=JsonLines(
        dict.fromkeys(_MEMBERS, "VARCHAR"),
        # httpd writes \xNN for what is not printable, which JSON does not know
        repair=r"regexp_replace(line, '\\x([0-9a-fA-F]{2})', '\\u00\1', 'g')",
    ),
    recognise=r'^\s*\{.*"(?:duration_us|time_us|request_line|unique_id)"\s*:',
    moment="coalesce(epoch_moment(time_us, 1e6), epoch_moment(begin_ms, 1e3), iso_moment(time))",
    # %m of a broken request line is its first word, so the line as a whole has to look like a request
    method="CASE WHEN request_line IS NULL OR contains(request_line, ' ') THEN method END",
    target="coalesce(given(path), split_part(request_line, ' ', 2))",
    route="route",
    status="status",
    latency="given(duration_us)",
    latency_unit="us",
    bytes="bytes_out_body",
    request_id="coalesce(given(unique_id), request_id)",
    identities={
        "consumer": "from_latin(coalesce(given(partner), consumer))",
        "user": 'from_latin("user")',
        "api_key": "api_key",
        "certificate": "certificate",
        "client_ip": "client_ip",
    },
    source="https://httpd.apache.org/docs/2.4/mod/mod_log_config.html",
    confidence="recorded",
    notes="httpd has no JSON escaping: text outside ASCII comes as \\xNN and is repaired.",
    rank=1,
    snippets=("httpd",),
    samples=(
        Sample(
            '{"time_us":"1795246382762592","unique_id":"awFJLgPl","client_ip":"127.0.0.1","user":"-","partner":"globex",'
            '"route":"-","method":"POST","path":"/v1/invoices","query":"","request_line":"POST /v1/invoices HTTP/1.1",'
            '"status":"200","duration_us":"42370","bytes_out_body":"11","user_agent":"é","request_id":"req-0002"}',
            {
                "ts": "2026-11-21 07:33:02.762592",
                "method": "POST",
                "path": "/v1/invoices",
                "route": None,
                "credential": "globex",
                "latency_ms": 42.37,
                "request_id": "awFJLgPl",
            },
        ),
        Sample(
            '{"time_us":"1795246382939689","unique_id":"-","method":"GET","path":"/v1/search","query":"?q=a",'
            '"request_line":"GET /v1/search?q=a HTTP/1.1","status":"200","duration_us":"41363",'
            '"user_agent":"evil\\"ua\\\\ ] tab\\there \\xc3\\xa9 \\xff end"}',
            {"path": "/v1/search", "latency_ms": 41.363},
        ),
        Sample(
            '{"time_us":"1795246382939689","method":"GET","path":"/a","query":"","partner":"M\\xc3\\xbcller",'
            '"request_line":"GET /a HTTP/1.1","status":"200","duration_us":"41363"}',
            {"credential": "Müller"},
        ),
        Sample(
            '{"time_us":"1795246383025510","unique_id":"-","method":"GARBAGE","path":"/","request_line":"GARBAGE",'
            '"status":"400","duration_us":"49"}',
            None,
        ),
    ),
)
