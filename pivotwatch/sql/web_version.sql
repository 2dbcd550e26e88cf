-- Changes whenever what the console shows of the analytics may have changed.
SELECT
    (SELECT count(*) FROM windows) AS windows,
    (SELECT max(processed_at) FROM windows) AS processed_at,
    (SELECT max(started_at) FROM runs) AS run_at,
    (SELECT max(load_id) FROM loads) AS load_id,
    (SELECT hash(list(name ORDER BY group_id)) FROM groups) AS group_names,
    (SELECT bit_xor(hash(partner_id, name, tier, owner)) FROM registered_partners) AS register,
    (SELECT count(*) FROM endpoint_merges) AS merges,
    (SELECT count(*) FROM openapi_operations) AS operations
