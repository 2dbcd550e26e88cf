-- For each pivot of a window: the mean share of every endpoint among the partner's successful calls over up to
-- $baseline windows before the change and over the windows since, and how many windows that is.
WITH
pivots AS (
    SELECT finding_id, partner_id, since.start_day AS since_day, judged.start_day AS judged_day
    FROM findings
    JOIN windows AS since ON since.win = since_window
    JOIN windows AS judged ON judged.win = findings.win
    WHERE findings.win = $win AND kind = 'pivot'
),
weeks AS (
    SELECT
        finding_id, profiles.win, windows.start_day >= since_day AS after,
        row_number() OVER (
            PARTITION BY finding_id, windows.start_day >= since_day ORDER BY windows.start_day DESC
        ) AS back,
        sum(calls - errors) AS successes
    FROM pivots
    JOIN profiles USING (partner_id)
    JOIN windows ON windows.win = profiles.win AND windows.start_day <= judged_day
    GROUP BY finding_id, profiles.win, windows.start_day, since_day
    HAVING sum(calls - errors) > 0
),
chosen AS (
    SELECT finding_id, win, after, successes, count(*) OVER (PARTITION BY finding_id, after) AS week_count
    FROM weeks
    WHERE after OR back <= $baseline
),
shares AS (
    SELECT
        finding_id, endpoint_id, after, any_value(week_count) AS week_count,
        sum((calls - errors) / successes) / any_value(week_count) AS share
    FROM chosen
    JOIN pivots USING (finding_id)
    JOIN profiles USING (partner_id, win)
    GROUP BY finding_id, endpoint_id, after
),
labels AS (
    SELECT
        endpoint_id,
        CASE WHEN count(*) OVER (PARTITION BY label) > 1 THEN concat(label, ' [', api, ']') ELSE label END AS label
    FROM (SELECT DISTINCT endpoint_id, label, api FROM endpoints)
)
SELECT
    finding_id, label,
    coalesce(sum(share) FILTER (NOT after), 0.0) AS share_before,
    coalesce(sum(share) FILTER (after), 0.0) AS share_after,
    (SELECT count(*) FROM chosen WHERE chosen.finding_id = shares.finding_id AND NOT chosen.after) AS weeks_before,
    (SELECT count(*) FROM chosen WHERE chosen.finding_id = shares.finding_id AND chosen.after) AS weeks_after
FROM shares
JOIN labels USING (endpoint_id)
GROUP BY finding_id, label
ORDER BY finding_id, greatest(share_before, share_after) DESC, label
