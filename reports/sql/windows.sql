-- Every processed window, oldest first.
SELECT win, start_day, end_day
FROM windows
ORDER BY start_day
