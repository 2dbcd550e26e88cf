-- How many lines are no calls, or tell of the same call as another: these need their line numbers.
SELECT count(problem) + (
    SELECT count(*)
    FROM (
        SELECT 1
        FROM staged
        WHERE request_id IS NOT NULL
        GROUP BY request_id, ts
        HAVING count(*) > 1
    )
)
FROM staged
