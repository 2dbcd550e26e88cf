"""The weekly pivot report, charts and exports. Changes no state."""

from typing import TYPE_CHECKING

from foundation.lazy import lazily
from reports.content import Platform, Report
from reports.headline import headline  # not later: its module has the same name, and would take its place
from reports.reading import read_report

if TYPE_CHECKING:
    from reports.export import render_csv, render_json
    from reports.html import render_html
    from reports.renderers import RENDERERS

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

lazily(__name__)
