-- What a segment's lines are before any of them is stored; empty. A short path is one of `short_path`, and the whole
-- path is kept where there are documents to match it with. `part` counts, from 0, the files that were put together.
CREATE OR REPLACE TEMP TABLE staged (
    line_number BIGINT, ts TIMESTAMP, endpoint_key UBIGINT, credential_key UBIGINT, method VARCHAR, route VARCHAR,
    api VARCHAR, short_path VARCHAR, path VARCHAR, credential VARCHAR, credential_kind VARCHAR, status SMALLINT,
    latency_ms DOUBLE, bytes BIGINT, request_id UBIGINT, problem VARCHAR, part USMALLINT DEFAULT 0
);
