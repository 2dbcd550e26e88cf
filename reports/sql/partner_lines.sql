-- The partners that a window's lists may name: new in it, unknown to the register, or last seen in the window
-- before; where and how much each called in the last window it was seen in, up to this one, and in how many it was.
WITH seen AS (
    SELECT
        partner_id, count(*) AS windows, arg_max(win, start_day) AS last_window,
        arg_max_null(group_id, start_day) AS group_id, arg_max(calls, start_day) AS calls
    FROM assignments
    JOIN (SELECT win, start_day FROM windows UNION SELECT $win, $start_day) AS windows USING (win)
    WHERE start_day <= $start_day
    GROUP BY partner_id
)
SELECT
    partner_id, coalesce(partner.name, partner_id) AS partner,
    coalesce(groups.name, 'group ' || seen.group_id) AS group_name,
    seen.calls, seen.windows, seen.last_window,
    partner.partner_id IS NOT NULL AS registered
FROM seen
LEFT JOIN registered_partners AS partner USING (partner_id)
LEFT JOIN groups USING (group_id)
WHERE seen.last_window = $previous OR (seen.last_window = $win AND (seen.windows = 1 OR partner.partner_id IS NULL))
ORDER BY seen.calls DESC, partner, partner_id
