-- The days of a window that have calls, in order, and the start of the newest call kept one by one (UTC).
SELECT DISTINCT day, (SELECT max(ts) FROM calls WHERE day >= $start_day AND day < $end_day) AS newest
FROM credential_usage
WHERE day >= $start_day AND day < $end_day AND credential_usage.calls > 0
ORDER BY day
