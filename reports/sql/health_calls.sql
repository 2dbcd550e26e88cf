-- A window's calls: all, failed, without a credential, to no known endpoint.
SELECT
    coalesce(sum(calls), 0)::BIGINT AS calls,
    coalesce(sum(errors), 0)::BIGINT AS errors,
    coalesce(sum(calls) FILTER (credential_id = 0), 0)::BIGINT AS nobody_calls,
    coalesce(sum(calls) FILTER (
        endpoint_id IN (SELECT endpoint_id FROM endpoints WHERE source = 'unmatched')
        OR endpoint_id IN (
            SELECT endpoint_id FROM endpoint_merges
            WHERE into_id IN (SELECT endpoint_id FROM endpoints WHERE source = 'unmatched')
        )
    ), 0)::BIGINT AS unmatched_calls
FROM credential_usage
WHERE day >= $start_day AND day < $end_day
