-- What may be kept of a piece's lines that were not understood.
SELECT
    line_number,
    any_value(problem) AS problem,
    coalesce(excerpt_of(any_value(line)), '') AS excerpt
FROM (
    SELECT line_number, problem
    FROM piece_rejects
    ORDER BY line_number
    LIMIT $kept
) AS bad
LEFT JOIN segment_lines USING (line_number)
GROUP BY line_number
ORDER BY line_number
