-- One line for each endpoint and each credential of a piece that has no name yet.
SELECT line_number
FROM (
    SELECT endpoint_key, min(line_number) AS line_number
    FROM staged_piece
    WHERE problem IS NULL
    GROUP BY endpoint_key
)
WHERE endpoint_key NOT IN (SELECT endpoint_key FROM staged_endpoint_names)
UNION
SELECT line_number
FROM (
    SELECT credential_key, min(line_number) AS line_number
    FROM staged_piece
    WHERE problem IS NULL
    GROUP BY credential_key
)
WHERE credential_key NOT IN (SELECT credential_key FROM staged_credential_names)
