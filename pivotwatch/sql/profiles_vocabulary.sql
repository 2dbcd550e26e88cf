-- The platform's vocabulary at a window: the counted endpoints seen before its end, merges followed.
SELECT DISTINCT kept.endpoint_id AS endpoint_id
FROM endpoints AS seen
LEFT JOIN endpoint_merges AS merged ON merged.endpoint_id = seen.endpoint_id
JOIN endpoints AS kept ON kept.endpoint_id = coalesce(merged.into_id, seen.endpoint_id)
WHERE seen.first_day < $end_day AND kept.counted
ORDER BY endpoint_id
