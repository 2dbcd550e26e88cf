-- The newest loads.
SELECT source, format, lines, calls, duplicates, rejects, first_ts, last_ts, loaded_at
FROM loads
ORDER BY load_id DESC
LIMIT $most
