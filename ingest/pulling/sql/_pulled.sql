-- Tables that the files beside this one read, so that they can be planned.
CREATE OR REPLACE TEMP MACRO given(text) AS nullif(text, '');
CREATE OR REPLACE TEMP TABLE pulled (
    credential VARCHAR, method VARCHAR, route VARCHAR, api VARCHAR, path VARCHAR, calls BIGINT, errors BIGINT,
    good_calls BIGINT
);
CREATE OR REPLACE TEMP TABLE pulled_calls (
    credential VARCHAR, kind VARCHAR, method VARCHAR, route VARCHAR, api VARCHAR, path VARCHAR, shape VARCHAR,
    calls BIGINT, errors BIGINT, good_calls BIGINT, day DATE
);
CREATE OR REPLACE TEMP TABLE staged_endpoints (
    method VARCHAR, route VARCHAR, api VARCHAR, shape VARCHAR, endpoint_id BIGINT
);
CREATE OR REPLACE TEMP TABLE staged_credential_ids (credential VARCHAR, kind VARCHAR, credential_id BIGINT);
