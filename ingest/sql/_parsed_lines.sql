-- The shape of what a format makes of lines, so that the files beside this one can be planned.
CREATE TEMP VIEW parsed_lines AS
SELECT
    1::BIGINT AS line_number,
    true AS readable,
    NULL::TIMESTAMP AS moment,
    ''::VARCHAR AS method,
    ''::VARCHAR AS target,
    NULL::VARCHAR AS route,
    NULL::VARCHAR AS api,
    NULL::VARCHAR AS credential,
    NULL::VARCHAR AS credential_kind,
    NULL::VARCHAR AS status,
    NULL::DOUBLE AS latency_ms,
    NULL::VARCHAR AS bytes,
    NULL::VARCHAR AS request_id,
    true AS is_call;
