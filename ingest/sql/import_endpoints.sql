-- Endpoints that only an imported table knows; their label is the heading's text. What was only refused so far
-- is an endpoint from now on.
INSERT INTO endpoints BY NAME
SELECT
    endpoint_id,
    '' AS api,
    min(method) AS method,
    min(template) AS template,
    min(label) AS label,
    'import' AS source,
    true AS counted,
    min(start_day) AS first_day
FROM imported
WHERE endpoint_id NOT IN (SELECT endpoint_id FROM endpoints)
GROUP BY endpoint_id;
DELETE FROM endpoint_merges
WHERE endpoint_id IN (SELECT endpoint_id FROM imported)
    AND endpoint_id IN (SELECT endpoint_id FROM endpoints WHERE source = 'refused');
UPDATE endpoints SET source = 'import'
WHERE source = 'refused' AND endpoint_id IN (SELECT endpoint_id FROM imported);
