-- The windows before one that were assigned by the same model as it, from a day on, oldest first.
SELECT windows.win
FROM windows
WHERE
    start_day >= $from_day AND start_day < $start_day
    AND (SELECT any_value(model_id) FROM assignments WHERE assignments.win = windows.win)
        = (SELECT any_value(model_id) FROM assignments WHERE assignments.win = $win)
ORDER BY start_day
LIMIT 1
