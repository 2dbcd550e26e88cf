-- The group that each finding of a window is about.
SELECT finding_id, group_id FROM findings WHERE win = $win AND group_id IS NOT NULL
