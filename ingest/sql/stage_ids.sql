-- The ids behind the keys.
CREATE OR REPLACE TEMP TABLE staged_callers AS
SELECT credential_key, credential_id
FROM staged_credential_names AS names
JOIN staged_credential_ids AS ids
    ON ids.credential IS NOT DISTINCT FROM names.credential
    AND ids.kind IS NOT DISTINCT FROM names.credential_kind;
CREATE OR REPLACE TEMP TABLE staged_called AS
SELECT endpoint_key, endpoint_id
FROM staged_endpoint_names AS names
JOIN staged_endpoints AS found
    ON found.method IS NOT DISTINCT FROM names.method
    AND found.route IS NOT DISTINCT FROM names.route
    AND found.api IS NOT DISTINCT FROM names.api
    AND found.shape IS NOT DISTINCT FROM names.shape;
