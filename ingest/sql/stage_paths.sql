-- What endpoints are to be found for; `good_calls` were not refused with 4xx, as scanners' calls are.
CREATE OR REPLACE TEMP TABLE staged_paths AS
SELECT method, route, api, shape, example_path, calls, good_calls, day AS first_day
FROM (
    SELECT
        endpoint_key,
        min(path) AS example_path,
        count(*) AS calls,
        count(*) - count(*) FILTER (status BETWEEN 400 AND 499) AS good_calls,
        min(ts) AS first_ts
    FROM staged
    GROUP BY endpoint_key
)
JOIN staged_endpoint_names USING (endpoint_key)
JOIN staged_days ON staged_days.quarter = epoch_us(first_ts) // 900000000
