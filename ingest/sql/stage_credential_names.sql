-- What the keys of credentials stand for.
CREATE OR REPLACE TEMP TABLE staged_credential_names AS
SELECT credential_key, any_value(credential) AS credential, any_value(credential_kind) AS credential_kind
FROM staged
GROUP BY credential_key
