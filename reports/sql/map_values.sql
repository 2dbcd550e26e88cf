-- A window's profiles, of the partners that were assigned, without zeros.
SELECT partner_id, endpoint_id, value
FROM profiles
JOIN (SELECT partner_id FROM assignments WHERE win = $win) USING (partner_id)
WHERE win = $win AND value > 0
ORDER BY partner_id, endpoint_id
