-- Profiles of one window, all or one partner's, the largest values first.
SELECT
    profiles.win AS "window",
    profiles.partner_id AS partner,
    endpoints.label AS endpoint,
    profiles.calls AS calls,
    profiles.errors AS errors,
    profiles.value AS value,
    profiles.win NOT IN (SELECT win FROM windows) AS provisional
FROM profiles
JOIN (SELECT DISTINCT endpoint_id, label FROM endpoints) AS endpoints USING (endpoint_id)
WHERE profiles.win = $win AND ($partner IS NULL OR profiles.partner_id = $partner)
ORDER BY partner, value DESC, endpoint
