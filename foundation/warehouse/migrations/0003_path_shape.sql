-- path_shape(path): the path with every segment that can only be an id written as {id}. See docs/endpoints.md.
-- Three million paths go through it in one load, so what is rare is mended only where it occurs, and no pattern of
-- the common way has captures: without them RE2 stays in its automaton, which is ten times as fast.

-- No query string, no fragment, no scheme and host.
CREATE MACRO path_bare(path) AS
    CASE
        WHEN starts_with(path, '/') THEN regexp_extract(path, '^[^?#]*')
        WHEN regexp_matches(path, '^[a-zA-Z][a-zA-Z0-9+.-]*://')
            THEN '/' || regexp_extract(path, '^[^:]*://[^/?#]*/?([^?#]*)', 1)
        ELSE regexp_extract(path, '^[^?#]*')
    END;

-- RFC 3986: a character means the same encoded or not; an encoded '/' stays inside its segment (as U+0003).
CREATE MACRO path_decoded(path) AS
    CASE WHEN contains(path, '%')
        THEN coalesce(try(url_decode(regexp_replace(path, '%2[fF]', '%03', 'g'))), path)
        ELSE path
    END;

-- One spelling for one path: decoded, no matrix parameters, no '//', '/./', 'x/../', and no '/' at the end.
CREATE MACRO path_clean(path) AS
    coalesce(nullif(rtrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        path_decoded(path_bare(path)),
        ';[^/]*', '', 'g'),
        '/(?:\.?/)+', '/', 'g'),
        '/[^/]+/\.\.(/|$)', '\1', 'g'),
        '/\.$', '/'),
    '/'), ''), '/');

-- What can only be an id, as a part of an RE2 pattern.
CREATE MACRO id_pattern() AS
    '(?i:'
    || '-?[0-9]+(?:[_-][0-9]+)*'                                                -- numbers, dates, ranges
    || '|[0-9]{4}-?[wqh][0-9]{1,2}'                                             -- 2026-W47, 2026Q4
    || '|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'          -- UUID, RFC 9562
    -- eight hexadecimal digits and more, one of 0-9 among them
    || '|[0-9][0-9a-f]{7,}|[a-f][0-9][0-9a-f]{6,}|[a-f]{2}[0-9][0-9a-f]{5,}|[a-f]{3}[0-9][0-9a-f]{4,}'
    || '|[a-f]{4}[0-9][0-9a-f]{3,}|[a-f]{5}[0-9][0-9a-f]{2,}|[a-f]{6}[0-9][0-9a-f]+|[a-f]{7,}[0-9][0-9a-f]*'
    -- a token of four digits and more (ULID, ord_1234, INV-0001, most of base64) that is not v2026, iso20022, rfc7807
    || '|(?:[ir]?[0-9]|(?:[a-hj-qs-uw-z_~=-]|i[a-rt-z_-]|is[a-np-z_-]|r[a-eg-z_-]|rf[abd-z_-]|v[a-z_~=-])'
    || '[a-z_~=-]*[0-9])(?:[a-z_~=-]*[0-9]){3}[a-z0-9_~=-]*'
    -- two digits apart in twelve letters and more: base64 again
    || '|[a-z]{4,}[0-9][a-z0-9]{4,}[0-9][a-z0-9]*|[a-z0-9]*[0-9][a-z0-9]{4,}[0-9][a-z0-9]{4,}'
    || '|[a-z]{4,}[0-9][a-z0-9]*[a-z][a-z0-9]*[0-9][a-z0-9]{4,}|[a-z]{10,}[0-9][a-z]+[0-9]|[0-9][a-z]+[0-9][a-z]{10,}'
    || ')';

-- The same for what holds other characters than letters, digits, '_', '-' and '~'.
CREATE MACRO odd_id_pattern() AS
    '(?i:'
    || '-?[0-9]+(?:[,_-]-?[0-9]+)*'
    || '|-?[0-9]+\.[0-9]{3,}(?:,-?[0-9.]+)*'                                    -- 52.5200,13.4050
    || '|[0-9]+(?:\.[0-9]+){3}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}'                -- IPv4; 31.12.2026
    || '|[0-9]{4}-?[0-9]{2}-?[0-9]{2}[t ][0-9:.]+(?:z|[+-][0-9:]+)?'            -- ISO 8601 times
    || e'|[^/\x01@]+@[^/\x01@]+\\.[^/\x01@]+'                                   -- e-mail addresses
    || '|ey[a-z0-9_-]+\.[a-z0-9_-]+\.[a-z0-9_-]*'                               -- JWT, RFC 7519
    || e')|[^/\x01]*[ ,+''"<>|\\\\^`{}\x03&!*\x7f-\\x{10ffff}][^/\x01]*';        -- nobody spells a route so

-- '/' becomes U+0001 and '/', so that two ids side by side share no separator and one pass finds both.
CREATE MACRO plain_shape(path) AS
    replace(regexp_replace(
        replace(path, '/', e'\x01/') || e'\x01', '/' || id_pattern() || e'\x01', e'/{id}\x01', 'g'), e'\x01', '');

-- Keeps what follows an id inside its segment: a file's ending, a verb (/users/42.json, /users/42:activate); and reads
-- OData's keys, /Products(42).
CREATE MACRO odd_shape(path) AS
    replace(replace(regexp_replace(regexp_replace(
        replace(path, '/', e'\x01/') || e'\x01',
        e'\\((?:''[^\x01'']*''|[0-9a-fA-F-]*[0-9][0-9a-fA-F-]*)\\)', e'(\x02)', 'g'),
        '/(?:' || odd_id_pattern() || '|' || id_pattern() || e')((?:\\.[a-z][a-z0-9]{1,4}|:[a-zA-Z]+)?)\x01',
        e'/{id}\\1\x01', 'g'),
        e'\x01', ''), e'(\x02)', '({id})');

-- The two commonest sorts of path in a cheaper way, with the same result: words and versions alone; and such with
-- numbers or UUIDs between them, no two side by side.
CREATE MACRO words_pattern() AS '(?:/(?:[a-zA-Z_~-]+|v[0-9]{1,2}))+';
CREATE MACRO common_id_pattern() AS
    '/(?:[0-9]+|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})';

CREATE MACRO path_shape(path) AS
    CASE
        WHEN regexp_matches(path, '^' || words_pattern() || '$') THEN path
        WHEN regexp_matches(path, '^(?:' || words_pattern() || '(?:' || common_id_pattern() || ')?)+$')
            THEN rtrim(regexp_replace(path || '/', common_id_pattern() || '/', '/{id}/', 'g'), '/')
        WHEN regexp_matches(path, '^(?:/[a-zA-Z0-9_~-]+)+$') THEN plain_shape(path)
        WHEN regexp_matches(path, '^(?:/[a-zA-Z0-9_~-]+)+\?') THEN plain_shape(regexp_extract(path, '^[^?]*'))
        ELSE odd_shape(path_clean(path))
    END;
