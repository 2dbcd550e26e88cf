-- The table in the ledger: its counts stand for lines.
INSERT INTO loads BY NAME
SELECT
    (SELECT coalesce(max(load_id), 0) + 1 FROM loads) AS load_id,
    $source AS source,
    $fingerprint AS fingerprint,
    'usage_table' AS format,
    0 AS start_offset,
    0 AS end_offset,
    count(*) AS lines,
    count(*) AS calls,
    0 AS duplicates,
    0 AS rejects,
    min(start_day)::TIMESTAMP AS first_ts,
    max(start_day)::TIMESTAMP AS last_ts,
    $loaded_at AS loaded_at,
    $seconds AS seconds
FROM imported
