-- The same for credentials.
SELECT CAST(hash(credential, credential_kind, $salt) // 2 AS BIGINT) AS credential_key, credential, credential_kind
FROM piece_credentials
ORDER BY place
