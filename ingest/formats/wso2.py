"""WSO2 API Manager's `apim_metrics.log` and APK's enforcer log: one metric for each request."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "requestTimestamp",
    "apiMethod",
    "apiResourceTemplate",
    "apiName",
    "applicationName",
    "applicationId",
    "userName",
    "proxyResponseCode",
    "responseLatency",
    "correlationId",
    "userIp",
    "errorType",
]

PLUGIN = Format(
    reader=JsonLines(
        dict.fromkeys(_MEMBERS, "VARCHAR"),
        prefix=r"apimMetrics: (?P<metric>apim:\w+), properties ?: ?(?P<line>\{.*\})\s*$",
    ),
    recognise=r"apimMetrics: apim:\w+, properties ?: ?\{",
    # Java leaves seconds away when they are zero
    moment=r"iso_moment(regexp_replace(requestTimestamp, 'T(\d\d:\d\d)(Z|[+-])', 'T\1:00\2'))",
    method="apiMethod",
    target="NULL::VARCHAR",
    route="apiResourceTemplate",
    api="apiName",
    status="proxyResponseCode",
    latency="responseLatency",
    request_id="correlationId",
    identities={
        "consumer": "coalesce(given(applicationName), given(applicationId))",
        "user": "userName",
        "client_ip": "userIp",
    },
    source="https://apim.docs.wso2.com/en/latest/monitoring/api-analytics/on-prem/elk-installation-guide/",
    confidence="source code",
    notes="Tells the resource template and no path. Faults (apim:faulty) have neither method nor resource before APK: "
    "such refused calls cannot be counted by endpoint and are quarantined. The reporter type `log` writes Java maps "
    "instead of JSON and is not read.",
    rank=2,
    samples=(
        Sample(
            "07:27:26,190 [-] [PassThroughMessageProcessor-7]  INFO ELKCounterMetric apimMetrics: apim:response,"
            ' properties :{"apiName":"Orders","apiVersion":"1.0.0","apiContext":"/orders/1.0.0","apiMethod":"GET",'
            '"apiResourceTemplate":"/orders/{id}","applicationId":"9b","applicationName":"acme-app",'
            '"applicationOwner":"acme","keyType":"PRODUCTION","correlationId":"79ed","proxyResponseCode":200,'
            '"targetResponseCode":200,"responseLatency":18,"backendLatency":12,'
            '"requestTimestamp":"2026-11-21T07:27:26.168Z","userIp":"203.0.113.7","userAgent":"Other",'
            '"userName":"acme@carbon.super","responseCacheHit":false}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": None,
                "route": "/orders/{id}",
                "api": "Orders",
                "credential": "acme-app",
                "status": 200,
                "latency_ms": 18.0,
                "request_id": "79ed",
            },
        ),
        Sample(
            'time="x" apimMetrics: apim:response, properties: {"apiName":"Orders","apiMethod":"POST",'
            '"apiResourceTemplate":"/orders","applicationName":"UNKNOWN","userName":"UNKNOWN","proxyResponseCode":201,'
            '"responseLatency":5,"requestTimestamp":"2026-11-21T07:27Z"}',
            {"ts": "2026-11-21 07:27:00", "route": "/orders", "credential": None, "status": 201},
        ),
        Sample(
            "07:27:26,190 [-] [p-7]  INFO ELKCounterMetric apimMetrics: apim:faulty, properties"
            ' :{"apiName":"Orders","applicationName":"acme-app","errorType":"THROTTLED","errorCode":900803,'
            '"proxyResponseCode":429,"requestTimestamp":"2026-11-21T07:27:26.168Z"}',
            None,
        ),
    ),
)
