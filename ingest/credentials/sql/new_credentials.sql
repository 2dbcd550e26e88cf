-- Credentials seen for the first time; of several spellings in one load the smallest is shown.
INSERT INTO credentials BY NAME
SELECT
    credential_id,
    min(shown) AS shown,
    CASE WHEN credential_id = 0 THEN 'nobody' ELSE min(kind) END AS kind,
    min(first_day) AS first_day,
    max(last_day) AS last_day
FROM resolved_credentials
WHERE credential_id NOT IN (SELECT credential_id FROM credentials)
GROUP BY credential_id
