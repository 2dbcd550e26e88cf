-- What OpenAPI documents say of each endpoint by its label; see findings_facts.
SELECT
    endpoints.label,
    bool_or(coalesce(operation.sensitive, false)) AS sensitive,
    bool_or(coalesce(operation.deprecated, false)) AS deprecated,
    count(operation.template) = 0 AS undocumented
FROM endpoints
LEFT JOIN openapi_operations AS operation USING (api, method, template)
WHERE endpoints.api IN (SELECT api FROM openapi_operations)
GROUP BY endpoints.label
ORDER BY endpoints.label
