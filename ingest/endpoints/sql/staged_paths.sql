-- What this load saw, in an order that does not depend on the order of its lines.
SELECT
    method,
    route,
    api,
    shape,
    min(path_clean(example_path)) AS example,
    sum(calls)::BIGINT AS calls,
    coalesce(sum(good_calls), 0)::BIGINT AS good_calls,
    min(first_day) AS first_day
FROM staged_paths
GROUP BY method, route, api, shape
ORDER BY ALL
