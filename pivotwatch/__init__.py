"""Pivotwatch tells an API platform when a partner starts to use the API for something else."""
