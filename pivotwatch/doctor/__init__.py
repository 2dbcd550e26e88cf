"""`pivotwatch doctor`: checks, one file each, that say what is wrong and what to do."""
