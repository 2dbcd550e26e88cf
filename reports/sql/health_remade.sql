-- Processed windows up to this one that were judged more than once, and those that have records which came later.
WITH newest AS ( -- by day first: usage is large, and is read once
    SELECT day, max(load_id) AS load_id FROM credential_usage WHERE credential_id <> 0 GROUP BY day
), judged AS (
    SELECT win, count(*) AS times FROM runs WHERE stage = 'findings' GROUP BY win
)
SELECT
    windows.win, coalesce(any_value(judged.times), 0) AS times,
    coalesce(max(newest.load_id), 0) > any_value(windows.last_load_id) AS stale
FROM windows
LEFT JOIN newest ON newest.day >= windows.start_day AND newest.day < windows.end_day
LEFT JOIN judged USING (win)
WHERE windows.start_day <= $start_day
GROUP BY windows.win, windows.start_day
ORDER BY windows.start_day
