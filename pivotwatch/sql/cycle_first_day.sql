-- The first day with usage of anybody: where the platform's windows begin. NULL = there is no usage.
SELECT min(day) FROM credential_usage WHERE credential_id <> 0
