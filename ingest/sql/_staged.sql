-- The tables that one segment passes through on its way into the store.
CREATE OR REPLACE TEMP TABLE staged_piece (
    line_number BIGINT, ts TIMESTAMP, endpoint_key UBIGINT, credential_key UBIGINT, path VARCHAR, status SMALLINT,
    latency_ms DOUBLE, bytes BIGINT, request_id VARCHAR, problem VARCHAR
);
CREATE OR REPLACE TEMP TABLE staged AS FROM staged_piece;
CREATE TEMP TABLE IF NOT EXISTS staged_endpoint_names (
    endpoint_key UBIGINT, method VARCHAR, route VARCHAR, api VARCHAR, shape VARCHAR
);
CREATE TEMP TABLE IF NOT EXISTS staged_credential_names (
    credential_key UBIGINT, credential VARCHAR, credential_kind VARCHAR
);
CREATE OR REPLACE TEMP VIEW staged_calls AS
FROM staged
LEFT JOIN staged_endpoint_names USING (endpoint_key)
LEFT JOIN staged_credential_names USING (credential_key);
CREATE OR REPLACE TEMP TABLE staged_days (quarter BIGINT, day DATE);
CREATE OR REPLACE TEMP TABLE staged_endpoints (
    method VARCHAR, route VARCHAR, api VARCHAR, shape VARCHAR, endpoint_id BIGINT
);
CREATE OR REPLACE TEMP TABLE staged_credential_ids (credential VARCHAR, kind VARCHAR, credential_id BIGINT);
CREATE OR REPLACE TEMP TABLE staged_rejects (line_number BIGINT, problem VARCHAR);
