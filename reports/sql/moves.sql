-- Partners seen in both windows, with the group and the model of each; one row a partner.
SELECT
    now.partner_id, coalesce(partner.name, now.partner_id) AS partner,
    before.group_id AS from_id, coalesce(came_from.name, 'group ' || before.group_id) AS from_group,
    now.group_id AS to_id, coalesce(went_to.name, 'group ' || now.group_id) AS to_group,
    before.model_id <> now.model_id AS refit,
    now.partner_id IN (SELECT partner_id FROM findings WHERE win = $win AND kind = 'pivot') AS raised
FROM assignments AS now
JOIN assignments AS before ON before.partner_id = now.partner_id AND before.win = $previous
LEFT JOIN registered_partners AS partner ON partner.partner_id = now.partner_id
LEFT JOIN groups AS came_from ON came_from.group_id = before.group_id
LEFT JOIN groups AS went_to ON went_to.group_id = now.group_id
WHERE now.win = $win
ORDER BY from_group NULLS LAST, to_group NULLS LAST, partner, now.partner_id
