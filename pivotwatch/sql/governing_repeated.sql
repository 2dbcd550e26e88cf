-- In how many windows up to this one each partner had findings of each kind.
SELECT partner_id, kind, count(DISTINCT win) AS times
FROM findings
WHERE partner_id IS NOT NULL AND win <= $win
GROUP BY partner_id, kind
