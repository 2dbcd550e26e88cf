"""Templates: escaped, strict, and with the words of the weekly report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from foundation import counted, parse_window
from reports.pivot_words import destination, peers, reasons, went
from reports.visible import visible
from reports.words import (
    confidence_words,
    day,
    humanised,
    listed,
    moment,
    number,
    percent,
    period,
    points,
    window_name,
)

_WORDS = (number, percent, points, confidence_words, day, period, window_name, humanised, counted)


def static_files() -> Mapping[str, Path]:
    """Return what /static serves, by name: our own files, and scripts from installed packages."""
    own = Path(str(files("pivotwatch.web") / "static"))
    plotly = distribution("plotly").locate_file("plotly/package_data/plotly.min.js")
    # a file of a package that we never import: Django itself takes no part
    htmx = distribution("django-htmx").locate_file("django_htmx/static/django_htmx/htmx-2.min.js")
    found = {file.name: file for file in own.iterdir() if file.is_file()}
    return found | {"plotly.min.js": Path(str(plotly)), "htmx.min.js": Path(str(htmx))}


@cache
def static_url(name: str) -> str:
    """Return the address of a static file; it changes with the content, so browsers may keep it."""
    digest = hashlib.sha256(static_files()[name].read_bytes()).hexdigest()[:12]
    return f"/static/{digest}/{name}"


def render(template: str, facts: Mapping[str, Any]) -> str:
    """Return a filled template."""
    return _environment().get_template(template).render(facts)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pivotwatch.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=visible,
        extensions=["jinja2.ext.do"],
    )
    environment.filters |= {word.__name__: word for word in _WORDS}
    environment.filters |= {
        "local": local,
        "json": _json,
        "route": route,
        "short": short,
        "step": heat_step,
        "window_days": window_days,
    }
    environment.globals |= {
        "static": static_url,
        "moment": moment,
        "listed": listed,
        "query": _query,
        "went": went,
        "destination": destination,
        "peers": peers,
        "reasons": reasons,
    }
    return environment


def local(when: datetime | None, zone: str) -> str:
    """Return an aware or UTC time as it is on the platform: `22 November 2026, 23:58`; '' for none."""
    if when is None:
        return ""
    return moment(when.astimezone(UTC).replace(tzinfo=None) if when.tzinfo else when, zone)


def window_days(key: str) -> str:
    """Return the days of a window by its key."""
    return period(parse_window(key))


def short(count: float) -> str:
    """Return a count that fits in a narrow column: `12.3k`."""
    for least, unit in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if count >= least:
            return f"{count / (1e3 if unit == 'k' else least):.3g}{unit}"
    return f"{count:,.0f}"


def route(label: str) -> Markup:
    """Return an endpoint that breaks, where it must, before a slash."""
    return Markup("<wbr>/").join(str(visible(label)).split("/"))


def heat_step(value: float | None) -> int:
    """Return which of eleven shades a value in [0, 1] has; 0 is nothing at all."""
    return 0 if not value else max(1, min(10, round(value * 10)))


def _query(**names: object) -> str:
    """Return a query string of what is given; empty and None are left out."""
    return urlencode({name: value for name, value in names.items() if value not in (None, "", False)})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
