-- Known credentials: an older load may arrive after a newer one, so both ends can move.
UPDATE credentials
SET first_day = least(credentials.first_day, seen.first_day), last_day = greatest(credentials.last_day, seen.last_day)
FROM (
    SELECT credential_id, min(first_day) AS first_day, max(last_day) AS last_day
    FROM resolved_credentials
    GROUP BY credential_id
) AS seen
WHERE credentials.credential_id = seen.credential_id
