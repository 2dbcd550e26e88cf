-- What becomes rows of the ledger, as the loader lends it.
CREATE OR REPLACE TEMP TABLE load_parts (
    part USMALLINT, source VARCHAR, fingerprint VARCHAR, format VARCHAR, start_offset BIGINT, end_offset BIGINT,
    lines BIGINT, calls BIGINT, duplicates BIGINT, rejects BIGINT, loaded_at TIMESTAMP, seconds DOUBLE, end_line BIGINT,
    checkpoint VARCHAR
);
