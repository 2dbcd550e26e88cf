-- Processed windows, newest first; $before: only those before this key, NULL = from the newest.
SELECT
    windows.win AS "window",
    windows.start_day AS start_day,
    windows.end_day AS end_day,
    windows.processed_at AS processed_at,
    (SELECT count(*) FROM assignments WHERE assignments.win = windows.win) AS partners,
    (SELECT count(*) FROM findings WHERE findings.win = windows.win) AS findings,
    (SELECT count(*) FROM findings WHERE findings.win = windows.win AND findings.alert) AS alerts
FROM windows
WHERE ($before IS NULL OR windows.win < $before) AND ($win IS NULL OR windows.win = $win)
ORDER BY windows.win DESC
LIMIT $most
