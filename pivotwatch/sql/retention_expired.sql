-- How much has expired. A call stays while its daily usage might still be merged or judged for the first time:
-- as long as a window that it belongs to, or an earlier one, is not processed.
SELECT
    (SELECT count(*) FROM calls WHERE day < $calls_before AND day < (SELECT max(end_day) FROM windows)),
    (SELECT count(*) FROM rejects JOIN loads USING (load_id) WHERE loads.loaded_at < $rejects_before),
    (SELECT count(*) FROM runs WHERE started_at < $runs_before);
