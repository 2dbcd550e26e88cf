-- What whole groups did in a window: the group, and the sentence that tells of it.
SELECT group_id, sentence
FROM findings
WHERE win = $win AND kind = 'group_shift' AND group_id IS NOT NULL
ORDER BY group_id, finding_id
