-- What each partner called in one window, by endpoint; the order makes a replay read the same.
SELECT partner_id, endpoint_id, calls - errors AS successes, errors
FROM profiles
WHERE win = $win
ORDER BY partner_id, endpoint_id
