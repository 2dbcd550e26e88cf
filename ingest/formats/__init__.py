"""Plug-ins: one file here is one plug-in; see foundation/registry.py."""
