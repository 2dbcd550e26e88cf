"""Plug-ins: one file here is one way records arrive; see gateway_tap/station.py."""
