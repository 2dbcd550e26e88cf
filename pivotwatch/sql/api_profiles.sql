-- Profiles, newest window first, then by partner and endpoint; NULL = no filter.
-- $after_win, $after_partner, $after_label, $after_endpoint: only rows after this one.
SELECT
    profiles.win AS "window",
    profiles.partner_id AS partner,
    profiles.endpoint_id AS endpoint_id,
    labels.label AS endpoint,
    profiles.calls AS calls,
    profiles.errors AS errors,
    profiles.value AS value,
    profiles.win NOT IN (SELECT win FROM windows) AS provisional
FROM profiles
JOIN (SELECT endpoint_id, min(label) AS label FROM endpoints GROUP BY endpoint_id) AS labels USING (endpoint_id)
WHERE ($win IS NULL OR profiles.win = $win)
    AND ($partner IS NULL OR profiles.partner_id = $partner)
    AND (
        $after_win IS NULL
        OR profiles.win < $after_win
        OR (
            profiles.win = $after_win
            AND (profiles.partner_id, labels.label, profiles.endpoint_id)
                > ($after_partner, $after_label, $after_endpoint::BIGINT)
        )
    )
ORDER BY "window" DESC, partner, endpoint, endpoint_id
LIMIT $most
