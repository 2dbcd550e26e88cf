-- A table that is replaced, in whole or in part, is not there any more: it may be imported again.
UPDATE loads
SET fingerprint = NULL
WHERE format = 'usage_table'
    AND load_id IN (SELECT load_id FROM credential_usage WHERE day IN (SELECT start_day FROM imported))
