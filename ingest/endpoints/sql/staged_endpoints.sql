-- The answer to the loader: which endpoint each staged combination belongs to.
CREATE OR REPLACE TEMP TABLE staged_endpoints AS
SELECT method, route, api, shape, endpoint_id FROM resolved_paths
