-- What refits did to groups, with names, newest first; $group_id NULL = all groups.
SELECT
    lineage.win AS "window", lineage.kind,
    coalesce((SELECT list(name ORDER BY group_id) FROM groups WHERE list_contains(lineage.from_group_ids, group_id)), [])
        AS from_names,
    coalesce((SELECT list(name ORDER BY group_id) FROM groups WHERE list_contains(lineage.to_group_ids, group_id)), [])
        AS to_names,
    lineage.shared_members
FROM lineage
WHERE $group_id IS NULL OR list_contains(lineage.from_group_ids || lineage.to_group_ids, $group_id)
ORDER BY "window" DESC, lineage.kind, from_names
