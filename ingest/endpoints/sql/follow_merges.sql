-- Earlier merges into an endpoint that is merged now end where it ends.
UPDATE endpoint_merges
SET into_id = new_merges.into_id
FROM new_merges
WHERE endpoint_merges.into_id = new_merges.endpoint_id
