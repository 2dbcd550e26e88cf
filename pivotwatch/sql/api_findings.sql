-- Findings, newest window first, then by id; NULL = no filter. $after_*: only rows after this one.
SELECT
    findings.finding_id AS finding_id, findings.win AS "window", findings.partner_id AS partner,
    findings.detector AS detector, findings.kind AS kind, findings.pivot_kind AS pivot_kind,
    findings.from_group AS from_group, findings.to_group AS to_group,
    origin.name AS from_group_name, target.name AS to_group_name,
    findings.severity AS severity, findings.confidence AS confidence, findings.alert AS alert,
    findings.since_window AS since_window, findings.evidence AS evidence, findings.reasons AS reasons,
    findings.sentence AS sentence, findings.provisional AS provisional, findings.peers AS peers
FROM findings
LEFT JOIN groups AS origin ON origin.group_id = findings.from_group
LEFT JOIN groups AS target ON target.group_id = findings.to_group
WHERE ($finding_id IS NULL OR findings.finding_id = $finding_id)
    AND ($win IS NULL OR findings.win = $win)
    AND ($partner IS NULL OR findings.partner_id = $partner)
    AND ($kind IS NULL OR findings.kind = $kind)
    AND ($severity IS NULL OR findings.severity = $severity)
    AND ($alert IS NULL OR findings.alert = $alert)
    AND (
        $after_win IS NULL
        OR findings.win < $after_win
        OR (findings.win = $after_win AND findings.finding_id > $after_id)
    )
ORDER BY "window" DESC, finding_id
LIMIT $most
