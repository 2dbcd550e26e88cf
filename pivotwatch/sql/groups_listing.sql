-- Who is in which group in one window.
SELECT
    assignments.win AS "window",
    assignments.partner_id AS partner,
    assignments.group_id AS group_id,
    groups.name AS group_name,
    assignments.confidence AS confidence,
    assignments.calls AS calls,
    assignments.distance AS distance,
    assignments.model_id AS model_id,
    assignments.win NOT IN (SELECT win FROM windows) AS provisional
FROM assignments
LEFT JOIN groups USING (group_id)
WHERE assignments.win = $win
ORDER BY assignments.group_id NULLS LAST, partner
