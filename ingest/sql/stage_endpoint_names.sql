-- What the keys of endpoints stand for.
CREATE OR REPLACE TEMP TABLE staged_endpoint_names AS
SELECT * EXCLUDE (short_path), path_shape(left(short_path, -1)) AS shape
FROM (
    SELECT
        endpoint_key,
        any_value(method) AS method,
        any_value(route) AS route,
        any_value(api) AS api,
        any_value(short_path) AS short_path
    FROM staged
    GROUP BY endpoint_key
)
