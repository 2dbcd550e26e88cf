-- Logs may be loaded newest first: an endpoint was first seen on the earliest day that any load has brought.
UPDATE endpoints SET first_day = seen.first_day
FROM (SELECT endpoint_id, min(first_day) AS first_day FROM resolved_days GROUP BY endpoint_id) AS seen
WHERE endpoints.endpoint_id = seen.endpoint_id AND seen.first_day < endpoints.first_day
