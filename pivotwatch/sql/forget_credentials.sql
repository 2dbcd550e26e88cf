-- A partner and its credentials: those that the register gives it, and those that are named like it. The first
-- row is the partner itself, without a credential.
CREATE OR REPLACE TEMP TABLE forgotten AS
SELECT $partner::VARCHAR AS partner_id, NULL::BIGINT AS credential_id, $partner::VARCHAR AS shown
UNION ALL
SELECT $partner, credentials.credential_id, credentials.shown
FROM credentials
LEFT JOIN credential_partners USING (credential_id)
WHERE coalesce(credential_partners.partner_id, credentials.shown) = $partner
    OR list_contains($registered::BIGINT[], credentials.credential_id);
