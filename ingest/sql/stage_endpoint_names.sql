-- What the keys of endpoints stand for, from lines that hold each of them once.
INSERT INTO staged_endpoint_names
SELECT DISTINCT hash(method, route, api, shape, $salt) AS endpoint_key, method, route, api, shape
FROM judged_lines($earliest, $latest, $ends)
WHERE endpoint_key NOT IN (SELECT endpoint_key FROM staged_endpoint_names)
