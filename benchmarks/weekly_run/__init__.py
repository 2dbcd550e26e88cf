"""A run over a large platform, timed."""
