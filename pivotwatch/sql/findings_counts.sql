-- What each partner called in one window, by endpoint; in no order, for the matrices made of it have their own.
SELECT partner_id, endpoint_id, calls - errors AS successes, errors
FROM profiles
WHERE win = $win
