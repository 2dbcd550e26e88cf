-- A day's counts with the shapes that the same paths have in files.
CREATE OR REPLACE TEMP TABLE pulled_calls AS
SELECT
    *,
    CASE WHEN path IS NOT NULL THEN path_shape(path) END AS shape,
    $day::DATE AS day
FROM (
    SELECT
        given(credential) AS credential,
        CASE WHEN given(credential) IS NOT NULL THEN $kind END AS kind,
        method,
        given(route) AS route,
        given(api) AS api,
        CASE
            WHEN starts_with(path, '/') OR path = '*' OR method = 'CONNECT' THEN path
            ELSE '/' || regexp_extract(path, '^.*?://[^/]*/?(.*)', 1)
        END AS path,
        calls,
        errors,
        good_calls
    FROM pulled
)
