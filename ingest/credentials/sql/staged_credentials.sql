-- What this load saw, in an order that does not depend on the order of its lines.
SELECT credential, coalesce(kind, 'consumer') AS kind, min(first_day) AS first_day, max(last_day) AS last_day
FROM staged_credentials
GROUP BY ALL
ORDER BY ALL
