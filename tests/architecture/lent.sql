-- Frames that code lends to SQL while a query runs, as tables, so that the queries can be planned.
CREATE TEMP TABLE staged_paths (
    method VARCHAR, route VARCHAR, api VARCHAR, shape VARCHAR, example_path VARCHAR,
    calls BIGINT, good_calls BIGINT, first_day DATE
);
CREATE TEMP TABLE resolved_paths (method VARCHAR, route VARCHAR, api VARCHAR, shape VARCHAR, endpoint_id BIGINT);
CREATE TEMP TABLE resolved_days (endpoint_id BIGINT, first_day DATE);
CREATE TEMP TABLE wanted_endpoints (endpoint_id BIGINT);
CREATE TEMP TABLE new_merges (endpoint_id BIGINT, into_id BIGINT, reason VARCHAR, merged_at TIMESTAMP);
CREATE TEMP TABLE staged_credentials (credential VARCHAR, kind VARCHAR, first_day DATE, last_day DATE);
CREATE TEMP TABLE resolved_credentials (
    credential VARCHAR, kind VARCHAR, first_day DATE, last_day DATE, credential_id BIGINT, shown VARCHAR
);
CREATE TEMP TABLE forgotten (partner_id VARCHAR, credential_id BIGINT, shown VARCHAR);
