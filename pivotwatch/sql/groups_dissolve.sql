-- End the groups of the model before that the new model has no point of.
UPDATE groups
SET dissolved_in = $win
WHERE
    dissolved_in IS NULL
    AND group_id IN (SELECT group_id FROM model_points WHERE model_id = $from_model_id)
    AND group_id NOT IN (SELECT group_id FROM model_points WHERE model_id = $to_model_id)
