-- What a load consists of, as the loader lends or makes it.
CREATE OR REPLACE TEMP TABLE staged (
    place BIGINT, line_number BIGINT, ts TIMESTAMP, endpoint_key BIGINT, credential_key BIGINT, path VARCHAR,
    status SMALLINT, latency_ms DOUBLE, bytes BIGINT, request_id VARCHAR
);
CREATE OR REPLACE TEMP TABLE staged_endpoint_names (
    endpoint_key BIGINT, method VARCHAR, route VARCHAR, api VARCHAR, shape VARCHAR
);
CREATE OR REPLACE TEMP TABLE prepared_endpoints AS FROM staged_endpoint_names;
CREATE OR REPLACE TEMP TABLE staged_credential_names (
    credential_key BIGINT, credential VARCHAR, credential_kind VARCHAR
);
CREATE OR REPLACE TEMP TABLE prepared_credentials AS FROM staged_credential_names;
CREATE OR REPLACE TEMP TABLE staged_rejects (line_number BIGINT, problem VARCHAR, excerpt VARCHAR);
CREATE OR REPLACE TEMP TABLE staged_days (quarter BIGINT, day DATE);
CREATE OR REPLACE TEMP TABLE staged_endpoints (
    method VARCHAR, route VARCHAR, api VARCHAR, shape VARCHAR, endpoint_id BIGINT
);
CREATE OR REPLACE TEMP TABLE staged_credential_ids (credential VARCHAR, kind VARCHAR, credential_id BIGINT);
CREATE OR REPLACE TEMP TABLE piece_endpoints (
    place BIGINT, method VARCHAR, route VARCHAR, api VARCHAR, path VARCHAR
);
CREATE OR REPLACE TEMP TABLE piece_credentials (place BIGINT, credential VARCHAR, credential_kind VARCHAR);
CREATE OR REPLACE TEMP TABLE piece_rejects (line_number BIGINT, problem VARCHAR);
