-- Erases calls that have expired; only of processed windows, so that nothing is lost that was not looked at.
DELETE FROM calls WHERE day < $calls_before AND day < (SELECT max(end_day) FROM windows);
