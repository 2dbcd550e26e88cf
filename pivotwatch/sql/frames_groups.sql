-- Groups that had members, window by window; NULL = no filter. $partners: groups that one of them was in.
SELECT
    assignments.win AS "window",
    assignments.group_id AS group_id,
    groups.name AS group_name,
    count(*) AS partners,
    sum(assignments.calls)::BIGINT AS calls,
    avg(assignments.confidence) AS mean_confidence,
    groups.named_by_hand AS named_by_hand,
    groups.born_in AS born_in,
    groups.dissolved_in AS dissolved_in
FROM assignments
JOIN groups USING (group_id)
WHERE ($windows::VARCHAR[] IS NULL OR list_contains($windows::VARCHAR[], assignments.win))
    AND (
        $groups::VARCHAR[] IS NULL
        OR list_has_any($groups::VARCHAR[], [groups.name, assignments.group_id::VARCHAR])
    )
GROUP BY ALL
HAVING $partners::VARCHAR[] IS NULL OR list_has_any($partners::VARCHAR[], list(assignments.partner_id))
ORDER BY "window", group_id
