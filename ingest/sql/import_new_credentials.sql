-- Partners that the table names for the first time.
INSERT INTO credentials BY NAME
SELECT
    credential_id,
    min(partner) AS shown,
    'import' AS kind,
    min(start_day) AS first_day,
    max(start_day) AS last_day
FROM imported
WHERE credential_id NOT IN (SELECT credential_id FROM credentials)
GROUP BY credential_id
