-- What was loaded: written in the transaction of its rows, so that it is true after any crash.
INSERT INTO loads BY NAME
SELECT
    $load_id AS load_id,
    $source AS source,
    $fingerprint AS fingerprint,
    $format AS format,
    $start_offset AS start_offset,
    $end_offset AS end_offset,
    $lines AS lines,
    $calls AS calls,
    $duplicates AS duplicates,
    $rejects AS rejects,
    (SELECT min(ts) FROM staged) AS first_ts,
    (SELECT max(ts) FROM staged) AS last_ts,
    $loaded_at AS loaded_at,
    $seconds AS seconds,
    $end_line AS end_line,
    $checkpoint AS checkpoint
