-- The note of the same day from when it was counted before.
DELETE FROM loads WHERE source = $source AND load_id < (SELECT max(load_id) FROM loads)
