-- The model that assigns a window: the last that took over by then; one accepted by hand goes before one
-- of the learning time.
SELECT model_id, method, scaling, radius, scores, fitted_through, takes_over, origin, state, reason
FROM models
WHERE takes_over <= $win
ORDER BY takes_over DESC, origin DESC, created_at DESC, model_id
LIMIT 1
