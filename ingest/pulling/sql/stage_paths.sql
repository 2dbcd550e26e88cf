-- What endpoints are to be found for.
CREATE OR REPLACE TEMP TABLE staged_paths AS
SELECT
    method,
    route,
    api,
    shape,
    min(path) AS example_path,
    sum(calls)::BIGINT AS calls,
    sum(good_calls)::BIGINT AS good_calls,
    min(day) AS first_day
FROM pulled_calls
GROUP BY method, route, api, shape
