-- The load's counts by day, credential and endpoint; an error is a status of 400 and above, or no answer.
INSERT INTO credential_usage BY NAME
SELECT
    day,
    credential_id,
    endpoint_id,
    count(*) AS calls,
    count(*) - count(*) FILTER (status < 400) AS errors,
    $load_id AS load_id
FROM calls
WHERE load_id = $load_id
GROUP BY day, credential_id, endpoint_id
ORDER BY ALL
