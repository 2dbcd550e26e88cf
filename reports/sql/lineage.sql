-- What the refit that took over at a window did to groups.
SELECT kind, from_group_ids, to_group_ids, shared_members
FROM lineage
WHERE win = $win
ORDER BY list_position(['split', 'merged', 'born', 'dissolved', 'survived'], kind), from_group_ids, to_group_ids
