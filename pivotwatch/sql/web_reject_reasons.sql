-- Why lines were refused, the most frequent first, with the newest example.
SELECT reason, count(*) AS lines, arg_max(source, (load_id, line_number)) AS source, arg_max(excerpt, (load_id, line_number)) AS excerpt
FROM rejects
GROUP BY reason
ORDER BY lines DESC, reason
LIMIT $most
