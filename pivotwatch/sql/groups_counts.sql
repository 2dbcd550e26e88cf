-- Counts by partner and endpoint, summed over the windows of a range of keys (both ends included).
SELECT partner_id, endpoint_id, sum(calls)::BIGINT AS calls, sum(errors)::BIGINT AS errors
FROM profiles
WHERE win BETWEEN $first_win AND $win
GROUP BY ALL
