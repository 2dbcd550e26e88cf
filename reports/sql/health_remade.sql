-- Processed windows up to this one that were judged more than once, and those that have records which came later.
SELECT
    win,
    (SELECT count(*) FROM runs WHERE runs.win = windows.win AND stage = 'findings') AS times,
    coalesce((
        SELECT max(load_id) FROM credential_usage
        WHERE credential_id <> 0 AND day >= windows.start_day AND day < windows.end_day
    ), 0) > last_load_id AS stale
FROM windows
WHERE start_day <= $start_day
ORDER BY start_day
