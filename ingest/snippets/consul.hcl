# Consul: proxy-defaults. Then the API gateway's stdout: pivotwatch ingest --format consul.
Kind = "proxy-defaults"
Name = "global"
AccessLogs {
  Enabled = true
  JSONFormat = <<EOF
{"start_time":"%START_TIME%","method":"%REQ(:METHOD)%","path":"%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%","request_id":"%REQ(X-REQUEST-ID)%","route_name":"%ROUTE_NAME%","authority":"%REQ(:AUTHORITY)%","upstream_cluster":"%UPSTREAM_CLUSTER%","x_forwarded_for":"%REQ(X-FORWARDED-FOR)%","consumer":"%REQ(X-CONSUMER)%","downstream_peer_uri_san":"%DOWNSTREAM_PEER_URI_SAN%","response_code":"%RESPONSE_CODE%","response_flags":"%RESPONSE_FLAGS%","duration":"%DURATION%","bytes_sent":"%BYTES_SENT%"}
EOF
}
