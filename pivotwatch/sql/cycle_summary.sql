-- How many groups had members in a window, and how many partners were seen.
SELECT count(DISTINCT group_id) AS groups, count(DISTINCT partner_id) AS partners
FROM assignments
WHERE win = $win
