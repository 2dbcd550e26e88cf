-- Findings, oldest window first; NULL = no filter. $groups: findings about the group, or a move from or to it.
SELECT
    findings.finding_id AS finding_id,
    findings.win AS "window",
    findings.partner_id AS partner,
    findings.detector AS detector,
    findings.kind AS kind,
    findings.pivot_kind AS pivot_kind,
    findings.from_group AS from_group,
    findings.to_group AS to_group,
    origin.name AS from_group_name,
    target.name AS to_group_name,
    findings.severity AS severity,
    findings.confidence AS confidence,
    findings.alert AS alert,
    findings.provisional AS provisional,
    findings.since_window AS since_window,
    findings.sentence AS sentence,
    from_json(
        findings.evidence,
        '[{"endpoint":"VARCHAR","before":"DOUBLE","after":"DOUBLE","contribution":"DOUBLE"}]'
    ) AS evidence,
    findings.reasons::VARCHAR AS reasons,
    findings.peers::VARCHAR AS peers
FROM findings
LEFT JOIN groups AS origin ON origin.group_id = findings.from_group
LEFT JOIN groups AS target ON target.group_id = findings.to_group
LEFT JOIN groups AS about ON about.group_id = findings.group_id
WHERE ($windows::VARCHAR[] IS NULL OR list_contains($windows::VARCHAR[], findings.win))
    AND ($partners::VARCHAR[] IS NULL OR list_contains($partners::VARCHAR[], findings.partner_id))
    AND (
        $groups::VARCHAR[] IS NULL
        OR list_has_any(
            $groups::VARCHAR[],
            [
                origin.name, target.name, about.name, findings.from_group::VARCHAR, findings.to_group::VARCHAR,
                findings.group_id::VARCHAR
            ]
        )
    )
ORDER BY "window", alert DESC, list_position(['high', 'medium', 'low'], severity), confidence DESC, partner, finding_id
