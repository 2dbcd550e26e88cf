-- What this load saw, in an order that does not depend on the order of its lines.
SELECT method, route, api, shape, sum(calls)::BIGINT AS calls, min(first_day) AS first_day
FROM staged_paths
GROUP BY ALL
ORDER BY ALL
