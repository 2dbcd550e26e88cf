-- Who is in which group; NULL = no filter.
SELECT
    assignments.win AS "window",
    assignments.partner_id AS partner,
    assignments.group_id AS group_id,
    groups.name AS group_name,
    assignments.confidence AS confidence,
    assignments.distance AS distance,
    assignments.calls AS calls,
    assignments.model_id AS model_id,
    assignments.win NOT IN (SELECT win FROM windows) AS provisional
FROM assignments
LEFT JOIN groups USING (group_id)
WHERE ($windows::VARCHAR[] IS NULL OR list_contains($windows::VARCHAR[], assignments.win))
    AND ($partners::VARCHAR[] IS NULL OR list_contains($partners::VARCHAR[], assignments.partner_id))
    AND (
        $groups::VARCHAR[] IS NULL
        OR list_has_any($groups::VARCHAR[], [groups.name, assignments.group_id::VARCHAR])
    )
ORDER BY "window", group_id NULLS LAST, partner
