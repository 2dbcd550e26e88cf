-- Models of the learning time, the first to take over first.
SELECT model_id, takes_over
FROM models
WHERE origin = 'learning' AND takes_over IS NOT NULL
ORDER BY takes_over, created_at, model_id
