-- The quarantine: what was wrong with a line, and its beginning without query strings and secrets.
INSERT INTO rejects BY NAME
SELECT
    $load_id AS load_id,
    $source AS source,
    line_number,
    any_value(problem) AS reason,
    coalesce(excerpt_of(any_value(line)), '') AS excerpt
FROM (
    SELECT line_number, problem
    FROM staged_rejects
    ORDER BY line_number
    LIMIT $kept
) AS bad
LEFT JOIN segment_lines USING (line_number)
GROUP BY line_number
ORDER BY line_number
