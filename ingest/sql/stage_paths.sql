-- What endpoints are to be found for.
CREATE OR REPLACE TEMP TABLE staged_paths AS
SELECT method, route, api, shape, example_path, calls, good_calls, first_day
FROM (
    SELECT
        endpoint_key,
        min(example_path) AS example_path,
        sum(calls)::BIGINT AS calls,
        sum(good_calls)::BIGINT AS good_calls,
        min(day) AS first_day
    FROM staged_usage
    GROUP BY endpoint_key
)
JOIN staged_endpoint_names USING (endpoint_key)
