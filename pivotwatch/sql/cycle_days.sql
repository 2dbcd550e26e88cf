-- The first and the newest day with usage of anybody. NULL = there is no usage.
SELECT min(day) AS first_day, max(day) AS last_day
FROM credential_usage
WHERE credential_id <> 0
