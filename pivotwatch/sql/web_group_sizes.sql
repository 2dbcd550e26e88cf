-- How many members each group had, by window.
SELECT group_id, win, count(*) AS members, sum(calls)::BIGINT AS calls
FROM assignments
WHERE group_id IS NOT NULL
GROUP BY group_id, win
ORDER BY win
