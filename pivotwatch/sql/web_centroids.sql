-- What each group uses in a window: the mean value of an endpoint over its members. Only endpoints that some group uses.
WITH sizes AS (
    SELECT group_id, count(*) AS members FROM assignments
    WHERE win = $win AND group_id IS NOT NULL
    GROUP BY group_id
), sums AS (
    SELECT assigned.group_id, profiles.endpoint_id, sum(profiles.value) AS total, count(*) AS users
    FROM profiles
    JOIN (SELECT partner_id, group_id FROM assignments WHERE win = $win AND group_id IS NOT NULL) AS assigned USING (partner_id)
    WHERE profiles.win = $win
    GROUP BY assigned.group_id, profiles.endpoint_id
)
SELECT
    sums.group_id, sums.endpoint_id,
    (SELECT min(label) FROM endpoints WHERE endpoints.endpoint_id = sums.endpoint_id) AS label,
    sums.total / sizes.members AS mean, sums.users / sizes.members AS part
FROM sums
JOIN sizes USING (group_id)
WHERE sums.total / sizes.members >= 0.02
