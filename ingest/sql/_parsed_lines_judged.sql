-- Lines, cut by their format, with all that is known of the call and with what is wrong with the line.
-- earliest, latest: bounds of a believable start; ends: the format's moment is the end of the request.
CREATE OR REPLACE TEMP MACRO judged_lines(earliest, latest, ends) AS TABLE
SELECT
    line_number,
    ts,
    method,
    path,
    route,
    api,
    credential,
    credential_kind,
    CASE WHEN status > 0 THEN status END::SMALLINT AS status,
    CASE WHEN latency_ms >= 0 THEN latency_ms END AS latency_ms,
    CASE WHEN bytes >= 0 THEN bytes END AS bytes,
    request_id,
    CASE
        -- what nearly every line is; the others are asked one question after the other
        WHEN readable AND is_call AND ts BETWEEN earliest AND latest AND is_common_method(method)
            AND (path IS NOT NULL OR route IS NOT NULL) AND status <= 999 THEN NULL
        WHEN NOT readable THEN 'the line does not read as this format'
        WHEN NOT is_call THEN 'the record tells of no finished request'
        WHEN ts IS NULL THEN 'no readable time'
        WHEN method IS NULL THEN 'no request method'
        WHEN NOT is_http_method(method) THEN 'not an HTTP method'
        WHEN path IS NULL AND route IS NULL THEN 'no path in the request'
        WHEN status IS NULL AND given(status_text) IS NOT NULL OR status > 999 THEN 'not an HTTP status'
        WHEN ts < earliest THEN 'older than the settings allow (ingest.oldest_days)'
        WHEN ts > latest THEN 'in the future (ingest.future_hours)'
    END AS problem
FROM (
    SELECT
        line_number,
        coalesce(readable, false) AS readable,
        coalesce(is_call, false) AS is_call,
        CASE
            WHEN ends AND latency_ms > 0 THEN moment - to_microseconds(CAST(latency_ms * 1000 AS BIGINT))
            ELSE moment
        END AS ts,
        CASE WHEN is_common_method(method) THEN method ELSE upper(given(method)) END AS method,
        CASE
            WHEN starts_with(target, '/') THEN cut_before(cut_before(target, '?'), '#')
            WHEN contains(target, '://') THEN '/' || regexp_extract(target, '^[^?#]*?://[^/?#]*/?([^?#]*)', 1)
            WHEN target = '*' OR method = 'CONNECT' THEN split_part(target, '?', 1)
        END AS path,
        given(route) AS route,
        given(api) AS api,
        credential,
        credential_kind,
        try_cast(status AS INTEGER) AS status,
        status AS status_text,
        latency_ms,
        try_cast(bytes AS BIGINT) AS bytes,
        given(request_id) AS request_id
    FROM parsed_lines
);
