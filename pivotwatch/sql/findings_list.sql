-- Findings as people read them, newest window first, the weightiest of a window first; NULL = no filter.
SELECT
    finding_id, win AS "window", partner_id AS partner, detector, kind, pivot_kind,
    from_group, to_group, origin.name AS from_group_name, target.name AS to_group_name,
    severity, confidence, alert, since_window, evidence, reasons, sentence, provisional, peers
FROM findings
LEFT JOIN groups AS origin ON origin.group_id = findings.from_group
LEFT JOIN groups AS target ON target.group_id = findings.to_group
WHERE ($win IS NULL OR win = $win)
    AND ($partner IS NULL OR partner_id = $partner)
    AND ($kind IS NULL OR kind = $kind)
    AND (NOT $alerts OR alert)
ORDER BY
    win DESC, alert DESC, list_position(['high', 'medium', 'low'], severity), confidence DESC,
    partner_id, finding_id
