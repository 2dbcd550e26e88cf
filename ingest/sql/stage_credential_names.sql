-- What the keys of credentials stand for.
CREATE OR REPLACE TEMP TABLE staged_credential_names AS
SELECT DISTINCT ON (credential_key) credential_key, credential, credential_kind
FROM prepared_credentials
