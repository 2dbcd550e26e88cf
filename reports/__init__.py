"""The weekly pivot report, charts and exports. Changes no state."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from reports.content import Platform, Report
from reports.export import render_csv, render_json
from reports.headline import headline
from reports.html import render_html
from reports.reading import read_report

RENDERERS: Mapping[str, Callable[[Report], str]] = MappingProxyType(
    {"html": render_html, "json": render_json, "csv": render_csv}
)
"""What `pivotwatch report --format` offers, by name."""

__all__ = [
    "RENDERERS",
    "Platform",
    "Report",
    "headline",
    "read_report",
    "render_csv",
    "render_html",
    "render_json",
]
