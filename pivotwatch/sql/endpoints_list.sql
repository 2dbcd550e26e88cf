-- Endpoints that are not merged, with what was called and what OpenAPI documents say of them.
-- $start_day, $end_day: only calls in [start, end); NULL = all. documented is NULL where no document covers the API.
WITH counted AS (
    SELECT
        coalesce(merged.into_id, used.endpoint_id) AS endpoint_id,
        sum(used.calls)::BIGINT AS calls,
        count(DISTINCT coalesce(registered.partner_id, credentials.shown)) FILTER (used.credential_id <> 0) AS partners
    FROM credential_usage AS used
    JOIN credentials USING (credential_id)
    LEFT JOIN credential_partners AS registered USING (credential_id)
    LEFT JOIN endpoint_merges AS merged USING (endpoint_id)
    WHERE ($start_day IS NULL OR used.day >= $start_day) AND ($end_day IS NULL OR used.day < $end_day)
    GROUP BY ALL
), described AS (
    SELECT api, method, template, bool_or(deprecated) AS deprecated FROM openapi_operations GROUP BY ALL
)
SELECT
    endpoints.label AS endpoint,
    endpoints.api AS api,
    endpoints.method AS method,
    endpoints.template AS template,
    endpoints.source AS source,
    endpoints.counted AS counted,
    coalesce(counted.calls, 0) AS calls,
    coalesce(counted.partners, 0) AS partners,
    endpoints.first_day AS first_day,
    coalesce(described.deprecated, false) AS deprecated,
    CASE
        WHEN endpoints.counted AND endpoints.api IN (SELECT api FROM described)
        THEN described.template IS NOT NULL
    END AS documented
FROM endpoints
LEFT JOIN counted USING (endpoint_id)
LEFT JOIN described USING (api, method, template)
WHERE endpoints.endpoint_id NOT IN (SELECT endpoint_id FROM endpoint_merges)
    AND ($start_day IS NULL OR counted.calls > 0)
ORDER BY calls DESC, endpoint
