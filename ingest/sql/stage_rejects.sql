-- What was wrong with which line.
CREATE OR REPLACE TEMP TABLE staged_rejects AS SELECT line_number, problem FROM staged WHERE problem IS NOT NULL
