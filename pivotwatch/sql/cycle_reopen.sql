-- Forget that a window and those after it were processed, so that a run which is killed half-way
-- goes on where it stopped.
DELETE FROM windows WHERE start_day >= $start_day
