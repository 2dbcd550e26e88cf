-- The first and the last processed window that end after a day; one row, NULL = there is none.
SELECT min_by(win, start_day) AS first_win, max_by(win, start_day) AS last_win
FROM windows
WHERE end_day > $day
