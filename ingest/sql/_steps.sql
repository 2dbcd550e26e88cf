-- The shape of what the loader makes on the way, so that the files beside this one can be planned.
CREATE TEMP TABLE staged_rejects (line_number BIGINT, problem VARCHAR);
CREATE TEMP TABLE staged_duplicates (place BIGINT);
CREATE TEMP TABLE staged_days (quarter BIGINT, day DATE);
CREATE TEMP TABLE staged_usage (
    day DATE, endpoint_key UBIGINT, credential_key UBIGINT, part USMALLINT, calls BIGINT, errors BIGINT, good_calls BIGINT,
    example_path VARCHAR
);
CREATE TEMP TABLE staged_endpoint_names (
    endpoint_key UBIGINT, method VARCHAR, route VARCHAR, api VARCHAR, shape VARCHAR
);
CREATE TEMP TABLE staged_credential_names (credential_key UBIGINT, credential VARCHAR, credential_kind VARCHAR);
CREATE TEMP TABLE staged_endpoints (
    method VARCHAR, route VARCHAR, api VARCHAR, shape VARCHAR, endpoint_id BIGINT
);
CREATE TEMP TABLE staged_credential_ids (credential VARCHAR, kind VARCHAR, credential_id BIGINT);
CREATE TEMP TABLE staged_callers (credential_key UBIGINT, credential_id BIGINT);
CREATE TEMP TABLE staged_called (endpoint_key UBIGINT, endpoint_id BIGINT);
