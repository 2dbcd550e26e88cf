-- A partner's profiles over the last $most windows up to one: NULL endpoint = it was seen, whatever it called.
WITH shown AS (
    SELECT win FROM (SELECT win FROM windows UNION SELECT $win)
    WHERE win <= $win
    ORDER BY win DESC
    LIMIT $most
)
SELECT
    shown.win, profiles.endpoint_id,
    (SELECT min(label) FROM endpoints WHERE endpoints.endpoint_id = profiles.endpoint_id) AS label,
    profiles.value, profiles.calls
FROM shown
LEFT JOIN (
    SELECT win, endpoint_id, value, calls FROM profiles
    WHERE partner_id = $partner AND win IN (SELECT win FROM shown)
) AS profiles USING (win)
ORDER BY shown.win
