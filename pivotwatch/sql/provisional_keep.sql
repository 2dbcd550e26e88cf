-- A model of an open window, one of whose groups people named by hand, stays as one of the learning time.
UPDATE models
SET origin = 'learning'
WHERE
    origin = 'provisional'
    AND model_id IN (
        SELECT model_id FROM model_points WHERE group_id IN (SELECT group_id FROM groups WHERE named_by_hand)
    )
