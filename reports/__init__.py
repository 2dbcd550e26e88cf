"""The weekly pivot report, charts and exports. Changes no state."""

from typing import TYPE_CHECKING

from foundation.lazy import lazily
from reports.content import Platform, Report
from reports.headline import headline  # not later: its module has the same name, and would take its place
from reports.reading import read_report

if TYPE_CHECKING:  # `lazily` gives these at first use, also to who reads __all__
    from reports.export import render_csv, render_json  # noqa: TC004
    from reports.html import render_html  # noqa: TC004
    from reports.renderers import RENDERERS  # noqa: TC004

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
