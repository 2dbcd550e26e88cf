-- The table's counts, under the load that was just written.
INSERT INTO credential_usage BY NAME
SELECT
    start_day AS day,
    credential_id,
    endpoint_id,
    calls,
    errors,
    (SELECT max(load_id) FROM loads) AS load_id
FROM imported
ORDER BY ALL
