-- The segment's calls, with the ids of their credentials and endpoints.
INSERT INTO calls BY NAME
SELECT
    ts,
    day,
    credential_id,
    endpoint_id,
    status,
    latency_ms,
    bytes,
    request_id,
    $load_id + part AS load_id
FROM staged
JOIN staged_days ON staged_days.quarter = epoch_us(ts) // 900000000
JOIN staged_callers USING (credential_key)
JOIN staged_called USING (endpoint_key)
