-- Forget the groups that only this model has.
DELETE FROM groups
WHERE
    group_id IN (SELECT group_id FROM model_points WHERE model_id = $model_id)
    AND group_id NOT IN (SELECT group_id FROM model_points WHERE model_id <> $model_id)
    AND NOT named_by_hand
