-- Why lines of the inputs that carry calls of a window were refused, the most frequent first, with the first place.
SELECT
    reason, count(*) AS lines,
    arg_min(source, (load_id, line_number)) AS source,
    arg_min(line_number, (load_id, line_number)) AS line_number
FROM rejects
WHERE load_id IN (SELECT load_id FROM credential_usage WHERE day >= $start_day AND day < $end_day)
GROUP BY reason
ORDER BY lines DESC, reason
LIMIT $top
