-- How many partners and calls each group has in a window.
SELECT group_id, count(*) AS members, sum(calls)::BIGINT AS calls
FROM assignments
WHERE win = $win
GROUP BY group_id
