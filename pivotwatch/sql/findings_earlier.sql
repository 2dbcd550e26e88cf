-- Findings of windows before the one judged: all within the look-back, and of older ones the newest about each
-- subject, so that what was told once is not told again.
SELECT
    findings.finding_id, win, partner_id, group_id, detector, kind, pivot_kind, from_group, to_group,
    severity, confidence, alert, provisional, since_window, sentence, evidence, reasons, peers, subject
FROM findings
WHERE win < $win
QUALIFY
    win >= $first_win
    OR row_number() OVER (
        PARTITION BY detector, kind, partner_id, group_id, subject, json_extract_string(evidence, '$[*].endpoint')
        ORDER BY win DESC, finding_id
    ) = 1
ORDER BY win, detector, kind, partner_id, finding_id
