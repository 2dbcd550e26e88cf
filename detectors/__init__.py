"""Findings from assignments, profiles and usage. Sends nothing."""
