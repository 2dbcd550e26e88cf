-- Whatever a line may have looked like, one that is too long is not read.
UPDATE staged SET problem = $problem
WHERE line_number IN (SELECT line_number FROM segment_lines WHERE strlen(line) > $longest_line_bytes)
