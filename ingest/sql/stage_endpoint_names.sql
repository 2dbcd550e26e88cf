-- What the keys of endpoints stand for: the pieces of a load have most of them in common.
CREATE OR REPLACE TEMP TABLE staged_endpoint_names AS
SELECT DISTINCT ON (endpoint_key) endpoint_key, method, route, api, shape
FROM prepared_endpoints
