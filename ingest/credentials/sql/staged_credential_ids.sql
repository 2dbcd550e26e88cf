-- The answer to the loader: the id of each staged credential.
CREATE OR REPLACE TEMP TABLE staged_credential_ids AS
SELECT staged.credential, staged.kind, resolved.credential_id
FROM (SELECT DISTINCT credential, kind FROM staged_credentials) AS staged
JOIN resolved_credentials AS resolved
    ON resolved.credential IS NOT DISTINCT FROM staged.credential
    AND resolved.kind = coalesce(staged.kind, 'consumer')
