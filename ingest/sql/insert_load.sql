-- What was loaded: written in the transaction of its rows, so that it is true after any crash.
INSERT INTO loads BY NAME
SELECT load_parts.* EXCLUDE (part), $load_id + part AS load_id, first_ts, last_ts
FROM load_parts
LEFT JOIN (SELECT part, min(ts) AS first_ts, max(ts) AS last_ts FROM staged GROUP BY part) USING (part)
