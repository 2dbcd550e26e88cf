-- The quarantine: what was wrong with a line, and its beginning without query strings and secrets.
INSERT INTO rejects BY NAME
SELECT
    $load_id AS load_id,
    $source AS source,
    line_number,
    problem AS reason,
    excerpt
FROM staged_rejects
ORDER BY line_number
LIMIT $kept
