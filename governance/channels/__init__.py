"""Channels: one file is one way out."""
