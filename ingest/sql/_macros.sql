-- Words that the formats' expressions are written in; temporary, because they belong to no stored row.

-- Gateways write "missing" in many ways; all of them are NULL here. No IN (...): DuckDB makes a join of it.
CREATE OR REPLACE TEMP MACRO given(text) AS
    CASE
        WHEN strlen(text) > 9 THEN text
        WHEN text = '' OR text = '-' THEN NULL
        WHEN regexp_full_match(text, 'null|undefined|N/A|UNKNOWN|REDACTED|redacted|<BADREQ>') THEN NULL
        ELSE text
    END;

-- What stands before the first `mark`. To look for it costs less than to cut.
CREATE OR REPLACE TEMP MACRO cut_before(text, mark) AS
    CASE WHEN contains(text, mark) THEN split_part(text, mark, 1) ELSE text END;

-- Text whose UTF-8 was taken for Latin-1, byte by byte (Envoy, httpd), as it was meant; other text as it is.
CREATE OR REPLACE TEMP MACRO from_latin(text) AS
    CASE
        WHEN strlen(text) = length(text) THEN text
        ELSE coalesce(
            try(url_decode(array_to_string(list_transform(
                string_split(text, ''),
                lambda letter: CASE
                    WHEN letter = '%' THEN '%25'
                    WHEN ord(letter) < 128 THEN letter
                    WHEN ord(letter) < 256 THEN printf('%%%02X', ord(letter))
                    ELSE '%FF' -- no Latin-1: makes the decoding fail
                END
            ), ''))),
            text
        )
    END;

-- '+0200]' or '+0200' to seconds east of Greenwich.
CREATE OR REPLACE TEMP MACRO zone_seconds(zone) AS
    CASE
        WHEN starts_with(zone, '+0000') THEN 0
        ELSE (CASE zone[1] WHEN '-' THEN -60 ELSE 60 END)
            * (60 * try_cast(zone[2:3] AS BIGINT) + try_cast(zone[4:5] AS BIGINT))
    END;

-- '[21/Nov/2026:07:27:26' and its zone to UTC. Without %z, which is four times slower.
CREATE OR REPLACE TEMP MACRO clf_moment(clock, zone) AS
    try_strptime(clock, '[%d/%b/%Y:%H:%M:%S') - to_seconds(zone_seconds(zone));

-- The same from one text: '21/Nov/2026:07:27:26 +0000', with or without brackets.
CREATE OR REPLACE TEMP MACRO clf_text_moment(text) AS
    clf_moment('[' || split_part(ltrim(text, '['), ' ', 1), split_part(text, ' ', 2));

-- ISO 8601 with any zone (or none: UTC) to UTC.
CREATE OR REPLACE TEMP MACRO iso_moment(text) AS
    try_cast(try_cast(text AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP);

-- A count since 1970 to UTC; NULL when it is no number or no moment that a timestamp can hold.
CREATE OR REPLACE TEMP MACRO epoch_moment(number, per_second) AS
    CASE
        WHEN abs(try_cast(number AS DOUBLE)) / per_second < 1e11
        THEN make_timestamp(CAST(round(try_cast(number AS DOUBLE) * (1e6 / per_second)) AS BIGINT))
    END;

-- Any of the above: ISO 8601, or a count of s, ms, us or ns since 1970, told apart by its size.
CREATE OR REPLACE TEMP MACRO any_moment(text) AS
    CASE
        WHEN try_cast(text AS DOUBLE) IS NULL THEN iso_moment(text)
        WHEN abs(try_cast(text AS DOUBLE)) < 1e11 THEN epoch_moment(text, 1e0)
        WHEN abs(try_cast(text AS DOUBLE)) < 1e14 THEN epoch_moment(text, 1e3)
        WHEN abs(try_cast(text AS DOUBLE)) < 1e17 THEN epoch_moment(text, 1e6)
        ELSE epoch_moment(text, 1e9)
    END;

-- Whether the text is a JSON object.
CREATE OR REPLACE TEMP MACRO is_object(text) AS
    CASE WHEN json_valid(text) THEN json_type(text) = 'OBJECT' ELSE false END;

-- What may be kept of a line that was not understood: its first characters, without query strings, without
-- anything that is named or looks like a secret, without addresses of callers, without control characters.
CREATE OR REPLACE TEMP MACRO excerpt_of(line) AS
    left(
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            left(line, 2000),
            '\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b|[0-9a-f:]*::[0-9a-f:.]*|\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b', '…', 'gi'),
            '\b(basic|bearer|digest)\s+[A-Za-z0-9._~+/=-]+', '\1 …', 'gi'),
            '\?[^\s"'']*', '?…', 'g'),
            '("(?:args|query|query_?string)"\s*:\s*")[^"]*', '\1…', 'gi'),
            '((?:key|token|secret|passw(?:or)?d|authorization|cookie|signature|session|jwt)[a-z0-9_-]*\\?"?\s*[:=]\s*\[?\s*\\?"?)[^\s",\]}\\]+', '\1…', 'gi'),
            '\{[^{}"]*\|[^{}"]*\}|[A-Za-z0-9_+-]{32,}', '…', 'g'),
            '[[:cntrl:]]', '�', 'g'),
        200
    );

-- No IN (...), as above.
CREATE OR REPLACE TEMP MACRO is_common_method(text) AS
    text = 'GET' OR text = 'POST' OR text = 'PUT' OR text = 'DELETE' OR text = 'PATCH';

-- Methods of RFC 9110 and the registered ones that APIs use; whatever else stands there is a scanner's or garbage.
CREATE OR REPLACE TEMP MACRO is_http_method(text) AS
    is_common_method(text) OR regexp_full_match(
        text,
        'HEAD|OPTIONS|TRACE|CONNECT|QUERY|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|SEARCH|REPORT|LINK|UNLINK|'
        || 'PURGE'
    );

-- The path with `0` for each segment that is a number or a UUID (of several side by side, at least every second
-- one), and a '/' more at its end. `path_shape` makes the same of both, but far fewer of these differ.
CREATE OR REPLACE TEMP MACRO short_path(path) AS
    regexp_replace(
        path || '/',
        '/(?:[0-9]+|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})/', '/0/', 'g'
    );
