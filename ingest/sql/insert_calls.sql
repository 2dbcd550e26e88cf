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
    $load_id AS load_id
FROM staged
JOIN staged_days ON staged_days.quarter = epoch_us(ts) // 900000000
JOIN staged_credential_ids AS ids
    ON ids.credential IS NOT DISTINCT FROM staged.credential AND ids.kind IS NOT DISTINCT FROM credential_kind
JOIN staged_endpoints AS found
    ON found.method IS NOT DISTINCT FROM staged.method
    AND found.route IS NOT DISTINCT FROM staged.route
    AND found.api IS NOT DISTINCT FROM staged.api
    AND found.shape IS NOT DISTINCT FROM staged.shape
