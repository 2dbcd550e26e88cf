-- The keys of a piece's endpoints, from one line of each. $salt: so that nobody can make up names that hash alike.
SELECT CAST(hash(method, route, api, shape, $salt) // 2 AS BIGINT) AS endpoint_key, method, route, api, shape
FROM (
    SELECT place, method, route, api, CASE WHEN path IS NOT NULL THEN path_shape(path) END AS shape
    FROM piece_endpoints
)
ORDER BY place
