-- Erases quarantined lines that have expired; how many they were stays in loads.
DELETE FROM rejects WHERE load_id IN (SELECT load_id FROM loads WHERE loaded_at < $rejects_before);
