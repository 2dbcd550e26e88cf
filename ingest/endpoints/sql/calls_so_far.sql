-- Calls of the endpoints in question, whatever they are merged into.
SELECT endpoint_id, sum(calls)::BIGINT AS calls
FROM credential_usage
SEMI JOIN wanted_endpoints USING (endpoint_id)
GROUP BY endpoint_id
