-- How many partners a window has, how many of them the window before has too, and how many groups have members.
SELECT
    count(*) AS partners,
    count(before.partner_id) AS compared,
    count(DISTINCT now.group_id) AS groups
FROM assignments AS now
LEFT JOIN (SELECT partner_id FROM assignments WHERE win = $previous) AS before USING (partner_id)
WHERE now.win = $win
