-- Registered partners, and provisional ones: credentials seen in logs that no register entry names.
-- $start_day, $end_day: only calls in [start, end); NULL = all.
WITH counted AS (
    SELECT credential_id, sum(calls)::BIGINT AS calls, min(day) AS first_day, max(day) AS last_day
    FROM credential_usage
    WHERE ($start_day IS NULL OR day >= $start_day) AND ($end_day IS NULL OR day < $end_day)
    GROUP BY credential_id
), seen AS (
    SELECT
        coalesce(registered.partner_id, credentials.shown) AS partner,
        registered.partner_id IS NULL AS provisional,
        list(credentials.shown ORDER BY credentials.shown) AS credentials,
        sum(counted.calls)::BIGINT AS calls,
        min(counted.first_day) AS first_day,
        max(counted.last_day) AS last_day
    FROM counted
    JOIN credentials USING (credential_id)
    LEFT JOIN credential_partners AS registered USING (credential_id)
    WHERE credential_id <> 0
    GROUP BY ALL
)
SELECT
    coalesce(seen.partner, registered.partner_id) AS partner,
    coalesce(registered.name, seen.partner) AS name,
    coalesce(seen.provisional, false) AS provisional,
    registered.tier AS tier,
    registered.owner AS owner,
    coalesce(seen.credentials, []) AS credentials,
    coalesce(seen.calls, 0) AS calls,
    seen.first_day AS first_day,
    seen.last_day AS last_day
FROM seen
FULL JOIN registered_partners AS registered ON registered.partner_id = seen.partner AND NOT seen.provisional
ORDER BY provisional, calls DESC, partner
