-- Lines that are too long to be a record are named as such, whatever they may have looked like.
UPDATE staged_piece
SET problem = $problem
WHERE line_number IN (SELECT line_number FROM segment_lines WHERE strlen(line) > $longest_line_bytes)
