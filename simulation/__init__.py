"""Simulated platforms with planted truth: for the demo, for tests and for the detection benchmark."""
