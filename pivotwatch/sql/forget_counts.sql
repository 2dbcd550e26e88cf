-- How much the analytics store has of a partner.
SELECT
    (SELECT count(credential_id) FROM forgotten) AS credentials,
    (SELECT count(*) FROM calls SEMI JOIN forgotten USING (credential_id)) AS calls,
    (SELECT count(*) FROM credential_usage SEMI JOIN forgotten USING (credential_id)) AS usage,
    (SELECT count(*) FROM profiles SEMI JOIN forgotten USING (partner_id)) AS profiles,
    (SELECT count(*) FROM assignments SEMI JOIN forgotten USING (partner_id)) AS assignments,
    (SELECT count(*) FROM findings SEMI JOIN forgotten USING (partner_id)) AS findings,
    (SELECT count(*) FROM registered_partners SEMI JOIN forgotten USING (partner_id)) AS registered;
