-- Which partner was in which group, newest window first; NULL = no filter. $after_*: only rows after this one.
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
WHERE ($win IS NULL OR assignments.win = $win)
    AND ($partner IS NULL OR assignments.partner_id = $partner)
    AND ($group_id IS NULL OR assignments.group_id = $group_id)
    AND (
        $after_win IS NULL
        OR assignments.win < $after_win
        OR (assignments.win = $after_win AND assignments.partner_id > $after_partner)
    )
ORDER BY "window" DESC, partner
LIMIT $most
