-- What logs showed of a partner's credentials, registered or not.
SELECT credentials.shown, credentials.kind, credentials.first_day, credentials.last_day
FROM credentials
LEFT JOIN credential_partners AS registered USING (credential_id)
WHERE coalesce(registered.partner_id, credentials.shown) = $partner_id AND credential_id <> 0
ORDER BY credentials.last_day DESC, credentials.shown
