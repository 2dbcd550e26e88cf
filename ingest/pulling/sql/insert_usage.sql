-- The day's counts, under the load that was just written.
INSERT INTO credential_usage BY NAME
SELECT
    day,
    credential_id,
    endpoint_id,
    sum(calls)::BIGINT AS calls,
    sum(errors)::BIGINT AS errors,
    (SELECT max(load_id) FROM loads) AS load_id
FROM pulled_calls AS counted
JOIN staged_credential_ids AS callers
    ON callers.credential IS NOT DISTINCT FROM counted.credential AND callers.kind IS NOT DISTINCT FROM counted.kind
JOIN staged_endpoints AS called
    ON called.method IS NOT DISTINCT FROM counted.method
    AND called.route IS NOT DISTINCT FROM counted.route
    AND called.api IS NOT DISTINCT FROM counted.api
    AND called.shape IS NOT DISTINCT FROM counted.shape
GROUP BY day, credential_id, endpoint_id
ORDER BY ALL
