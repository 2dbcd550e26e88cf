-- Endpoints that are not merged, with their use in the newest window that has profiles, and what documents say of them.
-- documented is NULL where no document covers the API.
WITH newest AS (
    SELECT endpoint_id, sum(calls)::BIGINT AS calls, sum(errors)::BIGINT AS errors, count(*) AS partners
    FROM profiles
    WHERE win = $win
    GROUP BY endpoint_id
), described AS (
    SELECT api, method, template, bool_or(deprecated) AS deprecated, bool_or(sensitive) AS sensitive
    FROM openapi_operations
    GROUP BY ALL
)
SELECT
    endpoints.endpoint_id AS endpoint_id, endpoints.label AS label, endpoints.api AS api, endpoints.source AS source,
    endpoints.counted AS counted, endpoints.first_day AS first_day,
    coalesce(newest.calls, 0) AS calls, coalesce(newest.errors, 0) AS errors, coalesce(newest.partners, 0) AS partners,
    coalesce(described.deprecated, false) AS deprecated, coalesce(described.sensitive, false) AS sensitive,
    CASE
        WHEN endpoints.counted AND endpoints.api IN (SELECT api FROM described)
        THEN described.template IS NOT NULL
    END AS documented
FROM endpoints
LEFT JOIN newest USING (endpoint_id)
LEFT JOIN described USING (api, method, template)
WHERE endpoints.endpoint_id NOT IN (SELECT endpoint_id FROM endpoint_merges)
ORDER BY calls DESC, label
