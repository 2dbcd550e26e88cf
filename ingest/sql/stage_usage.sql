-- The segment's calls, counted; `good_calls` were not refused with 4xx, as scanners' calls are.
CREATE OR REPLACE TEMP TABLE staged_usage AS
SELECT
    day,
    endpoint_key,
    credential_key,
    part,
    count(*) AS calls,
    count(*) - count(*) FILTER (status < 400) AS errors,
    count(*) - count(*) FILTER (status BETWEEN 400 AND 499) AS good_calls,
    min(path) AS example_path
FROM staged
JOIN staged_days ON staged_days.quarter = epoch_us(ts) // 900000000
GROUP BY day, endpoint_key, credential_key, part
