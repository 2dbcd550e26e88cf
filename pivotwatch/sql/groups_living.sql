-- Groups that live in a window.
SELECT group_id, name, named_by_hand, born_in, dissolved_in
FROM groups
WHERE born_in <= $win AND (dissolved_in IS NULL OR dissolved_in > $win)
ORDER BY group_id
