-- What credential ids are to be found for.
CREATE OR REPLACE TEMP TABLE staged_credentials AS
SELECT credential, credential_kind AS kind, first_days.day AS first_day, last_days.day AS last_day
FROM (
    SELECT credential_key, min(ts) AS first_ts, max(ts) AS last_ts
    FROM staged
    GROUP BY credential_key
)
JOIN staged_credential_names USING (credential_key)
JOIN staged_days AS first_days ON first_days.quarter = epoch_us(first_ts) // 900000000
JOIN staged_days AS last_days ON last_days.quarter = epoch_us(last_ts) // 900000000
