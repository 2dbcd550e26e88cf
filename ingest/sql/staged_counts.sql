-- What a segment holds, before anything is taken out of it.
SELECT
    count(*) AS lines,
    count(problem) AS rejects,
    count(request_id) FILTER (problem IS NULL) AS with_id,
    min(ts) FILTER (problem IS NULL) AS first_ts,
    max(ts) FILTER (problem IS NULL) AS last_ts
FROM staged
