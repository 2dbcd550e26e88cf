-- What endpoints are called, for the names of groups.
SELECT DISTINCT endpoint_id, method, template, label
FROM endpoints
ORDER BY endpoint_id
