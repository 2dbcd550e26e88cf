-- A window's findings with names in place of ids, the most pressing first.
SELECT
    finding_id, win, partner_id, coalesce(partner.name, partner_id) AS partner,
    coalesce(partner.name, partner_id, about.name, 'The platform') AS subject,
    partner.owner, partner.tier, detector, kind, pivot_kind,
    coalesce(came_from.name, 'group ' || from_group) AS from_group,
    coalesce(went_to.name, 'group ' || to_group) AS to_group,
    severity, confidence, alert, provisional, since_window, sentence, evidence, reasons, peers
FROM findings
LEFT JOIN registered_partners AS partner USING (partner_id)
LEFT JOIN groups AS about ON about.group_id = findings.group_id
LEFT JOIN groups AS came_from ON came_from.group_id = from_group
LEFT JOIN groups AS went_to ON went_to.group_id = to_group
WHERE win = $win
ORDER BY alert DESC, list_position(['high', 'medium', 'low'], severity), confidence DESC, subject, finding_id
