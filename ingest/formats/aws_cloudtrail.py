"""AWS CloudTrail: which principal used which operation of AWS's own APIs."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

PLUGIN = Format(
    reader=JsonLines(
        {
            "eventTime": "VARCHAR",
            "eventSource": "VARCHAR",
            "eventName": "VARCHAR",
            "eventID": "VARCHAR",
            "eventType": "VARCHAR",
            "readOnly": "VARCHAR",
            "errorCode": "VARCHAR",
            "sourceIPAddress": "VARCHAR",
            "userIdentity": {
                "arn": "VARCHAR",
                "principalId": "VARCHAR",
                "userName": "VARCHAR",
                "invokedBy": "VARCHAR",
                "accessKeyId": "VARCHAR",
                "sessionContext": {"sessionIssuer": {"arn": "VARCHAR"}},
            },
        }
    ),
    recognise=r'"eventSource"\s*:\s*"[\w.-]+\.amazonaws\.com"',
    moment="iso_moment(eventTime)",
    # there is no HTTP method or path in a trail: what reads is a GET, and the operation is the route
    method="CASE WHEN given(eventName) IS NULL THEN NULL WHEN readOnly = 'true' THEN 'GET' ELSE 'POST' END",
    target="NULL::VARCHAR",
    route="'/' || given(eventName)",
    api="split_part(eventSource, '.amazonaws.com', 1)",
    status="CASE WHEN given(errorCode) IS NULL THEN '200' WHEN regexp_matches(errorCode, 'Denied|Unauthorized') THEN '403'"
    " WHEN regexp_matches(errorCode, 'Throttl|TooMany|SlowDown') THEN '429'"
    " WHEN regexp_matches(errorCode, 'NotFound|NoSuch') THEN '404' ELSE '400' END",
    request_id="eventID",
    identities={
        # a role's sessions have names of their own; its issuer is the one who calls
        "consumer": "coalesce(given(userIdentity.sessionContext.sessionIssuer.arn), given(userIdentity.arn),"
        " given(userIdentity.invokedBy), given(userIdentity.principalId))",
        "user": "userIdentity.userName",
        "client_ip": "sourceIPAddress",
    },
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html",
    confidence="source code",
    notes="Tells of AWS's own APIs, not of yours behind API Gateway. An operation is written as GET (read only) or POST "
    "with its name as route; an errorCode becomes 403, 404, 429 or 400. No latency, no bytes.",
    rank=2,
    samples=(
        Sample(
            '{"eventVersion":"1.09","eventTime":"2026-11-21T07:27:26Z","eventSource":"s3.amazonaws.com",'
            '"eventName":"ListObjects","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/acme/x",'
            '"accessKeyId":"ASIA1","sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::1:role/acme"}}},'
            '"sourceIPAddress":"203.0.113.7","userAgent":"aws-cli/2","requestID":"R1","eventID":"7d1a","readOnly":true}',
            {
                "ts": "2026-11-21 07:27:26",
                "method": "GET",
                "path": None,
                "route": "/ListObjects",
                "api": "s3",
                "credential": "arn:aws:iam::1:role/acme",
                "status": 200,
                "request_id": "7d1a",
            },
        ),
        Sample(
            '{"eventTime":"2026-11-21T07:27:26Z","eventSource":"sqs.amazonaws.com","eventName":"SendMessage",'
            '"userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::1:user/globex"},"errorCode":"AccessDenied",'
            '"eventID":"7d1b","readOnly":false}',
            {"method": "POST", "status": 403, "credential": "arn:aws:iam::1:user/globex"},
        ),
        Sample('{"eventTime":"2026-11-21T07:27:26Z","eventSource":"s3.amazonaws.com"}', None),
    ),
)
