-- Windows that have groups and are not judged, after all that are; usually the one that is open now.
SELECT DISTINCT win
FROM assignments
WHERE win > (SELECT coalesce(max(win), '') FROM windows)
ORDER BY win
