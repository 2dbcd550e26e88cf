-- The newest load that brought usage to each day that has some.
SELECT day, max(load_id) AS load_id
FROM credential_usage
WHERE credential_id <> 0
GROUP BY day
