-- Profiles with the partner's group in that window; NULL = no filter.
SELECT
    profiles.win AS "window",
    profiles.partner_id AS partner,
    profiles.endpoint_id AS endpoint_id,
    endpoints.label AS endpoint,
    profiles.calls AS calls,
    profiles.errors AS errors,
    profiles.value AS value,
    profiles.win NOT IN (SELECT win FROM windows) AS provisional
FROM profiles
JOIN (SELECT DISTINCT endpoint_id, label FROM endpoints) AS endpoints USING (endpoint_id)
LEFT JOIN assignments USING (win, partner_id)
LEFT JOIN groups USING (group_id)
WHERE ($windows::VARCHAR[] IS NULL OR list_contains($windows::VARCHAR[], profiles.win))
    AND ($partners::VARCHAR[] IS NULL OR list_contains($partners::VARCHAR[], profiles.partner_id))
    AND (
        $groups::VARCHAR[] IS NULL
        OR list_has_any($groups::VARCHAR[], [groups.name, assignments.group_id::VARCHAR])
    )
ORDER BY "window", partner, value DESC, endpoint
