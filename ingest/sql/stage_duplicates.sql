-- Lines of the segment whose call is there already: a gateway or a shipper sent it again. The same call has
-- the same request id and the same start; an id alone may be a client's constant, and would swallow real calls.
-- Lines without numbers are known to repeat none of their own segment.
CREATE OR REPLACE TEMP TABLE staged_duplicates AS
SELECT staged.rowid AS place
FROM staged
JOIN (
    SELECT request_id, ts, arg_min(rowid, line_number) AS first_place
    FROM staged
    WHERE request_id IS NOT NULL AND line_number IS NOT NULL
    GROUP BY request_id, ts
    HAVING count(*) > 1
) AS firsts USING (request_id, ts)
WHERE place <> first_place
UNION
SELECT staged.rowid AS place
FROM staged
SEMI JOIN (
    SELECT request_id, ts
    FROM calls
    WHERE request_id IS NOT NULL AND ts BETWEEN $first_ts AND $last_ts
) AS loaded USING (request_id, ts)
