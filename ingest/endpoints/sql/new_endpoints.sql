-- Endpoints that were not known before this load.
INSERT INTO endpoints BY NAME
SELECT
    endpoint_id,
    any_value(coalesce(api, '')) AS api,
    any_value(verb) AS method,
    any_value(template) AS template,
    any_value(verb || ' ' || template) AS label,
    min(source) AS source,
    true AS counted,
    min(first_day) AS first_day
FROM resolved_paths
WHERE endpoint_id NOT IN (SELECT endpoint_id FROM endpoints)
GROUP BY endpoint_id
