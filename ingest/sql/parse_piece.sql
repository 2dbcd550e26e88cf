-- A piece of a segment: what its format makes of each line, with what is wrong with it.
SELECT
    line_number,
    ts,
    method::VARCHAR AS method,
    path::VARCHAR AS path,
    route::VARCHAR AS route,
    api::VARCHAR AS api,
    credential::VARCHAR AS credential,
    credential_kind::VARCHAR AS credential_kind,
    status,
    latency_ms::DOUBLE AS latency_ms,
    bytes,
    request_id::VARCHAR AS request_id,
    problem::VARCHAR AS problem
FROM judged_lines($earliest, $latest, $ends)
