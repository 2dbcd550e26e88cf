-- A window's partners with their group's name and whether a pivot was raised; one row a partner.
SELECT
    assigned.partner_id, coalesce(partner.name, assigned.partner_id) AS partner,
    coalesce(groups.name, 'group ' || assigned.group_id) AS group_name,
    assigned.partner_id IN (SELECT partner_id FROM findings WHERE win = $win AND kind = 'pivot') AS pivoted
FROM assignments AS assigned
LEFT JOIN registered_partners AS partner USING (partner_id)
LEFT JOIN groups USING (group_id)
WHERE assigned.win = $win
ORDER BY assigned.partner_id
