-- Partners that were known: the table may be older or newer than what they were seen in.
UPDATE credentials
SET first_day = least(credentials.first_day, seen.first_day), last_day = greatest(credentials.last_day, seen.last_day)
FROM (
    SELECT credential_id, min(start_day) AS first_day, max(start_day) AS last_day FROM imported GROUP BY credential_id
) AS seen
WHERE credentials.credential_id = seen.credential_id
