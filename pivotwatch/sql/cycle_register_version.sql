-- A hash of who owns which credential and which endpoints were merged, as far as credentials and endpoints
-- seen before the window's end are concerned: a partner that joins later re-opens no window before that, and
-- neither does a path that was refused before it first worked.
SELECT md5(concat(
    (
        SELECT coalesce(string_agg(concat(credential_id, '=', partner_id), ';' ORDER BY credential_id, partner_id), '')
        FROM credential_partners JOIN credentials USING (credential_id)
        WHERE first_day < $end_day
    ),
    '|',
    (
        SELECT coalesce(string_agg(concat(endpoint_id, '>', into_id), ';' ORDER BY endpoint_id, into_id), '')
        FROM endpoint_merges JOIN endpoints USING (endpoint_id)
        WHERE first_day < $end_day AND into_id IN (SELECT endpoint_id FROM endpoints WHERE counted)
    )
))
