-- One model by its id.
SELECT model_id, method, scaling, radius, scores, fitted_through, takes_over, origin, state, reason
FROM models
WHERE model_id = $model_id
