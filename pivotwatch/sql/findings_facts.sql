-- What OpenAPI documents say of each endpoint. An endpoint whose API has no document has no row; one that
-- its API's documents do not name has documented = false.
SELECT
    endpoints.endpoint_id,
    count(operation.template) > 0 AS documented,
    coalesce(bool_or(operation.deprecated), false) AS deprecated,
    coalesce(bool_or(operation.sensitive), false) AS sensitive
FROM endpoints
LEFT JOIN openapi_operations AS operation USING (api, method, template)
WHERE endpoints.counted AND endpoints.api IN (SELECT api FROM openapi_operations)
GROUP BY endpoints.endpoint_id
ORDER BY endpoints.endpoint_id
