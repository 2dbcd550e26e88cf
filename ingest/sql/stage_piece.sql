-- A piece of a segment becomes calls-to-be, as numbers: names are hashed here and looked up for one line of
-- each (stage_names.sql), because writing and joining texts would take longer than everything else.
-- $salt: so that nobody can make up names that hash alike; $keep_paths: paths are wanted, not shapes alone.
CREATE OR REPLACE TEMP TABLE staged_piece AS
SELECT
    line_number,
    ts,
    hash(method, route, api, shape, $salt) AS endpoint_key,
    hash(credential, credential_kind, $salt) AS credential_key,
    CASE WHEN $keep_paths THEN path END AS path,
    status,
    latency_ms,
    bytes,
    request_id,
    problem
FROM judged_lines($earliest, $latest, $ends)
