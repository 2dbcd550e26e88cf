-- Usage of a period by partner and counted endpoint.
SELECT partner_id, endpoint_id, sum(calls)::BIGINT AS calls, sum(errors)::BIGINT AS errors
FROM usage
WHERE
    day >= $start_day AND day < $end_day
    AND endpoint_id IN (SELECT endpoint_id FROM endpoints WHERE counted)
GROUP BY ALL
