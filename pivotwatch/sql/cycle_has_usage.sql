-- One row when anybody has usage in a period, else none.
SELECT 1
FROM credential_usage
WHERE credential_id <> 0 AND day >= $start_day AND day < $end_day
LIMIT 1
