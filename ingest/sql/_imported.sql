-- A usage table as the importer lends it.
CREATE OR REPLACE TEMP TABLE imported (
    start_day DATE, credential_id BIGINT, endpoint_id BIGINT, partner VARCHAR, label VARCHAR, method VARCHAR,
    template VARCHAR, calls BIGINT, errors BIGINT
);
