-- What was read from a few lines: who called what, the most first.
SELECT credentials.shown, labels.label, sum(used.calls)::BIGINT AS calls
FROM credential_usage AS used
LEFT JOIN credentials USING (credential_id)
LEFT JOIN endpoint_merges AS merged USING (endpoint_id)
JOIN (SELECT endpoint_id, min(label) AS label FROM endpoints GROUP BY endpoint_id) AS labels
    ON labels.endpoint_id = coalesce(merged.into_id, used.endpoint_id)
GROUP BY ALL
ORDER BY calls DESC, credentials.shown, labels.label
