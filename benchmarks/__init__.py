"""Measurements: each folder is a command, `python -m benchmarks.<folder>`; none of this ships."""
