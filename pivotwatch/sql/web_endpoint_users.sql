-- Who used an endpoint in a window, the most calls first.
SELECT
    profiles.partner_id AS partner, coalesce(registered.name, profiles.partner_id) AS name,
    profiles.calls AS calls, profiles.errors AS errors, profiles.value AS value
FROM profiles
LEFT JOIN registered_partners AS registered USING (partner_id)
WHERE profiles.win = $win AND profiles.endpoint_id = $endpoint_id
ORDER BY profiles.calls DESC, partner
