"""The report as one HTML file that needs no network and obeys no partner."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby

import plotly.graph_objects as go
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from foundation import counted
from reports import words
from reports.charts import flow_figure, group_map_figure
from reports.content import Finding, Report
from reports.headline import caveat, headline
from reports.health_words import lag_words, warnings
from reports.pivot_words import destination, peers, reasons, went
from reports.runbook import runbook_html
from reports.visible import visible

_MOST = 50
"""Lists longer than this are cut, and say so; the JSON has them whole."""
_MOST_PIVOTS = 200
"""So many pivots are told in full, the most pressing: a page of thousands helps nobody, and opens slowly."""
_FILTERS = (
    "number",
    "percent",
    "points",
    "confidence_words",
    "day",
    "period",
    "window_name",
    "humanised",
)


def render_html(report: Report) -> str:
    """Return the report as one self-contained page; the same report gives the same bytes."""
    figures = _figures(report)
    scripts = [_plotly(), _text("page.js")] if figures else []
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            headline=headline(report),
            caveat=caveat(report),
            others=_by_kind(report.others),
            runbooks=_runbooks(report),
            warnings=warnings(report),
            lag=lag_words(report),
            most=_MOST,
            most_pivots=_MOST_PIVOTS,
            figures={name: _inline_json(figure) for name, figure in figures.items()},
            style=Markup(_text("style.css")),  # noqa: S704 - our own file
            scripts=[Markup(script) for script in scripts],  # noqa: S704 - our own file, and plotly.js
            content_security=_content_security(scripts),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=visible,
    )
    environment.filters |= {name: getattr(words, name) for name in _FILTERS} | {"counted": counted}
    environment.globals |= {
        "moment": words.moment,
        "listed": words.listed,
        "destination": destination,
        "went": went,
        "peers": peers,
        "reasons": reasons,
    }
    return environment


def _figures(report: Report) -> dict[str, go.Figure]:
    found = {}
    if report.flow.moves and report.flow.since is not None:
        before, now = words.window_name(report.flow.since), words.window_name(report.window)
        found["flow"] = flow_figure(report.flow, before, now)
    if report.group_map.points:
        found["group-map"] = group_map_figure(report.group_map)
    return found


def _by_kind(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """Return findings by kind, those with most alerts first; inside a kind the order stays."""
    kinds = [(kind, list(each)) for kind, each in groupby(sorted(findings, key=_kind), key=_kind)]
    return sorted(kinds, key=lambda pair: (-sum(each.alert for each in pair[1]), pair[0]))


def _kind(finding: Finding) -> str:
    return finding.kind


def _runbooks(report: Report) -> Mapping[str, Markup]:
    detectors = sorted({pivot.detector for pivot in report.pivots})
    found = {detector: runbook_html(detector) for detector in detectors}
    return {detector: text for detector, text in found.items() if text}


def _inline_json(figure: go.Figure) -> Markup:
    # inside <script> only "<" can end the element or open a comment; JSON may write it as an escape
    return Markup(figure.to_json().replace("<", "\\u003c"))  # noqa: S704 - made safe just before


@cache
def _plotly() -> str:
    return str(get_plotlyjs())


def _text(name: str) -> str:
    return (files("reports") / "templates" / name).read_text(encoding="utf-8")


def _content_security(scripts: Iterable[str]) -> str:
    """Return a policy by which only these very scripts run and nothing is fetched (W3C CSP Level 3)."""
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes or chr(39) + 'none' + chr(39)}; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
