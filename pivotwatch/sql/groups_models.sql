-- All models, the newest first.
SELECT
    models.model_id AS model_id, state, origin, method, scaling, parameters, scores, reason, fitted_through,
    takes_over, points.groups AS groups
FROM models
LEFT JOIN (
    SELECT model_id, count(DISTINCT group_id) AS groups FROM model_points GROUP BY model_id
) AS points USING (model_id)
ORDER BY created_at DESC, takes_over DESC NULLS FIRST, model_id
