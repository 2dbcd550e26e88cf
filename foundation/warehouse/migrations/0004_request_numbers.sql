-- A request's id serves to tell a call that was logged twice from two calls, and nothing else. 64 bits of its MD5
-- (RFC 1321) do that together with the start, in an eighth of the space.
CREATE MACRO request_number(id) AS (md5_number(id) >> 64)::UBIGINT;

-- copied, because DuckDB cannot replay an altered column from its log: a store killed right then would not open again
CREATE TABLE numbered_calls (
    ts TIMESTAMP NOT NULL,              -- start of the request, UTC
    day DATE NOT NULL,                  -- of the start, in the platform's time zone
    credential_id BIGINT NOT NULL,      -- 0 = nobody named
    endpoint_id BIGINT NOT NULL,
    status SMALLINT,                    -- NULL = the client went away before an answer
    latency_ms DOUBLE,
    bytes BIGINT,                       -- sent to the client
    request_id UBIGINT,                 -- its number
    load_id BIGINT NOT NULL
);
INSERT INTO numbered_calls BY NAME SELECT * REPLACE (request_number(request_id) AS request_id) FROM calls;
DROP TABLE calls;
ALTER TABLE numbered_calls RENAME TO calls;
