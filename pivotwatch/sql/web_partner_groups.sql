-- The groups a partner was in, by window, with the model's confidence.
SELECT win, group_id, coalesce(groups.name, 'group ' || group_id) AS group_name, confidence, calls
FROM assignments
LEFT JOIN groups USING (group_id)
WHERE partner_id = $partner
ORDER BY win
