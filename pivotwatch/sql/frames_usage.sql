-- Usage by day, with the window each day belongs to; NULL = no filter.
-- $kind: kind of window; $windows, $partners: lists; $groups: names or ids, of the partner's group in that window.
WITH dated AS (
    SELECT
        *,
        CASE $kind
            WHEN 'week' THEN strftime(day, '%G-W%V')
            WHEN 'month' THEN strftime(day, '%Y-%m')
            ELSE strftime(day, '%Y-%m-%d')
        END AS win
    FROM usage
)
SELECT
    dated.win AS "window",
    dated.day AS day,
    dated.partner_id AS partner,
    dated.endpoint_id AS endpoint_id,
    endpoints.label AS endpoint,
    dated.calls AS calls,
    dated.errors AS errors
FROM dated
JOIN (SELECT DISTINCT endpoint_id, label FROM endpoints) AS endpoints USING (endpoint_id)
LEFT JOIN assignments ON assignments.partner_id = dated.partner_id AND assignments.win = dated.win
LEFT JOIN groups USING (group_id)
WHERE ($windows::VARCHAR[] IS NULL OR list_contains($windows::VARCHAR[], dated.win))
    AND ($partners::VARCHAR[] IS NULL OR list_contains($partners::VARCHAR[], dated.partner_id))
    AND (
        $groups::VARCHAR[] IS NULL
        OR list_has_any($groups::VARCHAR[], [groups.name, assignments.group_id::VARCHAR])
    )
ORDER BY day, partner, endpoint
