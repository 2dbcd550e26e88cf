-- What credential ids are to be found for.
CREATE OR REPLACE TEMP TABLE staged_credentials AS
SELECT credential, credential_kind AS kind, first_day, last_day
FROM (
    SELECT credential_key, min(day) AS first_day, max(day) AS last_day
    FROM staged_usage
    GROUP BY credential_key
)
JOIN staged_credential_names USING (credential_key)
