-- The groups that a judgement of a window may name: born by then and not dissolved before.
SELECT group_id, name
FROM groups
WHERE born_in <= $win AND (dissolved_in IS NULL OR dissolved_in > $first_win)
ORDER BY group_id
