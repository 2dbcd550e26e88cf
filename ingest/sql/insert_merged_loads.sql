-- Segments that were loaded inside another one's load: known as loaded; their lines are counted there.
INSERT INTO loads BY NAME
SELECT
    $load_id + place AS load_id,
    $sources[place] AS source,
    $fingerprints[place] AS fingerprint,
    $format AS format,
    0 AS start_offset,
    0 AS end_offset,
    0 AS lines,
    0 AS calls,
    0 AS duplicates,
    0 AS rejects,
    $loaded_at AS loaded_at,
    0 AS seconds
FROM generate_series(1, len($sources)) AS places (place)
