-- Where lines came from, what they became, and usage: the additive counts that everything later reads.
-- No primary keys and no sequences, so that the same SQL runs on DuckLake (docs/decisions/0003-two-stores.md).

-- One row for each piece of input that was loaded, written in the same transaction as its rows.
CREATE TABLE loads (
    load_id BIGINT NOT NULL,            -- 1, 2, 3 ... in order of loading
    source VARCHAR NOT NULL,            -- file path as given, 'stdin', or a spool segment
    fingerprint VARCHAR,                -- identity of the file's content, so that a rotated file is recognised
    format VARCHAR NOT NULL,
    start_offset BIGINT NOT NULL,       -- bytes of uncompressed text, [start, end)
    end_offset BIGINT NOT NULL,
    lines BIGINT NOT NULL,              -- always calls + duplicates + rejects
    calls BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    rejects BIGINT NOT NULL,
    first_ts TIMESTAMP,                 -- UTC
    last_ts TIMESTAMP,
    loaded_at TIMESTAMP NOT NULL,       -- UTC
    seconds DOUBLE NOT NULL,
    end_line BIGINT,                    -- line breaks before end_offset, so that a tail's lines get their numbers
    checkpoint VARCHAR                  -- hash of the bytes before end_offset: a file that only begins alike differs
);

CREATE TABLE calls (
    ts TIMESTAMP NOT NULL,              -- start of the request, UTC
    day DATE NOT NULL,                  -- of the start, in the platform's time zone
    credential_id BIGINT NOT NULL,      -- 0 = nobody named
    endpoint_id BIGINT NOT NULL,
    status SMALLINT,                    -- NULL = the client went away before an answer
    latency_ms DOUBLE,
    bytes BIGINT,                       -- sent to the client
    request_id VARCHAR,
    load_id BIGINT NOT NULL
);

CREATE TABLE rejects (
    load_id BIGINT NOT NULL,
    source VARCHAR NOT NULL,
    line_number BIGINT NOT NULL,        -- 1-based, in the uncompressed file
    reason VARCHAR NOT NULL,
    excerpt VARCHAR NOT NULL            -- first characters, query strings and secrets taken out
);

CREATE TABLE credentials (
    credential_id BIGINT NOT NULL,      -- keyed hash of the folded text
    shown VARCHAR NOT NULL,             -- the text as first seen; for a secret, a short form of its hash
    kind VARCHAR NOT NULL,              -- consumer, user, api_key, certificate, client_ip, import
    first_day DATE NOT NULL,
    last_day DATE NOT NULL
);

-- The part of the partner register that SQL joins with; the register itself is in the governance record.
CREATE TABLE registered_partners (
    partner_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    tier VARCHAR,
    owner VARCHAR
);

CREATE TABLE credential_partners (
    credential_id BIGINT NOT NULL,
    partner_id VARCHAR NOT NULL
);

CREATE TABLE endpoints (
    endpoint_id BIGINT NOT NULL,        -- hash of api, method and template: never changes its meaning
    api VARCHAR NOT NULL,               -- '' = the only one
    method VARCHAR NOT NULL,
    template VARCHAR NOT NULL,          -- /v2/contacts/{id}
    label VARCHAR NOT NULL,             -- what people see: GET /v2/contacts/{id}
    source VARCHAR NOT NULL,            -- gateway, openapi, heuristic, learned, import, unmatched
    counted BOOLEAN NOT NULL,           -- false = kept out of profiles (the unmatched bucket, scanners' junk)
    first_day DATE NOT NULL
);

-- A merge found later; into_id is always an endpoint that is not itself merged.
CREATE TABLE endpoint_merges (
    endpoint_id BIGINT NOT NULL,
    into_id BIGINT NOT NULL,
    reason VARCHAR NOT NULL,
    merged_at TIMESTAMP NOT NULL
);

CREATE TABLE openapi_operations (
    api VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    template VARCHAR NOT NULL,          -- with the document's base path in front
    operation_id VARCHAR,
    deprecated BOOLEAN NOT NULL,
    sensitive BOOLEAN NOT NULL,         -- x-sensitive: true, or a tag named so
    document VARCHAR NOT NULL           -- file it came from
);

-- Additive: several loads add several rows for the same day; readers sum.
CREATE TABLE credential_usage (
    day DATE NOT NULL,
    credential_id BIGINT NOT NULL,
    endpoint_id BIGINT NOT NULL,
    calls BIGINT NOT NULL,              -- all, errors among them
    errors BIGINT NOT NULL,             -- status 400 and above, or no answer
    load_id BIGINT NOT NULL
);

-- Facts fixed by the first data, e.g. the kind of window.
CREATE TABLE platform_facts (
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL
);

-- What the rest of the product reads: usage by partner, merges followed, nobody's calls left out.
CREATE VIEW usage AS
SELECT
    coalesce(registered.partner_id, credentials.shown) AS partner_id,
    coalesce(merged.into_id, counted.endpoint_id) AS endpoint_id,
    counted.day AS day,
    sum(counted.calls)::BIGINT AS calls,
    sum(counted.errors)::BIGINT AS errors
FROM credential_usage AS counted
JOIN credentials USING (credential_id)
LEFT JOIN credential_partners AS registered USING (credential_id)
LEFT JOIN endpoint_merges AS merged USING (endpoint_id)
WHERE counted.credential_id <> 0
GROUP BY ALL;
