-- How many imported counts lie in the table's windows.
SELECT count(*)
FROM credential_usage
WHERE day IN (SELECT start_day FROM imported)
    AND load_id IN (SELECT load_id FROM loads WHERE format = 'usage_table')
