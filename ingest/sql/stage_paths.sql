-- What endpoints are to be found for; `good_calls` were not refused with 4xx, as scanners' calls are.
CREATE OR REPLACE TEMP TABLE staged_paths AS
SELECT
    method,
    route,
    api,
    shape,
    min(example_path) AS example_path,
    sum(calls)::BIGINT AS calls,
    sum(good_calls)::BIGINT AS good_calls,
    min(day) AS first_day
FROM staged_usage
GROUP BY ALL
