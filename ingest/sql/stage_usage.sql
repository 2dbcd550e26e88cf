-- The segment's counts; everything that has to be looked up is looked up for these few rows, not for each call.
CREATE OR REPLACE TEMP TABLE staged_usage AS
SELECT
    day,
    credential,
    credential_kind,
    method,
    route,
    api,
    shape,
    min(path) AS example_path,
    count(*) AS calls,
    count(*) - count(*) FILTER (status < 400) AS errors,
    count(*) - count(*) FILTER (status BETWEEN 400 AND 499) AS good_calls
FROM staged
JOIN staged_days ON staged_days.quarter = epoch_us(ts) // 900000000
GROUP BY ALL
