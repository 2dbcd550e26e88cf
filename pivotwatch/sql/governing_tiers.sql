-- The tier that more than half of a group's registered members have in a window.
WITH members AS (
    SELECT assignments.group_id, registered_partners.tier
    FROM assignments
    INNER JOIN registered_partners USING (partner_id)
    WHERE assignments.win = $win AND assignments.group_id IS NOT NULL AND registered_partners.tier IS NOT NULL
)

SELECT group_id, tier
FROM members
GROUP BY group_id, tier
HAVING count(*) * 2 > (SELECT count(*) FROM members AS others WHERE others.group_id = members.group_id)
ORDER BY group_id
