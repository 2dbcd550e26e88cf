-- Partners with the usage that passes the filters; NULL = no filter.
-- $windows and $groups leave partners with calls in those windows, and in those groups in them.
WITH counted AS (
    SELECT
        usage.partner_id AS partner,
        CASE $kind
            WHEN 'week' THEN strftime(usage.day, '%G-W%V')
            WHEN 'month' THEN strftime(usage.day, '%Y-%m')
            ELSE strftime(usage.day, '%Y-%m-%d')
        END AS win,
        sum(usage.calls)::BIGINT AS calls,
        sum(usage.errors)::BIGINT AS errors,
        min(usage.day) AS first_day,
        max(usage.day) AS last_day
    FROM usage
    GROUP BY ALL
), chosen AS (
    SELECT
        counted.partner AS partner,
        sum(counted.calls)::BIGINT AS calls,
        sum(counted.errors)::BIGINT AS errors,
        min(counted.first_day) AS first_day,
        max(counted.last_day) AS last_day
    FROM counted
    LEFT JOIN assignments ON assignments.partner_id = counted.partner AND assignments.win = counted.win
    LEFT JOIN groups USING (group_id)
    WHERE ($windows::VARCHAR[] IS NULL OR list_contains($windows::VARCHAR[], counted.win))
        AND (
            $groups::VARCHAR[] IS NULL
            OR list_has_any($groups::VARCHAR[], [groups.name, assignments.group_id::VARCHAR])
        )
    GROUP BY ALL
)
SELECT
    coalesce(chosen.partner, registered.partner_id) AS partner,
    coalesce(registered.name, chosen.partner) AS name,
    registered.partner_id IS NULL AS provisional,
    registered.tier AS tier,
    registered.owner AS owner,
    coalesce(chosen.calls, 0) AS calls,
    coalesce(chosen.errors, 0) AS errors,
    chosen.first_day AS first_day,
    chosen.last_day AS last_day
FROM chosen
FULL JOIN registered_partners AS registered ON registered.partner_id = chosen.partner
WHERE ($partners::VARCHAR[] IS NULL OR list_contains($partners::VARCHAR[], coalesce(chosen.partner, registered.partner_id)))
    AND (($windows::VARCHAR[] IS NULL AND $groups::VARCHAR[] IS NULL) OR chosen.calls > 0)
ORDER BY calls DESC, partner
