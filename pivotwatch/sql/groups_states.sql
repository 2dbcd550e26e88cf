-- The model that took over last is the reference, those before it are retired, the rest is only proposed.
UPDATE models
SET state = CASE
    WHEN takes_over IS NULL THEN 'proposed'
    WHEN model_id = $reference_id THEN 'reference'
    ELSE 'retired'
END
