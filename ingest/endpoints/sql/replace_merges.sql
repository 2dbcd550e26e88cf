-- The new merges, in place of what was recorded for the same endpoints.
DELETE FROM endpoint_merges WHERE endpoint_id IN (SELECT endpoint_id FROM new_merges);
INSERT INTO endpoint_merges BY NAME SELECT * FROM new_merges;
