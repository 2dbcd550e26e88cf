-- The inputs that carry calls of a window, whole, and inputs loaded since of which no line could be read.
WITH carrying AS (
    SELECT DISTINCT load_id FROM credential_usage WHERE day >= $start_day AND day < $end_day
)
SELECT
    count(*) FILTER (carries) AS files,
    coalesce(sum(lines) FILTER (carries), 0)::BIGINT AS lines,
    coalesce(sum(calls) FILTER (carries), 0)::BIGINT AS loaded,
    coalesce(sum(duplicates) FILTER (carries), 0)::BIGINT AS duplicates,
    coalesce(sum(rejects) FILTER (carries), 0)::BIGINT AS rejects,
    count(*) FILTER (
        NOT carries AND calls = 0 AND rejects > 0 AND load_id >= (SELECT min(load_id) FROM carrying)
    ) AS unreadable
FROM (SELECT *, load_id IN (SELECT load_id FROM carrying) AS carries FROM loads)
