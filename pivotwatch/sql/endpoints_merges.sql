-- Which endpoints stand for others now, the newest merges first; what was only ever refused is no endpoint yet.
SELECT gone.label AS endpoint, kept.label AS "into", merged.reason AS reason, merged.merged_at AS merged_at
FROM endpoint_merges AS merged
JOIN endpoints AS gone ON gone.endpoint_id = merged.endpoint_id
JOIN endpoints AS kept ON kept.endpoint_id = merged.into_id
WHERE kept.counted
ORDER BY merged_at DESC, "into", endpoint
