-- The day in the ledger: what was counted stands for lines.
INSERT INTO loads BY NAME
SELECT
    (SELECT coalesce(max(load_id), 0) + 1 FROM loads) AS load_id,
    $source AS source,
    $fingerprint AS fingerprint,
    'warehouse' AS format,
    0 AS start_offset,
    0 AS end_offset,
    $lines AS lines,
    $calls AS calls,
    $duplicates AS duplicates,
    $rejects AS rejects,
    $day::TIMESTAMP AS first_ts,
    $day::TIMESTAMP AS last_ts,
    $loaded_at AS loaded_at,
    $seconds AS seconds
