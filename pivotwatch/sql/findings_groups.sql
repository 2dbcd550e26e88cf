-- The group of each partner in one window, and the model that put it there; -1 = no group.
SELECT partner_id, coalesce(group_id, -1) AS group_id, model_id
FROM assignments
WHERE win = $win
ORDER BY partner_id
