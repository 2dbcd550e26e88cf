# Cloudflare: a Logpush job of http_requests to a tap (--source http_push) that is reachable by https.
# First: Logs > Custom fields: the request header that names the caller (x-partner, x-consumer or x-client-id).
curl -X POST "https://api.cloudflare.com/client/v4/zones/$ZONE/logpush/jobs" -H "Authorization: Bearer $CF_TOKEN" \
  -H 'Content-Type: application/json' -d '{
  "name": "pivotwatch", "dataset": "http_requests", "enabled": true,
  "destination_conf": "https://TAP_ADDRESS/tap/cloudflare?header_Authorization=Bearer%20THE_TOKEN",
  "output_options": {"timestamp_format": "unixnano", "field_names": ["RayID", "EdgeStartTimestamp",
    "EdgeEndTimestamp", "EdgeTimeToFirstByteMs", "ClientIP", "ClientRequestMethod", "ClientRequestHost",
    "ClientRequestPath", "ClientRequestSource", "EdgeResponseStatus", "EdgeResponseBodyBytes", "RequestHeaders"]}}'
