# MuleSoft: events of the Analytics Event API, at most ten minutes late and 20,000 at a time.
curl -H "Authorization: Bearer $ANYPOINT_TOKEN" \
  "https://anypoint.mulesoft.com/analytics/1.0/ORGANISATION/environments/ENVIRONMENT/events?format=json&duration=1h&fields=API%20Name.Application%20Name.Verb.Resource%20Path.Status%20Code.Response%20Time.Response%20Size.Message%20ID" \
  | pivotwatch ingest --format mulesoft -
