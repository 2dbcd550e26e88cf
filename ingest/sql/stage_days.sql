-- The platform's day of each quarter of an hour that the segment touches: every time zone changes its
-- offset on a quarter, and a few thousand conversions are cheaper than one for each call.
CREATE OR REPLACE TEMP TABLE staged_days AS
SELECT quarter, CAST(timezone($zone, make_timestamptz(quarter * 900000000)) AS DATE) AS day
FROM (SELECT DISTINCT epoch_us(ts) // 900000000 AS quarter FROM staged)
