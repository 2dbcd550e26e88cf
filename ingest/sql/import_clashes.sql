-- Partners and windows of the table that an earlier import brought already.
SELECT any_value(imported.partner) AS partner, imported.start_day
FROM imported
JOIN credential_usage AS counted
    ON counted.credential_id = imported.credential_id AND counted.day = imported.start_day
JOIN loads ON loads.load_id = counted.load_id AND loads.format = 'usage_table'
GROUP BY imported.credential_id, imported.start_day
ORDER BY imported.start_day, partner
LIMIT 50
