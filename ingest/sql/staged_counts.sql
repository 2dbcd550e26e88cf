-- How many records there are, those that are no calls, calls with a request id, and the span of these.
SELECT
    count(*),
    count(problem),
    count(request_id) FILTER (problem IS NULL),
    min(ts) FILTER (problem IS NULL),
    max(ts) FILTER (problem IS NULL)
FROM staged
