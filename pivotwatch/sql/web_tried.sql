-- What was read from a few lines: who called what, the most first.
SELECT credentials.shown, labels.label, sum(used.calls)::BIGINT AS calls
FROM credential_usage AS used
LEFT JOIN credentials USING (credential_id)
JOIN (SELECT endpoint_id, min(label) AS label FROM endpoints GROUP BY endpoint_id) AS labels USING (endpoint_id)
GROUP BY ALL
ORDER BY calls DESC, credentials.shown, labels.label
