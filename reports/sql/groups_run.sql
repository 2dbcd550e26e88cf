-- What the groups stage wrote about its newest run of a window.
SELECT parameters
FROM runs
WHERE stage = 'groups' AND win = $win
ORDER BY started_at DESC
LIMIT 1
