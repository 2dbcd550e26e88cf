-- Groups with what is known of them over all windows, by id; NULL = no filter. $after: only ids after this one.
SELECT
    groups.group_id AS group_id,
    groups.name AS name,
    groups.named_by_hand AS named_by_hand,
    groups.born_in AS born_in,
    groups.dissolved_in AS dissolved_in,
    (
        SELECT count(*) FROM assignments
        WHERE assignments.group_id = groups.group_id AND assignments.win = (SELECT max(win) FROM assignments)
    ) AS members_now,
    (SELECT max(win) FROM assignments WHERE assignments.group_id = groups.group_id) AS last_window
FROM groups
WHERE ($after IS NULL OR groups.group_id > $after)
    AND ($group_id IS NULL OR groups.group_id = $group_id)
    AND (NOT $living OR groups.dissolved_in IS NULL)
ORDER BY groups.group_id
LIMIT $most
