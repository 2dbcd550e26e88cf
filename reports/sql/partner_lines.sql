-- Every partner seen up to a window, processed or still open: where and how much it called in the last window it was seen in, in how many
-- windows it was seen, and whether the register names it.
WITH seen AS (
    SELECT partner_id, win, start_day, calls
    FROM assignments
    JOIN (SELECT win, start_day FROM windows UNION SELECT $win, $start_day) AS windows USING (win)
    WHERE start_day <= $start_day
)
SELECT
    partner_id, coalesce(partner.name, partner_id) AS partner,
    coalesce(groups.name, 'group ' || assigned.group_id) AS group_name,
    seen.calls, count(*) OVER (PARTITION BY partner_id) AS windows, seen.win AS last_window,
    partner.partner_id IS NOT NULL AS registered
FROM seen
LEFT JOIN assignments AS assigned USING (partner_id, win)
LEFT JOIN registered_partners AS partner USING (partner_id)
LEFT JOIN groups USING (group_id)
QUALIFY row_number() OVER (PARTITION BY partner_id ORDER BY seen.start_day DESC) = 1
ORDER BY seen.calls DESC, partner, partner_id
