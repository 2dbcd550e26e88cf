-- What logs showed of a registered partner's credentials.
SELECT
    credential_id,
    credentials.shown,
    credentials.kind,
    credentials.first_day,
    credentials.last_day,
    coalesce(sum(counted.calls), 0)::BIGINT AS calls
FROM credential_partners
JOIN credentials USING (credential_id)
LEFT JOIN credential_usage AS counted USING (credential_id)
WHERE credential_partners.partner_id = $partner_id
GROUP BY ALL
ORDER BY calls DESC, credentials.shown
