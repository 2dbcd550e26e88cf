-- The lines of a segment as the loader lends them.
CREATE OR REPLACE TEMP TABLE segment_lines (line_number BIGINT, line VARCHAR);
