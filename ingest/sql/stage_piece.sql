-- A piece of a segment: what its format makes of each line. Lines that name alike have the same key; $salt: so that
-- nobody can make up names that hash alike.
INSERT INTO staged BY NAME
SELECT
    * REPLACE (CASE WHEN $keep_paths THEN path END AS path, request_number(request_id) AS request_id),
    hash(method, route, api, short_path, $salt) AS endpoint_key,
    hash(credential, credential_kind, $salt) AS credential_key
FROM (SELECT *, short_path(path) AS short_path FROM judged_lines($earliest, $latest, $ends))
