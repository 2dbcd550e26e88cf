-- How far each file was read that was loaded after a load; a tap's segments are told by their names instead.
SELECT
    fingerprint,
    arg_max(format, end_offset) AS format,
    max(end_offset) AS end_offset,
    arg_max(end_line, end_offset) AS end_line,
    arg_max(checkpoint, end_offset) AS checkpoint
FROM loads
WHERE load_id > $after AND fingerprint IS NOT NULL AND checkpoint IS NOT NULL AND NOT starts_with(source, 'spool:')
GROUP BY fingerprint
