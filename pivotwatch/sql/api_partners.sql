-- Partners, registered or seen in logs, by id; NULL = no filter. $after: only ids after this one.
WITH counted AS (
    SELECT
        partner_id,
        sum(calls)::BIGINT AS calls,
        sum(errors)::BIGINT AS errors,
        min(day) AS first_day,
        max(day) AS last_day
    FROM usage
    WHERE $partner IS NULL OR partner_id = $partner
    GROUP BY partner_id
)
SELECT
    coalesce(counted.partner_id, registered.partner_id) AS partner,
    coalesce(registered.name, counted.partner_id) AS name,
    registered.partner_id IS NULL AS provisional,
    registered.tier AS tier,
    registered.owner AS owner,
    coalesce(counted.calls, 0) AS calls,
    coalesce(counted.errors, 0) AS errors,
    counted.first_day AS first_day,
    counted.last_day AS last_day
FROM counted
FULL JOIN registered_partners AS registered USING (partner_id)
WHERE ($after IS NULL OR coalesce(counted.partner_id, registered.partner_id) > $after)
    AND ($partner IS NULL OR coalesce(counted.partner_id, registered.partner_id) = $partner)
    AND ($tier IS NULL OR registered.tier = $tier)
    AND ($owner IS NULL OR registered.owner = $owner)
ORDER BY partner
LIMIT $most
