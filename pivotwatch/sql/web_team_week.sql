-- What a team's partners did in a window: how many were seen, in how many groups, their calls, and how many of them
-- were seen in the window before, too.
WITH own AS (
    SELECT partner_id FROM registered_partners WHERE list_contains($owners, lower(owner))
)
SELECT
    count(*) AS partners, count(DISTINCT group_id) AS groups, coalesce(sum(calls), 0)::BIGINT AS calls,
    count(*) FILTER (partner_id IN (SELECT partner_id FROM assignments WHERE win = $previous)) AS compared
FROM assignments
WHERE win = $win AND partner_id IN (SELECT partner_id FROM own)
