-- Erases a partner: its calls, counts, quarantined lines, profiles, assignments, findings and names.
DELETE FROM calls WHERE credential_id IN (SELECT credential_id FROM forgotten);
DELETE FROM credential_usage WHERE credential_id IN (SELECT credential_id FROM forgotten);
DELETE FROM rejects WHERE EXISTS (SELECT 1 FROM forgotten WHERE contains(rejects.excerpt, forgotten.shown));
DELETE FROM profiles WHERE partner_id IN (SELECT partner_id FROM forgotten);
DELETE FROM assignments WHERE partner_id IN (SELECT partner_id FROM forgotten);
DELETE FROM findings WHERE partner_id IN (SELECT partner_id FROM forgotten);
DELETE FROM registered_partners WHERE partner_id IN (SELECT partner_id FROM forgotten);
DELETE FROM credential_partners WHERE partner_id IN (SELECT partner_id FROM forgotten);
DELETE FROM credentials WHERE credential_id IN (SELECT credential_id FROM forgotten);
