-- Erases notes of the stages' runs that have expired.
DELETE FROM runs WHERE started_at < $runs_before;
