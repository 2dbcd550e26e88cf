-- How many partners each group had in the window before and has now; NULL = no group.
SELECT
    coalesce(groups.name, 'group ' || group_id) AS group_name,
    count(*) FILTER (WHERE win = $previous) AS before,
    count(*) FILTER (WHERE win = $win) AS now
FROM assignments
LEFT JOIN groups USING (group_id)
WHERE win = $win OR win = $previous
GROUP BY group_id, groups.name
ORDER BY now DESC, before DESC, group_name
