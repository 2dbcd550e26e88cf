-- The part of each row, by its line; $last_lines: the number of the last line of each part.
UPDATE staged
SET part = ends.part
FROM (
    SELECT part, last_line, lag(last_line, 1, 0) OVER (ORDER BY part) AS lines_before
    FROM (SELECT unnest(range(len($last_lines))) AS part, unnest($last_lines) AS last_line)
) AS ends
WHERE line_number > lines_before AND line_number <= last_line
