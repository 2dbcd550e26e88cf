-- A window's profiles, of the given partners, without zeros.
SELECT partner_id, endpoint_id, value
FROM profiles
JOIN (SELECT unnest($partners::VARCHAR[]) AS partner_id) USING (partner_id)
WHERE win = $win AND value > 0
ORDER BY partner_id, endpoint_id
