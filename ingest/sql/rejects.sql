-- Rejected lines, newest load first. NULL = no condition.
SELECT rejects.source AS file, line_number AS line, reason, excerpt, load_id AS load
FROM rejects
JOIN loads USING (load_id)
WHERE ($file IS NULL OR rejects.source = $file)
    AND ($start_day IS NULL OR last_ts IS NULL OR last_ts >= $start_day)
    AND ($end_day IS NULL OR first_ts IS NULL OR first_ts < $end_day)
ORDER BY load_id DESC, line_number
LIMIT $limit
