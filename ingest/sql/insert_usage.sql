-- The loads' counts by day, credential and endpoint; an error is a status of 400 and above, or no answer.
INSERT INTO credential_usage BY NAME
SELECT
    day,
    credential_id,
    endpoint_id,
    sum(calls)::BIGINT AS calls,
    sum(errors)::BIGINT AS errors,
    $load_id + part AS load_id
FROM staged_usage
JOIN staged_callers USING (credential_key)
JOIN staged_called USING (endpoint_key)
GROUP BY day, credential_id, endpoint_id, part
ORDER BY ALL
