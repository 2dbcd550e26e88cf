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
JOIN (
    SELECT credential_key, credential_id
    FROM staged_credential_names AS names
    JOIN staged_credential_ids AS ids
        ON ids.credential IS NOT DISTINCT FROM names.credential
        AND ids.kind IS NOT DISTINCT FROM names.credential_kind
) AS callers USING (credential_key)
JOIN (
    SELECT endpoint_key, endpoint_id
    FROM staged_endpoint_names AS names
    JOIN staged_endpoints AS found
        ON found.method IS NOT DISTINCT FROM names.method
        AND found.route IS NOT DISTINCT FROM names.route
        AND found.api IS NOT DISTINCT FROM names.api
        AND found.shape IS NOT DISTINCT FROM names.shape
) AS called USING (endpoint_key)
