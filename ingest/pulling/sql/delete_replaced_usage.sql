-- What the same day brought when it was counted before.
DELETE FROM credential_usage
WHERE load_id IN (
    SELECT load_id FROM loads WHERE source = $source AND load_id < (SELECT max(load_id) FROM loads)
)
