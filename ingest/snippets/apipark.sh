# APIPark: its log driver to a tap that speaks Loki: pivotwatch tap --source loki (tap.loki.format = "apipark").
# APIPark reads its own log view from that address too: it stays empty while the tap stands there.
curl -X POST http://APIPARK/api/v1/log/loki -H 'Content-Type: application/json' \
  -d '{"config": {"url": "http://TAP_ADDRESS:8420"}}'
