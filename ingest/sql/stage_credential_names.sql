-- What the keys of credentials stand for, from lines that hold each of them once.
INSERT INTO staged_credential_names
SELECT DISTINCT hash(credential, credential_kind, $salt) AS credential_key, credential, credential_kind
FROM judged_lines($earliest, $latest, $ends)
WHERE credential_key NOT IN (SELECT credential_key FROM staged_credential_names)
