"""The detection benchmark: planted truth, baselines and the figures of docs/detection.md."""
