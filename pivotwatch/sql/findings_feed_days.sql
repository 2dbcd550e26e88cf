-- Days with calls of each feed of the tap: its source and format, as its segments are named.
SELECT
    regexp_extract(loads.source, '^spool:([a-z0-9_]+[.][a-z0-9_]+)[.]', 1) AS feed,
    used.day
FROM credential_usage AS used
JOIN loads USING (load_id)
WHERE used.day >= $first_day AND used.day < $end_day AND starts_with(loads.source, 'spool:')
GROUP BY ALL
ORDER BY ALL
