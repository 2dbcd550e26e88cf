-- Every partner, registered or seen, where it was in the last window it was seen in; one row a partner.
WITH newest AS (
    SELECT
        partner_id, max(win) AS last_window, min(win) AS first_window, count(*) AS windows,
        arg_max_null(group_id, win) AS group_id, arg_max(confidence, win) AS confidence, arg_max(calls, win) AS calls
    FROM assignments
    GROUP BY partner_id
), flagged AS (
    SELECT
        partner_id, max(win) AS alert_window,
        list_position(['low', 'medium', 'high'], arg_max(severity, (win, list_position(['low', 'medium', 'high'], severity))))
            AS weight
    FROM findings
    WHERE alert AND partner_id IS NOT NULL AND win IN (SELECT win FROM windows ORDER BY win DESC LIMIT 4)
    GROUP BY partner_id
)
SELECT
    coalesce(newest.partner_id, registered.partner_id) AS partner,
    coalesce(registered.name, newest.partner_id) AS name,
    registered.partner_id IS NOT NULL AS registered,
    registered.tier AS tier, registered.owner AS owner,
    newest.group_id AS group_id, coalesce(groups.name, 'group ' || newest.group_id) AS group_name,
    newest.confidence AS confidence, coalesce(newest.calls, 0) AS calls,
    newest.first_window AS first_window, newest.last_window AS last_window, coalesce(newest.windows, 0) AS windows,
    flagged.weight AS weight, flagged.alert_window AS alert_window
FROM newest
FULL JOIN registered_partners AS registered USING (partner_id)
LEFT JOIN groups USING (group_id)
LEFT JOIN flagged ON flagged.partner_id = coalesce(newest.partner_id, registered.partner_id)
ORDER BY partner
