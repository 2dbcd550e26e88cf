-- How many partners a window has, and how many groups have members.
SELECT count(*) AS partners, count(DISTINCT group_id) AS groups
FROM assignments
WHERE win = $win
