-- What refits did to groups, with names; NULL = no filter. $partners: transitions of groups that one of them was ever in.
SELECT
    lineage.win AS "window",
    lineage.kind AS kind,
    lineage.from_group_ids AS from_groups,
    lineage.to_group_ids AS to_groups,
    (SELECT list(name ORDER BY group_id) FROM groups WHERE list_contains(lineage.from_group_ids, group_id))
        AS from_group_names,
    (SELECT list(name ORDER BY group_id) FROM groups WHERE list_contains(lineage.to_group_ids, group_id))
        AS to_group_names,
    lineage.shared_members AS shared_members,
    lineage.from_model_id AS from_model_id,
    lineage.to_model_id AS to_model_id
FROM lineage
WHERE ($windows::VARCHAR[] IS NULL OR list_contains($windows::VARCHAR[], lineage.win))
    AND ($partners::VARCHAR[] IS NULL OR EXISTS (
        SELECT 1 FROM assignments
        WHERE list_contains($partners::VARCHAR[], assignments.partner_id)
            AND list_contains(lineage.from_group_ids || lineage.to_group_ids, assignments.group_id)
    ))
    AND ($groups::VARCHAR[] IS NULL OR EXISTS (
        SELECT 1 FROM groups
        WHERE list_contains(lineage.from_group_ids || lineage.to_group_ids, groups.group_id)
            AND list_has_any($groups::VARCHAR[], [groups.name, groups.group_id::VARCHAR])
    ))
ORDER BY "window", kind, from_groups, to_groups
