-- How many calls of later loads than one name no caller, and how many there are.
SELECT
    coalesce(sum(calls) FILTER (WHERE credential_id = 0), 0)::BIGINT AS of_nobody,
    coalesce(sum(calls), 0)::BIGINT AS calls
FROM credential_usage
WHERE load_id > $load_id
