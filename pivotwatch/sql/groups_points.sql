-- A model's points with merges of endpoints followed; coordinates that fell together are added, at most 1.
SELECT point, group_id, coalesce(merged.into_id, points.endpoint_id) AS endpoint_id, least(1.0, sum(value)) AS value
FROM model_points AS points
LEFT JOIN endpoint_merges AS merged ON merged.endpoint_id = points.endpoint_id
WHERE points.model_id = $model_id
GROUP BY ALL
ORDER BY point, endpoint_id
