-- Successful calls by day of credentials whose days differ much: the days' shares are, on the whole, far more
-- concentrated on some endpoints than the shares of all days together. Only those are worth looking at by day.
WITH daily AS (
    SELECT
        used.credential_id,
        coalesce(merged.into_id, used.endpoint_id) AS endpoint_id,
        used.day,
        sum(used.calls - used.errors)::DOUBLE AS successes
    FROM credential_usage AS used
    LEFT JOIN endpoint_merges AS merged USING (endpoint_id)
    WHERE used.day >= $first_day AND used.day < $end_day AND used.credential_id <> 0
    GROUP BY ALL
    HAVING successes > 0
),
days AS (
    SELECT credential_id, sum(successes) AS calls, sum(successes * successes) / sum(successes) AS concentrated
    FROM daily
    GROUP BY credential_id, day
),
by_day AS (
    SELECT credential_id, sum(concentrated) / sum(calls) AS concentration, count(*) AS days
    FROM days
    GROUP BY credential_id
),
overall AS (
    SELECT credential_id, sum(calls * calls) / (sum(calls) * sum(calls)) AS concentration
    FROM (SELECT credential_id, endpoint_id, sum(successes) AS calls FROM daily GROUP BY ALL)
    GROUP BY credential_id
),
differing AS (
    SELECT credential_id
    FROM by_day JOIN overall USING (credential_id)
    WHERE by_day.days >= 10 AND overall.concentration <= 0.75 * by_day.concentration
)
SELECT
    credentials.shown AS credential,
    coalesce(owned.partner_id, credentials.shown) AS partner,
    daily.credential_id,
    daily.day,
    daily.endpoint_id,
    daily.successes::BIGINT AS successes
FROM daily
JOIN differing USING (credential_id)
JOIN credentials USING (credential_id)
LEFT JOIN credential_partners AS owned USING (credential_id)
WHERE daily.endpoint_id IN (SELECT endpoint_id FROM endpoints WHERE counted)
ORDER BY daily.credential_id, daily.day, daily.endpoint_id
