"""Stages of the weekly cycle: each reads tables, calls pure functions, writes one window."""
