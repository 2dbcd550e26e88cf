-- The segment's counts by day, credential and endpoint.
INSERT INTO credential_usage BY NAME
SELECT
    day,
    credential_id,
    endpoint_id,
    sum(calls)::BIGINT AS calls,
    sum(errors)::BIGINT AS errors,
    $load_id AS load_id
FROM staged_usage AS counted
JOIN staged_credential_ids AS ids
    ON ids.credential IS NOT DISTINCT FROM counted.credential AND ids.kind IS NOT DISTINCT FROM credential_kind
JOIN staged_endpoints AS found
    ON found.method IS NOT DISTINCT FROM counted.method
    AND found.route IS NOT DISTINCT FROM counted.route
    AND found.api IS NOT DISTINCT FROM counted.api
    AND found.shape IS NOT DISTINCT FROM counted.shape
GROUP BY ALL
ORDER BY ALL
