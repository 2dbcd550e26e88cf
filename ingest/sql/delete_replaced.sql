-- The imported counts of the table's windows make room for it.
DELETE FROM credential_usage
WHERE day IN (SELECT start_day FROM imported)
    AND load_id IN (SELECT load_id FROM loads WHERE format = 'usage_table')
