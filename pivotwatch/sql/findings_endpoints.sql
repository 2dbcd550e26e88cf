-- Every endpoint with what people see; the API is added where two APIs have the same label.
SELECT
    endpoint_id,
    CASE WHEN count(*) OVER (PARTITION BY label) > 1 THEN concat(label, ' [', api, ']') ELSE label END AS label
FROM (SELECT DISTINCT endpoint_id, label, api FROM endpoints)
ORDER BY label, endpoint_id
