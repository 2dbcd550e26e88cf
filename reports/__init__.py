"""The weekly pivot report, charts and exports. Changes no state."""

from typing import TYPE_CHECKING

from foundation.lazy import lazily

if TYPE_CHECKING:
    from reports.content import Platform, Report
    from reports.export import render_csv, render_json
    from reports.headline import headline
    from reports.html import render_html
    from reports.reading import read_report
    from reports.renderers import RENDERERS

lazily(__name__)
