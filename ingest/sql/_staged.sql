-- The tables that one segment passes through on its way into the store.
CREATE OR REPLACE TEMP TABLE staged_piece (
    line_number BIGINT, ts TIMESTAMP, method VARCHAR, path VARCHAR, route VARCHAR, api VARCHAR, credential VARCHAR,
    credential_kind VARCHAR, status SMALLINT, latency_ms DOUBLE, bytes BIGINT, request_id VARCHAR, shape VARCHAR,
    problem VARCHAR
);
CREATE OR REPLACE TEMP TABLE staged AS FROM staged_piece;
CREATE OR REPLACE TEMP TABLE staged_days (quarter BIGINT, day DATE);
CREATE OR REPLACE TEMP TABLE staged_endpoints (
    method VARCHAR, route VARCHAR, api VARCHAR, shape VARCHAR, endpoint_id BIGINT
);
CREATE OR REPLACE TEMP TABLE staged_credential_ids (credential VARCHAR, kind VARCHAR, credential_id BIGINT);
CREATE OR REPLACE TEMP TABLE staged_rejects (line_number BIGINT, problem VARCHAR);
