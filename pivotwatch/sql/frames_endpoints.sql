-- Endpoints that are not merged, with the usage that passes the filters; NULL = no filter.
-- With any filter only endpoints that were called are left. documented: NULL where no document covers the API.
WITH counted AS (
    SELECT
        usage.endpoint_id AS endpoint_id,
        sum(usage.calls)::BIGINT AS calls,
        sum(usage.errors)::BIGINT AS errors,
        count(DISTINCT usage.partner_id) AS partners,
        CASE $kind
            WHEN 'week' THEN strftime(usage.day, '%G-W%V')
            WHEN 'month' THEN strftime(usage.day, '%Y-%m')
            ELSE strftime(usage.day, '%Y-%m-%d')
        END AS win,
        usage.partner_id AS partner_id
    FROM usage
    GROUP BY ALL
), chosen AS (
    SELECT
        counted.endpoint_id AS endpoint_id,
        sum(counted.calls)::BIGINT AS calls,
        sum(counted.errors)::BIGINT AS errors,
        count(DISTINCT counted.partner_id) AS partners
    FROM counted
    LEFT JOIN assignments USING (win, partner_id)
    LEFT JOIN groups USING (group_id)
    WHERE ($windows::VARCHAR[] IS NULL OR list_contains($windows::VARCHAR[], counted.win))
        AND ($partners::VARCHAR[] IS NULL OR list_contains($partners::VARCHAR[], counted.partner_id))
        AND (
            $groups::VARCHAR[] IS NULL
            OR list_has_any($groups::VARCHAR[], [groups.name, assignments.group_id::VARCHAR])
        )
    GROUP BY ALL
), described AS (
    SELECT api, method, template, bool_or(deprecated) AS deprecated, bool_or(sensitive) AS sensitive
    FROM openapi_operations
    GROUP BY ALL
)
SELECT
    endpoints.endpoint_id AS endpoint_id,
    endpoints.label AS endpoint,
    endpoints.api AS api,
    endpoints.method AS method,
    endpoints.template AS template,
    endpoints.source AS source,
    endpoints.counted AS counted,
    coalesce(chosen.calls, 0) AS calls,
    coalesce(chosen.errors, 0) AS errors,
    coalesce(chosen.partners, 0) AS partners,
    endpoints.first_day AS first_day,
    coalesce(described.deprecated, false) AS deprecated,
    coalesce(described.sensitive, false) AS sensitive,
    CASE
        WHEN endpoints.counted AND endpoints.api IN (SELECT api FROM described)
        THEN described.template IS NOT NULL
    END AS documented
FROM endpoints
LEFT JOIN chosen USING (endpoint_id)
LEFT JOIN described USING (api, method, template)
WHERE endpoints.endpoint_id NOT IN (SELECT endpoint_id FROM endpoint_merges)
    AND (
        ($windows::VARCHAR[] IS NULL AND $partners::VARCHAR[] IS NULL AND $groups::VARCHAR[] IS NULL)
        OR chosen.calls > 0
    )
ORDER BY calls DESC, endpoint
