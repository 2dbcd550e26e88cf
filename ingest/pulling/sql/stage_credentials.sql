-- What credential ids are to be found for.
CREATE OR REPLACE TEMP TABLE staged_credentials AS
SELECT credential, kind, min(day) AS first_day, max(day) AS last_day
FROM pulled_calls
GROUP BY credential, kind
