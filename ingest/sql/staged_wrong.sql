-- How many lines are no calls, or tell of the same call as another: these need their line numbers.
SELECT count(problem) + count(request_id) - (
    SELECT count(*) FROM (SELECT DISTINCT request_id, ts FROM staged WHERE request_id IS NOT NULL)
)
FROM staged
