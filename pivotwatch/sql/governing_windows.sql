-- Closed windows that were judged, newest first.
SELECT win FROM windows ORDER BY start_day DESC
