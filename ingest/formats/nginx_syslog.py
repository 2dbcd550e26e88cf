"""nginx's JSON sent by `access_log syslog:`, as a syslog daemon writes it down."""

from __future__ import annotations

from dataclasses import replace

from ingest.format import JsonLines, Sample
from ingest.formats import nginx_json

_STRUCTURE = nginx_json.PLUGIN.reader.structure if isinstance(nginx_json.PLUGIN.reader, JsonLines) else {}

PLUGIN = replace(
    nginx_json.PLUGIN,
    reader=JsonLines(
        _STRUCTURE,
        prefix=r"^(?:(?:<\d+>)?(?:\w{3} +\d+ [\d:]+|\d{4}-\S+)(?: \S+)? [\w.-]+(?:\[\d+\])?: )?(?P<line>\{.*\})\s*$",
    ),
    recognise=r"^(?:<\d+>)?(?:\w{3} +\d+ [\d:]+|\d{4}-\S+)(?: \S+)? [\w.-]+(?:\[\d+\])?: \{.*request",
    notes="In files the prefix is taken off before, and the format shown is nginx_json. It has neither year nor zone; the time is taken from the record. UDP loses records.",
    snippets=("nginx_syslog",),
    samples=(
        Sample(
            '<190>Nov 21 07:27:26 nginx: {"msec":"1795246046.170","request_id":"e9d3","remote_user":"partner1",'
            '"request_method":"POST","request_uri":"/v1/invoices","route":"/v1/invoices","partner":"globex",'
            '"status":"200","request_time":"0.000","body_bytes_sent":"11"}',
            {
                "ts": "2026-11-21 07:27:26.17",
                "method": "POST",
                "path": "/v1/invoices",
                "route": "/v1/invoices",
                "credential": "globex",
                "status": 200,
            },
        ),
        Sample("<190>Nov 21 07:27:26 nginx: worker process 17 exited", None),
    ),
)
