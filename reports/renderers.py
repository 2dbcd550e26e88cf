"""The formats of a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from reports.content import Report
from reports.export import render_csv, render_json
from reports.html import render_html

RENDERERS: Mapping[str, Callable[[Report], str]] = MappingProxyType(
    {"html": render_html, "json": render_json, "csv": render_csv}
)
"""What `pivotwatch report --format` offers, by name."""
